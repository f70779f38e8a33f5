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

  /// From which to which day after the first purchase the middle half of the second ones comes, of those that come,
  /// by Kaplan and Meier; nil if none has come.
  public func window(_ histories: Histories) -> ClosedRange<Int>? {
    var ended: [Int] = []
    var open: [Int] = []
    func count(_ days: Int32, in counts: inout [Int]) {
      let missing = Int(days) + 1 - counts.count
      if missing > 0 { counts += repeatElement(0, count: missing) }
      counts[Int(days)] += 1
    }
    for (customer, days) in days.enumerated() {
      if days > 0 {
        count(days, in: &ended)
      } else {
        count(histories.asOf.rawValue - histories.firstDay[customer], in: &open)
      }
    }
    let curve = KaplanMeier(ended: ended, open: open)
    guard let from = curve.percentile(0.25), let to = curve.percentile(0.75) else { return nil }
    return from...to
  }

  /// The column of some customers; absent for those who have not come again.
  func column(_ customers: Range<Int>) -> Column {
    let own = days[customers]
    return Column(
      Field("days_to_second_purchase", .integer, isNullable: true), .int32(Array(own)),
      validity: own.map { $0 > 0 })
  }
}
