internal import Columns
internal import Scores

/// Customers by CLV over the longest horizon, in bands that are the same for every base.
///
///     … 0 | 0 … 1 | 1 … 2 | 2 … 5 | 5 … 10 | 10 … 20 | …      in major units; a band ends with its border
struct CLVDistribution: Sendable {
  /// What the customers of a band come to.
  struct Band: Sendable, Equatable {
    var customers = 0
    /// In minor units.
    var clv: Int128 = 0

    static func += (left: inout Band, right: Band) {
      left.customers += right.customers
      left.clv += right.clv
    }
  }

  /// Minor units in a major one.
  private let unit: Int64
  /// The greatest CLV of each band, in minor units.
  private let borders: [Int64]
  /// The bands up to the last that has customers.
  private let bands: [Band]

  /// Sums up the CLVs of all customers, block by block, in minor units of a currency of so many decimals.
  ///
  /// - Throws: what a thread throws, which is nothing.
  init(_ clv: [[Int64]], scale: Int, threads: Threads) throws {
    unit = (0..<scale).reduce(1) { unit, _ in 10 * unit }
    // As far as 64 bits go: the last border is above all money, which has 18 digits.
    var borders: [Int64] = [0]
    var decade: Int128 = Int128(unit)
    while decade <= Int64.max {
      borders += [decade, 2 * decade, 5 * decade].compactMap { Int64(exactly: $0) }
      decade *= 10
    }
    let parts = try threads.map(clv.count) { [borders] in Self.bands(clv[$0], borders) }
    var bands = [Band](repeating: Band(), count: borders.count)
    for part in parts {
      for place in bands.indices { bands[place] += part[place] }
    }
    let last = bands.lastIndex { $0.customers > 0 } ?? 0
    self.bands = Array(bands[...last])
    self.borders = borders
  }

  private static func bands(_ values: [Int64], _ borders: [Int64]) -> [Band] {
    var bands = [Band](repeating: Band(), count: borders.count)
    let values = values.span
    for index in 0..<values.count {
      let value = values[index]
      bands[place(of: value, among: borders)] += Band(customers: 1, clv: Int128(value))
    }
    return bands
  }

  /// The number of borders that a value is above.
  private static func place(of value: Int64, among borders: [Int64]) -> Int {
    var (low, high) = (0, borders.count)
    while low < high {
      let middle = (low + high) / 2
      if borders[middle] < value { low = middle + 1 } else { high = middle }
    }
    return low
  }

  /// The table.
  func table(_ options: ScoreOptions, _ frame: TableFrame) -> BaseTable {
    let all = bands.reduce(into: Band()) { $0 += $1 }
    var running = Band()
    let cumulative = bands.map { band -> Band? in
      running += band
      return running
    }
    let rows = bands + [all]
    var table = BaseTable(
      "clv_distribution",
      "Customers by CLV over horizon_days, which is \(BaseTable.worth(options.margin)), in bands that end at 0, 1, 2, 5, "
        + "10, 20, 50 and so on: above clv_above, up to clv_up_to. Cumulative numbers are of a band and all below it. The "
        + "last band is that of the greatest CLV; bands below it that nobody is in are there too.",
      rows: rows.count, frame)
    let customers = rows.map { Optional($0.customers) }
    let known = cumulative + [nil]
    let whole = rows.map { _ in Optional(all.customers) }
    let wholeCLV = rows.map { _ in Optional(all.clv) }
    let ends = bands.indices.map { borders[$0] }
    table.text(
      "clv_band",
      bands.indices.map {
        $0 == 0 ? "up_to_0" : "\(ends[$0 - 1] / unit)_to_\(ends[$0] / unit)"
      } + ["all_customers"])
    table.money("clv_above", [nil] + ends.dropLast().map { Int128($0) } + [nil])
    table.money("clv_up_to", ends.map { Int128($0) } + [nil])
    table.count("horizon_days", rows.map { _ in options.longestHorizon })
    table.count("customers", customers)
    table.count("of_customers", whole)
    table.ratio("share_of_customers", customers, per: whole)
    table.count("cumulative_customers", known.map { $0?.customers })
    table.ratio("cumulative_share_of_customers", known.map { $0?.customers }, per: whole)
    table.money("clv", rows.map(\.clv))
    table.money("of_clv", wholeCLV)
    table.share("share_of_clv", rows.map(\.clv), of: wholeCLV)
    table.mean("clv_per_customer", rows.map(\.clv), per: customers)
    table.money("cumulative_clv", known.map { $0?.clv })
    table.share("cumulative_share_of_clv", known.map { $0?.clv }, of: wholeCLV)
    table.close()
    return table
  }
}
