internal import Bytes
internal import CSV
internal import Columns
internal import Delta
internal import Parquet

/// Files that another writer put into the table: their rows stand in any order.
enum ForeignFiles {
  /// More orders than this are not sorted in memory on every run.
  private static let mostOrders = 1 << 26

  /// Their orders, sorted; nil if there are no such files.
  ///
  /// Every row must be an order like those that imports store: one that is left out here would be one that
  /// other readers of the table still see.
  ///
  /// - Throws: errors of the files; `OrderError` if they are too many, or a row of theirs is no order.
  static func orders(
    of store: OrderStore, _ files: [StoredTable.DataFile], _ threads: Threads
  ) throws -> OrderLog? {
    if files.isEmpty { return nil }
    var options = OrderOptions()
    let columns = RunFormat.fields(scale: store.settings.currency.scale).map(\.name)
    options.customer = columns[0]
    options.date = columns[1]
    options.amount = store.settings.hasAmounts ? .named(columns[2]) : .none
    options.currency = store.settings.currency
    let opened = try files.map { try OrderFile(try store.table.open($0.add)) }
    for case .csv(let file) in opened {
      throw OrderError(path: file.input.path, problem: "the log names it, and it is not Parquet")
    }
    let orders = opened.reduce(0) { $0 + $1.rowCount }
    let remedy =
      "take them out with the program that wrote them, and bring the orders in by patron import"
    for case .parquet(let file, let input) in opened {
      if let missing = columns.first(where: { (try? file.column($0)) == nil }) {
        throw OrderError(
          path: input.path,
          problem: "it has no column '\(missing)', and another program wrote it; " + remedy)
      }
    }
    if orders > mostOrders {
      throw OrderError(
        path: store.table.path,
        problem: "\(orders) rows stand in \(files.count) files of other programs, more than "
          + "\(mostOrders) that can be sorted on the fly; \(remedy)")
    }
    let log = try OrderReader(options: options, threads: threads).read(
      opened, progress: { _, _ in },
      reject: { row in
        throw OrderError(
          path: row.path,
          problem:
            "row \(row.line) is no order (\(row.reason.rawValue)), and another program wrote it; "
            + remedy)
      })
    if let unused = log.account.setAside.first {
      throw OrderError(
        path: store.table.path,
        problem: "\(unused.tally.rows) rows in files of other programs are no orders of customers "
          + "(\(unused.reason.rawValue)); \(remedy)")
    }
    return log
  }
}
