internal import Columns
internal import Histories

/// What customers bring in the year after their first purchase day, of those who come again within it.
///
/// Only of customers whose year has ended: all of them had the whole time.
struct SecondPurchases: OrderObserver {
  /// The days of the year.
  static let days: Int32 = 365

  /// Customers whose first purchase day lies so many days or more before as-of.
  private(set) var customers = 0
  /// Those of them with a later purchase day within so many days.
  private(set) var repeatCustomers = 0
  /// What they brought on these later days, in minor units.
  private(set) var revenue: Int128 = 0
  /// The last first purchase day whose year has ended.
  private let lastFirst: Int

  /// What each of them brought on average, in whole minor units; nil if there are none, or it has more than 18 digits.
  var perRepeatCustomer: Int128? {
    BaseTable.means([revenue], per: [repeatCustomers])[0].flatMap {
      $0.magnitude <= BaseTable.mostMoney ? $0 : nil
    }
  }

  init(asOf: Day) { lastFirst = Int(asOf.rawValue) - Int(Self.days) }

  mutating func add(_ starts: Span<Int>, _ days: Span<Int32>, _ amounts: Span<Int64>) {
    for customer in 0..<starts.count - 1 {
      let own = starts[customer] - starts[0]..<starts[customer + 1] - starts[0]
      if own.isEmpty || Int(days[own.lowerBound]) > lastFirst { continue }
      let first = days[own.lowerBound]
      var isRepeat = false
      for order in own where days[order] > first {
        if Int(days[order]) - Int(first) > Int(Self.days) { break }
        isRepeat = true
        revenue += Int128(amounts[order])
      }
      customers += 1
      repeatCustomers += isRepeat ? 1 : 0
    }
  }

  static func += (left: inout SecondPurchases, right: SecondPurchases) {
    left.customers += right.customers
    left.repeatCustomers += right.repeatCustomers
    left.revenue += right.revenue
  }
}
