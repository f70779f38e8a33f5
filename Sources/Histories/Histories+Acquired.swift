public import Columns

extension Histories {
  /// The customers whose first order lies on a day or after it: to fit models to.
  ///
  /// Their ids are left out, as no fit looks at them.
  public func acquired(from day: Day) -> Histories {
    let kept = (0..<count).filter { firstDay[$0] >= day.rawValue }
    func part<Value>(_ values: [Value]) -> [Value] { kept.map { values[$0] } }
    var acquired = Histories(asOf: asOf, hasAmounts: hasAmounts)
    acquired.orders = part(orders)
    acquired.purchaseDays = part(purchaseDays)
    acquired.firstDay = part(firstDay)
    acquired.lastDay = part(lastDay)
    acquired.revenue = part(revenue)
    acquired.recentOrders = part(recentOrders)
    acquired.recentRevenue = part(recentRevenue)
    acquired.repeatSpendDays = part(repeatSpendDays)
    acquired.repeatSpend = part(repeatSpend)
    acquired.activeSince = part(activeSince)
    return acquired
  }
}
