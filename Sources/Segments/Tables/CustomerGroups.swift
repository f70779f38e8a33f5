internal import Columns
internal import Histories

/// What some customers of a base come to together.
struct CustomerGroup: Sendable, Equatable {
  var customers = 0
  var orders = 0
  /// Net revenue, in minor units.
  var revenue: Int128 = 0
  /// That of the last 365 days.
  var recentRevenue: Int128 = 0

  static func + (left: CustomerGroup, right: CustomerGroup) -> CustomerGroup {
    CustomerGroup(
      customers: left.customers + right.customers, orders: left.orders + right.orders,
      revenue: left.revenue + right.revenue,
      recentRevenue: left.recentRevenue + right.recentRevenue)
  }
}

/// The customers of a base by stage and by orders.
struct CustomerGroups: Sendable {
  /// In the order of `LifecycleStage.allCases`.
  private(set) var stages = [CustomerGroup](
    repeating: CustomerGroup(), count: LifecycleStage.allCases.count)
  /// With 1, 2, … orders, the last with so many or more.
  private(set) var orders = [CustomerGroup](repeating: CustomerGroup(), count: mostOrders)

  /// So many orders and more are one group.
  static let mostOrders = 5

  /// All customers.
  var all: CustomerGroup { orders.reduce(CustomerGroup(), +) }

  /// Groups the customers of a base.
  ///
  /// - Throws: what a thread throws, which is nothing.
  init(_ histories: Histories, windows: StageWindows, threads: Threads) throws {
    let blocks = Blocks(histories.count)
    for part in try threads.map(
      blocks.count, { CustomerGroups(histories, blocks[$0], windows) })
    {
      for place in stages.indices { stages[place] = stages[place] + part.stages[place] }
      for place in orders.indices { orders[place] = orders[place] + part.orders[place] }
    }
  }

  private init(_ histories: Histories, _ customers: Range<Int>, _ windows: StageWindows) {
    let codes = windows.stages(histories, customers).codes
    let ordersOf = histories.orders.span.extracting(customers)
    let revenue = histories.revenue.span.extracting(customers)
    let recent = histories.recentRevenue.span.extracting(customers)
    for index in 0..<customers.count {
      let one = CustomerGroup(
        customers: 1, orders: Int(ordersOf[index]), revenue: Int128(revenue[index]),
        recentRevenue: Int128(recent[index]))
      let place = min(Int(ordersOf[index]), Self.mostOrders) - 1
      stages[Int(codes[index])] = stages[Int(codes[index])] + one
      orders[place] = orders[place] + one
    }
  }
}

extension BaseTable {
  /// The tables of groups: their names in the first column, then all customers, guests, and both.
  ///
  /// - Parameters:
  ///   - name: the table's.
  ///   - definition: what a group is.
  ///   - label: the name of the first column.
  ///   - groups: the groups, which do not overlap and are all customers.
  ///   - further: groups of some of these together.
  ///   - leads: people who have not ordered; nil for no row of them.
  ///   - frame: what all tables have in common.
  /// - Returns: a row for each group, then three more, and one of leads.
  static func groups(
    _ name: String, _ definition: String, by label: String,
    _ groups: [(name: String, group: CustomerGroup)],
    further: [(name: String, group: CustomerGroup)] = [], leads: Int? = nil, _ frame: TableFrame
  ) -> BaseTable {
    let all = groups.reduce(CustomerGroup()) { $0 + $1.group }
    let rows = groups + further + [("all_customers", all)]
    var table = BaseTable(
      name,
      definition
        + " Shares are of all customers and of their net revenue; guests are orders of nobody, and the total is "
        + "the import's account."
        + (leads == nil ? "" : " Leads are people who are known and have no order that counts."),
      rows: rows.count + 2 + (leads == nil ? 0 : 1), frame)
    let none = leads == nil ? 2 : 3
    func column<Value>(_ value: (CustomerGroup) -> Value) -> [Value?] {
      rows.map { value($0.group) } + Array(repeating: nil, count: none)
    }
    func whole<Value>(_ value: Value) -> [Value?] {
      rows.map { _ in value } + Array(repeating: nil, count: none)
    }
    table.text(label, rows.map(\.name) + ["guests", "total"] + (leads == nil ? [] : ["lead"]))
    table.count("customers", column(\.customers).dropLast(none - 2) + (leads.map { [$0] } ?? []))
    table.count("of_customers", whole(all.customers))
    table.share(
      "share_of_customers", column { Int128($0.customers) }, of: whole(Int128(all.customers)))
    table.count("orders", column(\.orders))
    table.ratio("orders_per_customer", column(\.orders), per: column(\.customers))
    table.money(
      "net_revenue",
      rows.map { $0.group.revenue } + [frame.guestRevenue, all.revenue + frame.guestRevenue]
        + (leads == nil ? [] : [nil]))
    table.money("of_net_revenue", whole(all.revenue))
    table.share("share_of_net_revenue", column(\.revenue), of: whole(all.revenue))
    table.mean("net_revenue_per_customer", column(\.revenue), per: column(\.customers))
    table.money("net_revenue_365", column(\.recentRevenue))
    table.money("of_net_revenue_365", whole(all.recentRevenue))
    table.share(
      "share_of_net_revenue_365", column(\.recentRevenue), of: whole(all.recentRevenue))
    table.close()
    return table
  }

  /// Customers by the time since their last order.
  static func recency(
    _ groups: CustomerGroups, _ windows: StageWindows, leads: Int?, _ frame: TableFrame
  ) -> BaseTable {
    .groups(
      "recency",
      "Customers by lifecycle stage: new (one purchase day) and active (more) ordered in the last "
        + "\(windows.active) days, lapsing ones in the last \(windows.lapsing), inactive ones before.",
      by: "lifecycle_stage",
      zip(LifecycleStage.allCases, groups.stages).map { ($0.rawValue, $1) }, leads: leads, frame)
  }

  /// Customers by orders.
  static func frequency(_ groups: CustomerGroups, _ frame: TableFrame) -> BaseTable {
    let last = groups.orders.count
    return .groups(
      "frequency", "Customers by orders up to as-of; 2+ is all but those with one.",
      by: "orders_of_customer",
      groups.orders.enumerated().map { ("\($0 + 1)" + ($0 + 1 == last ? "+" : ""), $1) },
      further: [("2+", groups.orders.dropFirst().reduce(CustomerGroup(), +))], frame)
  }
}
