internal import Arithmetic
internal import Columns
internal import Histories

extension ScoreTable {
  /// What customers sent back: absent unless anybody did.
  private func refundColumns(_ customers: Range<Int>) -> [Column] {
    let orders = Field("refunded_orders", .integer, isNullable: true)
    let amount = Field("refunded_amount", money, isNullable: true)
    if sums.returns.isEmpty {
      return [orders, amount].map { .absent($0, count: customers.count) }
    }
    var counts = [Int32](repeating: 0, count: customers.count)
    var amounts = [Int64](repeating: 0, count: customers.count)
    for customer in sums.returns.customers(in: customers) {
      counts[customer.row - customers.lowerBound] = Int32(clamping: customer.refunds.orders)
      amounts[customer.row - customers.lowerBound] = Int64(clamping: customer.refunds.amount)
    }
    return [Column(orders, .int32(counts)), Column(amount, .int64(amounts))]
  }

  /// The columns that only say what happened.
  func historyColumns(_ customers: Range<Int>) -> [Column] {
    let h = histories
    let count = customers.count
    let asOf = h.asOf.rawValue
    func integers(_ name: String, _ values: [Int32]) -> Column {
      Column(Field(name, .integer), .int32(values))
    }
    func dates(_ name: String, _ values: [Int32]) -> Column {
      Column(Field(name, .date), .int32(values))
    }
    func amounts(_ name: String, _ values: () -> [Int64]) -> Column {
      let field = Field(name, money, isNullable: true)
      return h.hasAmounts ? Column(field, .int64(values())) : .absent(field, count: count)
    }
    let revenue = h.revenue.span.extracting(customers)
    let orders = h.orders.span.extracting(customers)
    let days = h.purchaseDays.span.extracting(customers)
    let first = h.firstDay.span.extracting(customers)
    let last = h.lastDay.span.extracting(customers)
    return [
      Column(Field("customer_id", .text), .text(h.ids[customers])),
      dates("as_of", Array(repeating: asOf, count: count)),
      dates("first_order_date", Array(h.firstDay[customers])),
      dates("last_order_date", Array(h.lastDay[customers])),
      integers("orders", Array(h.orders[customers])),
      integers("purchase_days", Array(h.purchaseDays[customers])),
      integers("days_since_last_order", differences(asOf, last)),
      integers("days_since_first_order", differences(asOf, first)),
      amounts("net_revenue") { Array(h.revenue[customers]) },
      integers("orders_365", Array(h.recentOrders[customers])),
      amounts("net_revenue_365") { Array(h.recentRevenue[customers]) },
    ] + refundColumns(customers) + [
      amounts("average_order_value") { means(revenue, orders) },
      amounts("average_purchase_value") { means(revenue, days) },
      Column(
        Field("average_days_between_purchases", .real, isNullable: true),
        .real(gaps(first: first, last: last, days: days)), validity: h.repeatBuyers(customers)),
    ]
  }
}

extension Histories {
  /// Which customers have a repeat purchase.
  fileprivate func repeatBuyers(_ customers: Range<Int>) -> [Bool] {
    var result = [Bool](repeating: false, count: customers.count)
    var flags = result.mutableSpan
    let days = purchaseDays.span.extracting(customers)
    for index in 0..<customers.count { flags[index] = days[index] > 1 }
    return result
  }
}

/// `value` − each of `values`.
private func differences(_ value: Int32, _ values: Span<Int32>) -> [Int32] {
  var result = [Int32].unwritten(values.count)
  var results = result.mutableSpan
  for index in 0..<values.count { results[index] = value &- values[index] }
  return result
}

/// Sums divided by counts, rounded half to even; the sums are not negative.
///
/// With s below 2^51 the division of doubles is exact enough: a tie, k + 1/2, is a double, and any other
/// s / c is at least 1 / 2c away from one, more than the quotient's rounding error of at most
/// s / c · 2^−53 < 1 / 4c; so rounding it once more goes to the right side.
func means(_ sums: Span<Int64>, _ counts: Span<Int32>) -> [Int64] {
  var result = [Int64].unwritten(sums.count)
  var results = result.mutableSpan
  for index in stride(from: 0, to: sums.count, by: 8) {
    let sum = SIMD8(loading: sums, at: index, padding: 0)
    let count = SIMD8(loading: counts, at: index, padding: 1)
    if any(sum .>= 1 << 51) {
      var means = SIMD8<Int64>()
      for lane in 0..<8 { means[lane] = mean(sum[lane], Int64(count[lane])) }
      means.store(into: &results, at: index)
    } else {
      SIMD8<Int64>(nearest: Lanes(nearest: sum) / Lanes(count)).store(into: &results, at: index)
    }
  }
  return result
}

/// `sum / count` for `sum` ≥ 0, rounded half to even.
private func mean(_ sum: Int64, _ count: Int64) -> Int64 {
  let (quotient, remainder) = sum.quotientAndRemainder(dividingBy: count)
  let roundsUp = remainder * 2 > count || (remainder * 2 == count && quotient % 2 == 1)
  return roundsUp ? quotient + 1 : quotient
}

/// The mean days between purchases, at six decimals; 0 for customers with one purchase day.
private func gaps(first: Span<Int32>, last: Span<Int32>, days: Span<Int32>) -> [Double] {
  var result = [Double].unwritten(days.count)
  var results = result.mutableSpan
  for index in stride(from: 0, to: days.count, by: 8) {
    let tx =
      SIMD8(loading: last, at: index, padding: 0) &- SIMD8(loading: first, at: index, padding: 0)
    let x = SIMD8(loading: days, at: index, padding: 1) &- 1
    // t_x is 0 where x is.
    let divisor = x.replacing(with: 1, where: x .== 0)
    rounded(Lanes(tx) / Lanes(divisor)).store(into: &results, at: index)
  }
  return result
}
