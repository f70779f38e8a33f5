internal import Histories

/// How unequally customers bring revenue.
struct Concentration: Sendable {
  /// Net revenue of the customers, the greatest first.
  private let descending: [Int64]
  /// Sum of all.
  let revenue: Int128

  init(_ histories: Histories) {
    descending = histories.hasAmounts ? histories.revenue.sorted(by: >) : []
    revenue = descending.reduce(0) { $0 + Int128($1) }
  }

  /// The Gini coefficient, Σ (2 i − n − 1) y / (n Σ y) over values y in ascending order, i from 1; nil if nothing was
  /// spent, or some customers' revenue is below zero.
  var gini: Double? {
    guard let least = descending.last, least >= 0, revenue > 0 else { return nil }
    let n = Int128(descending.count)
    var sum: Int128 = 0
    for (place, value) in descending.enumerated() {
      sum += (n - 1 - 2 * Int128(place)) * Int128(value)
    }
    return Double(sum) / (Double(n) * Double(revenue))
  }

  /// The tops that the Lorenz curve is told at, in percent of customers.
  static let tops = [1, 2, 5, 10, 20, 30, 40, 50, 60, 70, 80, 90, 100]
  /// The shares of revenue whose fewest customers are told, in percent.
  static let shares = [20, 40, 50, 60, 80]

  /// The revenue of the first customers, for each of some ascending numbers.
  private func sums(of counts: [Int]) -> [Int128] {
    var sums: [Int128] = []
    var (sum, place): (Int128, Int) = (0, 0)
    for count in counts {
      while place < count {
        sum += Int128(descending[place])
        place += 1
      }
      sums.append(sum)
    }
    return sums
  }

  /// The fewest customers who bring so many percent of the revenue; nil if nothing was spent.
  private func fewest(_ percent: Int) -> Int? {
    guard revenue > 0 else { return nil }
    var sum: Int128 = 0
    for (place, value) in descending.enumerated() {
      sum += Int128(value)
      if 100 * sum >= Int128(percent) * revenue { return place + 1 }
    }
    return nil
  }

  /// The table, without rows if there are no amounts.
  func table(_ frame: TableFrame) -> BaseTable {
    let n = descending.count
    let counts = n == 0 ? [] : Self.tops.map { (n * $0 + 99) / 100 }
    let brought = Self.shares.compactMap { share in fewest(share).map { (share, $0) } }
    let rows =
      zip(Self.tops, counts).map { ("top_\($0)_percent", $1) }
      + brought.map { ("brings_\($0)_percent", $1) }
    var table = BaseTable(
      "concentration",
      "The customers of greatest net revenue: top_P_percent is the first P % of them, rounded up, and brings_P_percent "
        + "the fewest who bring P % of all customers' net revenue. Guests are not among them.",
      rows: rows.count, frame)
    table.text("customers_who", rows.map(\.0))
    table.count("customers", rows.map(\.1))
    table.count("of_customers", rows.map { _ in n })
    table.share(
      "share_of_customers", rows.map { Int128($0.1) }, of: rows.map { _ in Int128(n) })
    let sums = sums(of: counts) + brought.map { self.sums(of: [$0.1])[0] }
    table.money("net_revenue", sums)
    table.money("of_net_revenue", rows.map { _ in revenue })
    table.share("share_of_net_revenue", sums, of: rows.map { _ in revenue })
    table.close()
    return table
  }
}
