internal import Columns
public import Histories

/// How long customers took from their first purchase day to the second, collected while their histories are made.
public struct SecondPurchaseDays: OrderObserver {
  /// In the order of histories; 0 of who has bought on one day alone.
  private var days: [Int32] = []

  /// Nobody's yet.
  public init() {}

  /// Adds the orders of some customers.
  public mutating func add(_ starts: Span<Int>, _ days: Span<Int32>, _ amounts: Span<Int64>) {
    for customer in 0..<starts.count - 1 {
      let own = days.extracting(starts[customer] - starts[0]..<starts[customer + 1] - starts[0])
      if own.count == 0 { continue }
      var next = 1
      while next < own.count && own[next] == own[0] { next += 1 }
      self.days.append(next < own.count ? own[next] &- own[0] : 0)
    }
  }

  /// Adds what another one saw.
  public static func += (left: inout SecondPurchaseDays, right: SecondPurchaseDays) {
    left.days += right.days
  }

  /// The column of some customers; absent for those who have not come again.
  func column(_ customers: Range<Int>) -> Column {
    let own = days[customers]
    return Column(
      Field("days_to_second_purchase", .integer, isNullable: true), .int32(Array(own)),
      validity: own.map { $0 > 0 })
  }
}
