/// What customers bring in the year after their first purchase day, of those who come again within it.
///
/// Only of customers whose year has ended: all of them had the whole time.
struct SecondPurchases: Sendable {
  /// The days of the year.
  static let days: Int32 = 365

  /// Customers with a later purchase day within so many days.
  let repeatCustomers: Int
  /// What they brought on these later days, in minor units.
  let revenue: Int128

  /// Those of a base's customers.
  init(_ customers: Newcomers) {
    let window = customers.window(Self.days)
    repeatCustomers = window.returned.successes
    revenue = window.revenue - window.firstRevenue
  }

  /// What each of them brought on average, in whole minor units; nil if there are none, or it has more than 18 digits.
  var perRepeatCustomer: Int128? {
    BaseTable.means([revenue], per: [repeatCustomers])[0].flatMap {
      $0.magnitude <= BaseTable.mostMoney ? $0 : nil
    }
  }
}
