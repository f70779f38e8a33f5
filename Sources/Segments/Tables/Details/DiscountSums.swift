internal import Columns
internal import Orders

/// Orders, and how far they were made cheaper.
struct DiscountSum: Summable {
  var orders = 0
  /// Those that were customers' first.
  var firstOrders = 0
  /// Minor units.
  var revenue: Int128 = 0
  /// Orders with a discount or a code, and their revenue.
  var discounted = 0
  var discountedRevenue: Int128 = 0
  /// The sum of all discounts.
  var discounts: Int128 = 0
  /// The customers whose first order is among them.
  var first = CameAgain()

  static func += (left: inout DiscountSum, right: DiscountSum) {
    left.orders += right.orders
    left.firstOrders += right.firstOrders
    left.revenue += right.revenue
    left.discounted += right.discounted
    left.discountedRevenue += right.discountedRevenue
    left.discounts += right.discounts
    left.first += right.first
  }
}

/// Discounts by the number of the customer's order, and by code.
struct DiscountSums: Sendable {
  /// The codes that have a row of their own.
  private static let mostCodes = 100

  /// Customers' first, second, … orders, the last with all later ones.
  private var numbers = [DiscountSum](repeating: DiscountSum(), count: 5)
  private var codes = TextSums<DiscountSum>()
  /// Orders with a discount and no code, and those with neither.
  private var without = DiscountSum()
  private var none = DiscountSum()

  /// Adds the orders of some customers.
  mutating func add(_ orders: OrderDetails, _ returns: [CameAgain]) {
    let codes = orders.discountCodes.codes
    // The two kinds of orders without a code have the first places.
    var own = [DiscountSum](repeating: DiscountSum(), count: orders.discountCodes.names.count + 2)
    for customer in 0..<orders.customers {
      let first = orders.starts[customer]
      for order in first..<orders.starts[customer + 1] {
        let isDiscounted = orders.isDiscounted(order)
        var one = DiscountSum()
        one.orders = 1
        one.revenue = Int128(orders.amounts[order])
        one.discounts = Int128(orders.discounts[order])
        if isDiscounted {
          one.discounted = 1
          one.discountedRevenue = one.revenue
        }
        if order == first {
          one.firstOrders = 1
          one.first = returns[customer]
        }
        numbers[min(order - first, numbers.count - 1)] += one
        own[codes[order] >= 0 ? Int(codes[order]) + 2 : isDiscounted ? 1 : 0] += one
      }
    }
    none += own[0]
    without += own[1]
    self.codes.add(own.dropFirst(2), of: orders.discountCodes)
  }

  static func += (left: inout DiscountSums, right: DiscountSums) {
    for place in left.numbers.indices { left.numbers[place] += right.numbers[place] }
    left.codes += right.codes
    left.without += right.without
    left.none += right.none
  }

  /// The table.
  ///
  /// - Parameters:
  ///   - frame: what all tables have in common.
  ///   - hasDiscounts: whether the orders say how large discounts are.
  /// - Returns: a row for each number of an order, and for each code.
  func table(_ frame: TableFrame, hasDiscounts: Bool) -> BaseTable {
    let (known, others) = codes.ranked(Self.mostCodes) { Int128($0.orders) }
    var rows = numbers.enumerated().map { number, sum in
      ("order_number", "\(number + 1)" + (number + 1 == numbers.count ? "+" : ""), sum)
    }
    rows += known.map { ("code", $0.name, $0.sum) }
    if let others { rows.append(("other_codes", "other codes", others)) }
    rows.append(("discount_without_code", "discount without code", without))
    rows.append(("no_discount", "no discount", none))
    rows.append(("all", "all orders", numbers.reduce(into: DiscountSum()) { $0 += $1 }))
    let sums = rows.map(\.2)
    var table = BaseTable(
      "discounts",
      "Orders by their number among those of their customer, by day, those of one day by their time, then by their amount "
        + "(row_kind order_number), and by discount code as written (the \(Self.mostCodes) on the most orders; those of all "
        + "others; with a discount and no code; with neither). An order is discounted if its discount is above zero "
        + "or it has a code. Depth is discounts / (net revenue + discounts), with net revenue after refunds. Of the "
        + "customers whose first order is among them: those who came again, on a later purchase day, within 90 and 365 "
        + "days, of those whose first purchase day lies that far before as-of, with Wilson's 95 % interval; beside that of "
        + "no_discount. Guests' orders are not among them.",
      rows: rows.count, frame)
    table.text("row_kind", rows.map(\.0))
    table.text("orders_with", rows.map(\.1))
    table.count("orders", sums.map(\.orders))
    table.count("first_orders", sums.map(\.firstOrders))
    table.ratio("share_of_first_orders", sums.map(\.firstOrders), per: sums.map(\.orders))
    table.count("discounted_orders", sums.map(\.discounted))
    table.ratio("share_of_discounted_orders", sums.map(\.discounted), per: sums.map(\.orders))
    let discounts = sums.map { hasDiscounts ? $0.discounts : nil }
    let before = sums.map { hasDiscounts ? $0.revenue + $0.discounts : nil }
    table.money("discounts", discounts)
    table.money("net_revenue_and_discounts", before)
    table.share(
      "discount_depth", frame.hasAmounts ? discounts : before.map { _ in nil }, of: before)
    table.money("net_revenue", sums.map(\.revenue))
    table.mean("net_revenue_per_order", sums.map(\.revenue), per: sums.map(\.orders))
    table.money("discounted_net_revenue", sums.map(\.discountedRevenue))
    table.mean(
      "net_revenue_per_discounted_order", sums.map(\.discountedRevenue), per: sums.map(\.discounted)
    )
    let full = sums.map { $0.orders - $0.discounted }
    let fullRevenue = sums.map { $0.revenue - $0.discountedRevenue }
    table.count("full_price_orders", full)
    table.money("full_price_net_revenue", fullRevenue)
    table.mean("net_revenue_per_full_price_order", fullRevenue, per: full)
    table.returns(sums.map { $0.firstOrders > 0 ? $0.first : nil })
    table.close()
    return table
  }
}

extension OrderDetails {
  /// Whether an order was made cheaper.
  func isDiscounted(_ order: Int) -> Bool {
    discounts[order] > 0 || discountCodes.codes[order] >= 0
  }
}
