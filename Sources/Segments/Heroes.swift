internal import Columns
internal import Histories

/// The customers who are in the top tenth by net revenue and in the top tenth by purchase days, ties by their smallest
/// rank.
public struct Heroes: Sendable, Equatable {
  /// How many there are.
  public private(set) var customers = 0
  /// How many customers there are.
  public private(set) var ofCustomers = 0
  /// Their net revenue, in minor units.
  public private(set) var revenue: Int128 = 0
  /// That of all customers.
  public private(set) var ofRevenue: Int128 = 0

  /// Their mean net revenue by that of all customers; nil without heroes, or where that is not above zero.
  public var timesMean: Double? {
    guard customers > 0, ofRevenue > 0 else { return nil }
    return (Double(revenue) / Double(customers)) / (Double(ofRevenue) / Double(ofCustomers))
  }

  /// Nobody.
  init() {}

  /// Those among some customers of a table.
  init(of table: ScoreTable, _ customers: Range<Int>) {
    ofCustomers = customers.count
    let isHero = table.isHero(customers)
    let amounts = table.revenue.span.extracting(customers)
    for index in 0..<customers.count {
      self.customers += isHero[index] ? 1 : 0
      revenue += isHero[index] ? Int128(amounts[index]) : 0
      ofRevenue += Int128(amounts[index])
    }
  }

  static func += (left: inout Heroes, right: Heroes) {
    left.customers += right.customers
    left.ofCustomers += right.ofCustomers
    left.revenue += right.revenue
    left.ofRevenue += right.ofRevenue
  }
}

extension ScoreTable {
  /// Which of some customers are heroes.
  func isHero(_ customers: Range<Int>) -> [Bool] {
    var result = [Bool](repeating: false, count: customers.count)
    var flags = result.mutableSpan
    let revenue = revenue.span.extracting(customers)
    let days = purchaseDays.span.extracting(customers)
    for index in 0..<customers.count {
      flags[index] = revenue[index] >= heroRevenue && days[index] >= heroDays
    }
    return result
  }
}
