public import Columns

/// The lines of a store's orders.
public struct StoredLines: Sendable {
  /// About so many orders and lines are brought together at a time.
  private static let sliceRows = 1 << 20

  private let orders: StoredOrders
  private let runs: [RunFile]

  fileprivate init(_ orders: StoredOrders, _ runs: [RunFile]) {
    self.orders = orders
    self.runs = runs
  }

  /// The kinds of which some line may have a value.
  public var kinds: Set<LineDetails.Kind> {
    Set(LineDetails.Kind.allCases.filter { kind in runs.contains { $0.hasColumn(kind.rawValue) } })
  }

  /// Whether some line may name its order.
  public var nameOrders: Bool { runs.contains { $0.hasColumn("order_id") } }

  /// Makes something of all lines of orders that count as of a day, some customers at a time, and passes it on in the
  /// order of customers.
  ///
  /// - Parameters:
  ///   - counting: the days that count; orders of the others do not.
  ///   - keepsZeroOrders: whether orders of amount zero count; without amounts all do.
  ///   - threads: who works.
  ///   - make: called on any thread.
  ///   - consume: called on the calling thread.
  /// - Throws: errors of the files, and what `consume` throws.
  public func forEachDetails<Part: Sendable>(
    counting: ClosedRange<Day>, keepsZeroOrders: Bool, threads: Threads,
    make: @Sendable (LineDetails) -> Part, inOrder consume: (Part) throws -> Void
  ) throws {
    let kinds = LineDetails.Kind.allCases.map(\.rawValue)
    let wanted = Set(kinds + ["order_id", "line_number", "quantity", "unit_price", "discount"])
    let lines = runs.map { ChosenColumns(wanted, of: $0) }
    let headers = orders.chosen(CountedRows.columns.union(["order_id"]))
    let slices = MergedRuns.slices(
      of: (lines + headers).flatMap(\.groups), buckets: 1, orders: Self.sliceRows)
    let mergedLines = try MergedTables(.lines, lines, slices: slices, threads: threads)
    let mergedOrders = try MergedTables(.orders, headers, slices: slices, threads: threads)
    try threads.forEach(slices.count) { index in
      let block = try mergedOrders.block(index)
      let counted = try orders.counted(block, counting, keepsZeroOrders: keepsZeroOrders)
      return make(LineDetails(try mergedLines.block(index), of: block, counted))
    } inOrder: {
      try consume($0)
    }
  }
}

extension StoredOrders {
  /// The lines of the orders; nil if the store has none.
  ///
  /// - Throws: errors of the files; `OrderError` if another program wrote one of lines.
  public func lines() throws -> StoredLines? {
    guard let table = try store.stored(.lines) else { return nil }
    let runs = try table.runs()
    return runs.isEmpty ? nil : StoredLines(self, runs)
  }
}
