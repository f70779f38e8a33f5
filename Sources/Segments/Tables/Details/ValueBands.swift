/// Customers by the fifth that the net revenue of their first purchase day is in.
struct ValueBands: Sendable {
  /// A fifth that has customers.
  struct Band {
    /// From 1, the least, to 5.
    let band: Int
    /// What its customers brought.
    let range: ClosedRange<Int64>
    let returns: CameAgain
  }

  private var revenue: [Int64] = []
  private var returns: [CameAgain.Flags] = []

  /// Adds a customer.
  mutating func add(_ revenue: Int64, _ returns: CameAgain) {
    self.revenue.append(revenue)
    self.returns.append(CameAgain.Flags(returns))
  }

  static func += (left: inout ValueBands, right: ValueBands) {
    left.revenue += right.revenue
    left.returns += right.returns
  }

  /// The bands: 1 + floor(5 × customers with less / customers), so that equal revenue is in one band and a band may
  /// have nobody.
  func all() -> [Band] {
    let n = revenue.count
    if n == 0 { return [] }
    let ascending = revenue.sorted()
    // More than this is beyond the band.
    let cuts = (1...4).map { ascending[(n * $0 + 4) / 5 - 1] }
    var sums = [CameAgain](repeating: CameAgain(), count: 5)
    var ranges = [ClosedRange<Int64>?](repeating: nil, count: 5)
    for (value, flags) in zip(revenue, returns) {
      let band = cuts.count { $0 < value }
      sums[band] += flags.returns
      ranges[band] =
        ranges[band].map {
          min($0.lowerBound, value)...max($0.upperBound, value)
        } ?? value...value
    }
    return ranges.enumerated().compactMap { band, range in
      range.map { Band(band: band + 1, range: $0, returns: sums[band]) }
    }
  }
}

extension CameAgain {
  /// Those of one customer in a byte.
  struct Flags: Sendable {
    private let bits: UInt8

    /// What is said of one customer.
    init(_ one: CameAgain) {
      let flags = [one.ever, one.within90, one.within365].flatMap {
        [$0.count > 0, $0.successes > 0]
      }
      bits = flags.reversed().reduce(0) { $0 << 1 | ($1 ? 1 : 0) }
    }

    /// The same.
    var returns: CameAgain {
      func trials(_ place: UInt8) -> Trials {
        Trials(count: Int(bits >> place & 1), successes: Int(bits >> (place + 1) & 1))
      }
      var returns = CameAgain()
      returns.ever = trials(0)
      returns.within90 = trials(2)
      returns.within365 = trials(4)
      return returns
    }
  }
}
