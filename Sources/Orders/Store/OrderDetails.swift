public import Columns

/// The orders of some customers of a store that count as of a day, with more of them than day and amount.
public struct OrderDetails: Sendable {
  /// What a store may have of an order, by the name of its column.
  public enum Kind: String, Sendable, CaseIterable {
    /// Where it was placed.
    case channel
    /// Where it went to.
    case country
    /// What made it cheaper.
    case discountCode = "discount_code"
    /// How much cheaper it was.
    case discount
  }

  /// The orders of customer c are `starts[c]..<starts[c + 1]`, at least one: by day, those of one day by their time,
  /// ones without a time first, then by amount and whatever else is read of them.
  public private(set) var starts = [0]
  /// Their days.
  public let days: [Int32]
  /// What is left of their amounts, in minor units.
  public let amounts: [Int64]
  /// The size of their discounts in minor units; 0 of none.
  public let discounts: [Int64]
  /// Their channels.
  public let channels: CodedTexts
  /// Their countries.
  public let countries: CodedTexts
  /// Their discount codes.
  public let discountCodes: CodedTexts

  /// The number of customers.
  public var customers: Int { starts.count - 1 }

  /// The rows of a block that count.
  init(_ block: TableBlock, _ counted: CountedRows) {
    let order = PurchaseOrder(block, counted.days)
    var rows: [Int] = []
    rows.reserveCapacity(block.rows)
    for customer in 0..<block.customers {
      let own = (block.starts[customer]..<block.starts[customer + 1]).filter { counted.counts[$0] }
      if own.isEmpty { continue }
      rows += order.sorted(own)
      starts.append(rows.count)
    }
    days = rows.map { counted.days[$0] }
    amounts = rows.map { counted.left[$0] }
    let discount = block.column(Kind.discount.rawValue)
    let sizes = discount?.int64
    discounts = rows.map { row in
      guard let sizes, discount?.validity?[row] ?? true else { return 0 }
      return Int64(clamping: sizes[row].magnitude)
    }
    func texts(_ kind: Kind) -> CodedTexts { CodedTexts(block.column(kind.rawValue), rows: rows) }
    channels = texts(.channel)
    countries = texts(.country)
    discountCodes = texts(.discountCode)
  }
}

/// The order in which the orders of one customer were placed.
private struct PurchaseOrder {
  private let days: [Int32]
  private let times: [Int64]?
  private let areTimed: [Bool]?
  private let rest: TableOrder

  /// That of the rows of a block, whose days are given.
  init(_ block: TableBlock, _ days: [Int32]) {
    self.days = days
    let time = block.column("order_time")
    times = time?.int64
    areTimed = time?.validity
    rest = TableOrder([block])
  }

  /// Rows of one customer, sorted.
  func sorted(_ rows: [Int]) -> [Int] {
    if zip(rows, rows.dropFirst()).allSatisfy({ days[$0] < days[$1] }) { return rows }
    return rows.sorted { precedes($0, $1) }
  }

  private func precedes(_ left: Int, _ right: Int) -> Bool {
    if days[left] != days[right] { return days[left] < days[right] }
    let (one, other) = (time(left), time(right))
    if one != other { return one < other }
    func row(_ row: Int) -> TableRow {
      TableRow(hash: 0, block: 0, customer: 0, row: Int32(row))
    }
    return rest.compare(row(left), row(right)) < 0
  }

  private func time(_ row: Int) -> Int64 {
    guard let times, areTimed?[row] ?? true else { return .min }
    return times[row]
  }
}

extension StoredOrders {
  /// The kinds of which some order of the store may have a value.
  public var detailKinds: Set<OrderDetails.Kind> {
    Set(OrderDetails.Kind.allCases.filter { kind in runs.contains { $0.hasColumn(kind.rawValue) } })
  }

  /// Makes something of all orders that count as of a day, some customers at a time, and passes it on in the order of
  /// customers.
  ///
  /// - Parameters:
  ///   - counting: the days that count; orders of the others do not.
  ///   - keepsZeroOrders: whether orders of amount zero count; without amounts all do.
  ///   - threads: who works.
  ///   - make: called on any thread.
  ///   - consume: called on the calling thread.
  /// - Throws: as `block` does, and what `consume` throws.
  public func forEachDetails<Part: Sendable>(
    counting: ClosedRange<Day>, keepsZeroOrders: Bool, threads: Threads,
    make: @Sendable (OrderDetails) -> Part, inOrder consume: (Part) throws -> Void
  ) throws {
    let kinds = OrderDetails.Kind.allCases.map(\.rawValue)
    let orders = chosen(CountedRows.columns.union(kinds).union(["order_time"]))
    let slices = MergedRuns.slices(of: orders.flatMap(\.groups), buckets: 1)
    let merged = try MergedTables(.orders, orders, slices: slices, threads: threads)
    try threads.forEach(merged.blockCount) { index in
      let block = try merged.block(index)
      return make(
        OrderDetails(block, try counted(block, counting, keepsZeroOrders: keepsZeroOrders)))
    } inOrder: {
      try consume($0)
    }
  }

  /// All orders with some columns; refunds only where revenue is what is left after them.
  func chosen(_ columns: Set<String>) -> [any TableRun] {
    let runs: [any TableRun] = runs.map { run in
      ChosenColumns(
        run.readsRefunds ? columns : columns.subtracting(StoredRefunds.columns), of: run)
    }
    return runs + (foreign.map { [MemoryRun($0)] } ?? [])
  }

  /// Which orders of a block count.
  func counted(
    _ block: TableBlock, _ counting: ClosedRange<Day>, keepsZeroOrders: Bool
  ) throws(OrderError) -> CountedRows {
    guard
      let counted = CountedRows(
        block, counting, leavesZerosOut: hasAmounts && !keepsZeroOrders)
    else {
      throw OrderError(
        path: inputs[0].path,
        problem: "its orders have refunds that contradict each other: restore it from a copy")
    }
    return counted
  }
}
