internal import Columns
internal import Histories

extension ScoreTable {
  /// The columns that only say what happened.
  func historyColumns(_ customers: Range<Int>) -> [Column] {
    let h = histories
    let asOf = h.asOf.rawValue
    let hasAmounts = h.hasAmounts
    func integers(_ name: String, _ value: (Int) -> Int32) -> Column {
      Column(Field(name, .integer), .int32(customers.map(value)))
    }
    func dates(_ name: String, _ value: (Int) -> Int32) -> Column {
      Column(Field(name, .date), .int32(customers.map(value)))
    }
    func amounts(_ name: String, _ value: (Int) -> Int64) -> Column {
      let field = Field(name, money, isNullable: true)
      return hasAmounts
        ? Column(field, .int64(customers.map(value))) : .absent(field, count: customers.count)
    }
    var ids = TextColumn()
    ids.reserve(rows: customers.count, bytes: 0)
    for customer in customers { ids.append(h.ids[customer]) }
    return [
      Column(Field("customer_id", .text), .text(ids)),
      dates("as_of") { _ in asOf },
      dates("first_order_date") { h.firstDay[$0] },
      dates("last_order_date") { h.lastDay[$0] },
      integers("orders") { h.orders[$0] },
      integers("purchase_days") { h.purchaseDays[$0] },
      integers("days_since_last_order") { asOf - h.lastDay[$0] },
      integers("days_since_first_order") { asOf - h.firstDay[$0] },
      amounts("net_revenue") { h.revenue[$0] },
      integers("orders_365") { h.recentOrders[$0] },
      amounts("net_revenue_365") { h.recentRevenue[$0] },
      // Order files carry no refunds so far.
      .absent(Field("refunded_orders", .integer, isNullable: true), count: customers.count),
      .absent(Field("refunded_amount", money, isNullable: true), count: customers.count),
      amounts("average_order_value") { mean(h.revenue[$0], Int64(h.orders[$0])) },
      amounts("average_purchase_value") { mean(h.revenue[$0], Int64(h.purchaseDays[$0])) },
      Column(
        Field("average_days_between_purchases", .real, isNullable: true),
        .real(customers.map { h.x($0) > 0 ? rounded(Double(h.tx($0)) / Double(h.x($0))) : 0 }),
        validity: customers.map { h.x($0) > 0 }),
    ]
  }
}

/// `sum / count` for `sum` ≥ 0, rounded half to even.
private func mean(_ sum: Int64, _ count: Int64) -> Int64 {
  let (quotient, remainder) = sum.quotientAndRemainder(dividingBy: count)
  let roundsUp = remainder * 2 > count || (remainder * 2 == count && quotient % 2 == 1)
  return roundsUp ? quotient + 1 : quotient
}
