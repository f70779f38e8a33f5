internal import Columns
internal import Orders

/// What was bought in a channel, and by whom.
struct ChannelSum: Summable {
  /// Who bought there at all.
  var customers = 0
  var orders = 0
  /// Minor units.
  var revenue: Int128 = 0
  /// The customers whose first order was there.
  var first = CameAgain()

  static func += (left: inout ChannelSum, right: ChannelSum) {
    left.customers += right.customers
    left.orders += right.orders
    left.revenue += right.revenue
    left.first += right.first
  }
}

/// Channels, and customers by how many they use.
struct ChannelSums: Sendable {
  private var channels = TextSums<ChannelSum>()
  /// Orders of which nobody knows the channel.
  private var unknown = ChannelSum()
  /// Customers of whom no channel is known, one, or more; of all of their orders.
  private var users = [ChannelSum](repeating: ChannelSum(), count: 3)

  /// Adds the orders of some customers.
  mutating func add(_ orders: OrderDetails, _ returns: [CameAgain]) {
    let codes = orders.channels.codes
    // Those of unknown channel have the first place.
    var own = [ChannelSum](repeating: ChannelSum(), count: orders.channels.names.count + 1)
    var last = [Int](repeating: -1, count: own.count)
    for customer in 0..<orders.customers {
      var known = 0
      var all = ChannelSum()
      for order in orders.starts[customer]..<orders.starts[customer + 1] {
        let place = Int(codes[order]) + 1
        if last[place] != customer {
          last[place] = customer
          own[place].customers += 1
          known += place > 0 ? 1 : 0
        }
        own[place].orders += 1
        own[place].revenue += Int128(orders.amounts[order])
        all.orders += 1
        all.revenue += Int128(orders.amounts[order])
      }
      own[Int(codes[orders.starts[customer]]) + 1].first += returns[customer]
      all.customers = 1
      all.first = returns[customer]
      users[min(known, 2)] += all
    }
    unknown += own[0]
    channels.add(own.dropFirst(), of: orders.channels)
  }

  static func += (left: inout ChannelSums, right: ChannelSums) {
    left.channels += right.channels
    left.unknown += right.unknown
    for place in left.users.indices { left.users[place] += right.users[place] }
  }

  /// The table.
  func table(_ frame: TableFrame) -> BaseTable {
    struct Row {
      let kind: String
      let name: String
      let sum: ChannelSum
      var hasFirst = true
    }
    let known = channels.ranked(.max) { $0.revenue }.first
    let all = users.reduce(into: ChannelSum()) { $0 += $1 }
    let rows =
      known.map { Row(kind: "channel", name: $0.name, sum: $0.sum) }
      + [Row(kind: "unknown", name: "unknown", sum: unknown)]
      + zip(["no_known_channel", "single_channel", "multi_channel"], users).map {
        Row(kind: "customers", name: $0, sum: $1, hasFirst: false)
      } + [Row(kind: "all", name: "all_customers", sum: all)]
    var table = BaseTable(
      "channels",
      "Orders by the channel they were placed in (row_kind channel, the greatest net revenue first; unknown if none is "
        + "said), with the customers who bought there, who may have bought elsewhere too, and the customers whose first "
        + "order was there: that of their first purchase day with the earliest time, then with the least amount. They came "
        + "again if they had a later purchase day, anywhere: ever, of all; within 90 and 365 days, of those whose first "
        + "purchase day lies that far before as-of, with Wilson's 95 % interval. Customers by the number of "
        + "their known channels follow (row_kind customers), with all of their orders. Guests are orders of nobody, and "
        + "the total is the import's account.",
      rows: rows.count + 2, frame)
    func column<Value>(_ value: (ChannelSum) -> Value) -> [Value?] {
      rows.map { value($0.sum) } + [nil, nil]
    }
    func first<Value>(_ value: (CameAgain) -> Value) -> [Value?] {
      rows.map { $0.hasFirst ? value($0.sum.first) : nil } + [nil, nil]
    }
    func whole<Value>(_ value: Value) -> [Value?] { rows.map { _ in value } + [nil, nil] }
    table.text("row_kind", rows.map(\.kind) + ["guests", "total"])
    table.text("channel", rows.map(\.name) + ["guests", "total"])
    table.count("customers", column(\.customers))
    table.count("of_customers", whole(all.customers))
    table.ratio("share_of_customers", column(\.customers), per: whole(all.customers))
    table.count("orders", column(\.orders))
    table.count("of_orders", whole(all.orders))
    table.ratio("share_of_orders", column(\.orders), per: whole(all.orders))
    table.ratio("orders_per_customer", column(\.orders), per: column(\.customers))
    table.money(
      "net_revenue",
      rows.map { $0.sum.revenue } + [frame.guestRevenue, all.revenue + frame.guestRevenue])
    table.money("of_net_revenue", whole(all.revenue))
    table.share("share_of_net_revenue", column(\.revenue), of: whole(all.revenue))
    table.mean("net_revenue_per_order", column(\.revenue), per: column(\.orders))
    table.mean("net_revenue_per_customer", column(\.revenue), per: column(\.customers))
    table.count("first_customers", first(\.ever.count))
    table.ratio("share_of_first_customers", first(\.ever.count), per: whole(all.customers))
    table.count("came_again", first(\.ever.successes))
    table.ratio("share_came_again", first(\.ever.successes), per: first(\.ever.count))
    table.returns(first { $0 })
    table.close()
    return table
  }
}
