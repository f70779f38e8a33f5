public import Columns
public import Orders

// Tables that need more of orders than a day and an amount, which stores keep:
//
//   channels, discounts, drivers, channel_economics   one pass over the details of orders
//   products, categories, brands                      one over lines, beside their orders
//
// A pass is made only if some order, or line, may have what a table tells of.

extension BaseTables {
  /// Adds the tables that need details of orders, and says which could not be made.
  ///
  /// - Parameters:
  ///   - source: where the orders are from.
  ///   - rules: what else tables are told.
  ///   - frame: what all tables have in common.
  ///   - keepsZeroOrders: whether orders of amount zero count.
  ///   - threads: who works.
  /// - Throws: errors of the source.
  public mutating func addDetails(
    of source: any OrderSource, rules: TableRules, frame: TableFrame, keepsZeroOrders: Bool,
    threads: Threads
  ) throws {
    let economics = ChannelEconomics(rules, asOf: frame.asOf)
    if economics == nil {
      leaveOut(
        ["channel_economics"], "it needs --margin, and --cac with what was spent on each channel")
    }
    guard let store = source as? StoredOrders else {
      leaveOut(
        (economics == nil ? [] : ["channel_economics"])
          + ["channels", "discounts", "drivers", "products", "categories", "brands"],
        "order files are read for days and amounts alone; a store keeps channels, codes and lines too: patron import "
          + "FILE --into STORE, then patron tables STORE")
      return
    }
    try addOrderTables(
      of: store, DetailSums(asOf: frame.asOf, economics), frame, keepsZeroOrders, threads)
    try addLineTables(of: store, frame, keepsZeroOrders, threads)
  }

  private mutating func addOrderTables(
    of store: StoredOrders, _ nothing: DetailSums, _ frame: TableFrame, _ keepsZeroOrders: Bool,
    _ threads: Threads
  ) throws {
    let kinds = store.detailKinds
    var sums = nothing
    if !kinds.isEmpty {
      try store.forEachDetails(
        counting: frame.from...frame.asOf, keepsZeroOrders: keepsZeroOrders, threads: threads
      ) { orders in
        var part = nothing
        part.add(orders)
        return part
      } inOrder: {
        sums += $0
      }
    }
    if kinds.contains(.channel) {
      add([sums.channels.table(frame)] + [sums.economics?.table(frame)].compactMap { $0 })
    } else {
      leaveOut(
        ["channels"] + (sums.economics == nil ? [] : ["channel_economics"]),
        "no order of the store has a channel: import files with such a column")
    }
    if kinds.contains(.discount) || kinds.contains(.discountCode) {
      add([sums.discounts.table(frame, hasDiscounts: kinds.contains(.discount))])
    } else {
      leaveOut(
        ["discounts"],
        "no order of the store has a discount or a discount_code: import files with such a column")
    }
    if kinds.isEmpty {
      leaveOut(
        ["drivers"],
        "no order of the store has a channel, country, discount or discount_code: import files with such a column"
      )
    } else {
      add([sums.drivers.table(frame, kinds)])
    }
  }

  private mutating func addLineTables(
    of store: StoredOrders, _ frame: TableFrame, _ keepsZeroOrders: Bool, _ threads: Threads
  ) throws {
    let wanted: [(kind: LineDetails.Kind, table: String)] = [
      (.product, "products"), (.category, "categories"), (.brand, "brands"),
    ]
    guard let lines = try store.lines() else {
      leaveOut(
        wanted.map(\.table), "the store has no lines of orders: import files with a row for each")
      return
    }
    guard lines.nameOrders else {
      leaveOut(
        wanted.map(\.table),
        "the lines of the store name no orders: import files with the orders' ids")
      return
    }
    let there = wanted.filter { lines.kinds.contains($0.kind) }
    for (kind, table) in wanted where !lines.kinds.contains(kind) {
      leaveOut(
        [table], "no line of the store has a \(kind.rawValue): import files with such a column")
    }
    if there.isEmpty { return }
    let nothing = there.map { ItemSums($0.kind) }
    var sums = nothing
    var withoutOrder = 0
    try lines.forEachDetails(
      counting: frame.from...frame.asOf, keepsZeroOrders: keepsZeroOrders, threads: threads
    ) { lines in
      var parts = nothing
      for place in parts.indices { parts[place].add(lines) }
      return (parts: parts, withoutOrder: lines.withoutOrder)
    } inOrder: { block in
      for place in sums.indices { sums[place] += block.parts[place] }
      withoutOrder += block.withoutOrder
    }
    add(zip(there, sums).map { $1.table($0.table, frame, withoutOrder: withoutOrder) })
  }
}

/// What the tables need of the details of orders.
struct DetailSums: Sendable {
  private(set) var channels = ChannelSums()
  private(set) var discounts = DiscountSums()
  private(set) var drivers = DriverSums()
  private(set) var economics: ChannelEconomics?
  private let asOf: Int32

  /// Nothing seen yet.
  init(asOf: Day, _ economics: ChannelEconomics?) {
    self.asOf = asOf.rawValue
    self.economics = economics
  }

  /// Adds the orders of some customers.
  mutating func add(_ orders: OrderDetails) {
    let returns = (0..<orders.customers).map { customer in
      let own = orders.days[orders.starts[customer]..<orders.starts[customer + 1]]
      let first = own[own.startIndex]
      return CameAgain(first: first, next: own.first { $0 != first }, asOf: asOf)
    }
    channels.add(orders, returns)
    discounts.add(orders, returns)
    drivers.add(orders, returns)
    economics?.add(orders)
  }

  /// Adds what another one saw.
  static func += (left: inout DetailSums, right: DetailSums) {
    left.channels += right.channels
    left.discounts += right.discounts
    left.drivers += right.drivers
    if let other = right.economics { left.economics? += other }
  }
}
