// How a file is read: in waves of some hundred thousand rows, each in three steps whose tasks many threads
// take. Waves follow from the file alone, and so does the first error.
//
//   open      bytes and dictionary of each bound column of the next row groups
//   decode    some pages of one column: what each value says as customer, date or amount
//   judge     some rows: an `OrderChunk`; together with the decoding of the next wave, for threads to wait less
//             for each other
//
// Row groups that a wave does not finish stay open; what is decoded of them beyond its end is kept.

internal import Columns
internal import Parquet

/// The orders of a Parquet file.
struct ParquetOrders: Sendable {
  private let file: ParquetFile
  /// Customers, dates and, if the file has them, amounts.
  private let columns: [BoundColumn]

  /// A wave has at most so many rows, of so many row groups, in pages of so many bytes unless single
  /// pages have more.
  private static let waveRows = 1 << 19
  private static let waveRowGroups = 4
  private static let waveBytes = 256 << 20

  /// The orders in the columns of a binding.
  ///
  /// - Parameters:
  ///   - file: the file.
  ///   - size: its bytes.
  ///   - binding: places among the columns that `candidates` gives.
  ///   - dates: how texts are read.
  ///   - scale: decimals of the minor units of amounts.
  /// - Throws: `OrderError` if a column's type does not suit what it is to hold, or the file says that it
  ///   has more rows than its bytes can mean; `ParquetError`.
  init(
    _ file: ParquetFile, size: Int, binding: ColumnBinding, dates: DateParser, scale: Int
  ) throws {
    // A few bytes may stand for rows without end.
    if file.rowCount / 128 > size + (1 << 19) {
      throw OrderError(
        path: file.path,
        problem: "it says that it holds \(file.rowCount) rows, in \(size) bytes; is it the file of "
          + "orders?")
    }
    let candidates = Self.candidates(in: file)
    let customers = BoundColumn(customers: candidates[binding.customer.index])
    try customers.check(binding.customer, path: file.path)
    let days = BoundColumn(dates: candidates[binding.date.index], by: dates)
    try days.check(binding.date, path: file.path)
    var columns = [customers, days]
    if let bound = binding.amount {
      let amounts = BoundColumn(amounts: candidates[bound.index], scale: scale)
      try amounts.check(bound, path: file.path)
      columns.append(amounts)
    }
    self.file = file
    self.columns = columns
  }

  /// The columns that can be bound: those with one value per row.
  private static func candidates(in file: ParquetFile) -> [ParquetColumn] {
    file.columns.filter { !$0.isNested }
  }

  /// Binds columns of a file by the names given, or else by the best known name.
  ///
  /// - Throws: `OrderError` as `ColumnBinding` does, also if a name given is that of a list or map.
  static func binding(of file: ParquetFile, options: OrderOptions) throws -> ColumnBinding {
    let names = candidates(in: file).map(\.name)
    var wanted = [options.customer, options.date]
    if case .named(let name) = options.amount { wanted.append(name) }
    for case let name? in wanted where !names.contains(name) {
      let nested = file.columns.first { $0.isNested && ($0.name == name || $0.path[0] == name) }
      guard let nested else { continue }
      throw OrderError(
        .usage, path: file.path,
        problem: "the column '\(nested.name)' lies in a list or map, not one value per row; "
          + "name another column, or write a file with one")
    }
    return try ColumnBinding(
      header: names, path: file.path, customer: options.customer, date: options.date,
      amount: options.amount)
  }

  /// Judges all rows by all threads, and hands the chunks over in file order.
  ///
  /// - Parameters:
  ///   - threads: who works.
  ///   - consume: gets each chunk, the number of its first row in the file (from 1), and how many rows
  ///     are done.
  /// - Throws: what `consume` throws, `FileError`, `ParquetError`, or `OrderError` if dates are integers
  ///   and none is one.
  func forEachChunk(
    threads: Threads, consume: (OrderChunk, _ firstRow: Int, _ rowsDone: Int) throws -> Void
  ) throws {
    var open: [OpenRowGroup] = []
    var opened = 0
    var firstRow = 1
    var integers = IntegerDates()
    var pieces: [OrderPiece] = []
    while opened < file.rowGroupRows.count || !open.isEmpty || !pieces.isEmpty {
      let next = rowGroups(from: opened, beside: open)
      open += try self.open(next, firstRow: &firstRow, threads)
      opened = next.upperBound
      let ends = Self.ends(of: open)
      let chunks = try judge(pieces, decoding: &open, before: ends, threads)
      for (chunk, piece) in zip(chunks, pieces) {
        try consume(chunk, piece.firstRow, piece.firstRow - 1 + piece.rows.count)
      }
      for group in open { integers.look(at: group.columns[1].blocks) }
      pieces = zip(open, ends).flatMap { $0.pieces(before: $1) }
      for (index, end) in ends.enumerated() { open[index].advance(to: end) }
      open.removeAll { $0.rowsLeft == 0 }
    }
    try integers.check(path: file.path, column: columns[1].column.name)
  }

  /// The row groups from `first` on that are opened next, beside those that are open.
  private func rowGroups(from first: Int, beside open: [OpenRowGroup]) -> Range<Int> {
    var rows = open.reduce(0) { $0 + $1.rowsLeft }
    var end = first
    while end < file.rowGroupRows.count, rows < Self.waveRows,
      open.count + end - first < Self.waveRowGroups
    {
      rows += file.rowGroupRows[end]
      end += 1
    }
    return first..<end
  }

  /// Opens row groups of which the first begins with row `firstRow` of the file, which moves past them.
  private func open(
    _ groups: Range<Int>, firstRow: inout Int, _ threads: Threads
  ) throws -> [OpenRowGroup] {
    let opened = try threads.map(groups.count * columns.count) { task in
      try OpenColumn(
        columns[task % columns.count], of: file,
        rowGroup: groups.lowerBound + task / columns.count)
    }
    return groups.enumerated().map { index, group in
      let rowCount = file.rowGroupRows[group]
      defer { firstRow += rowCount }
      return OpenRowGroup(
        columns: Array(opened[index * columns.count..<(index + 1) * columns.count]),
        firstRow: firstRow, rowCount: rowCount)
    }
  }

  /// For each of the first row groups, up to which row a wave goes; a wave that does not end one has no
  /// rows of the next.
  private static func ends(of open: [OpenRowGroup]) -> [Int] {
    var rows = waveRows
    var budget = waveBytes
    var ends: [Int] = []
    for group in open where ends.isEmpty || (rows > 0 && budget > 0) {
      let end = group.end(rows: rows, budget: &budget)
      ends.append(end)
      if group.rowsLeft(from: end) > 0 { break }
      rows -= group.rowsLeft
    }
    return ends
  }

  /// What a task of a wave has made.
  private enum Made: Sendable {
    case chunk(OrderChunk)
    case block(Block)
  }

  /// Judges the pieces of the wave before, and decodes what the columns of the first row groups have not decoded
  /// before their ends.
  private func judge(
    _ pieces: [OrderPiece], decoding open: inout [OpenRowGroup], before ends: [Int],
    _ threads: Threads
  ) throws -> [OrderChunk] {
    var tasks: [(group: Int, column: Int, pages: Range<Int>)] = []
    for (group, end) in ends.enumerated() {
      for (column, opened) in open[group].columns.enumerated() {
        tasks += opened.pages(before: end).map { (group, column, $0) }
      }
    }
    // The largest tasks first, so that no thread has one left when the others have none.
    let made = try threads.map(pieces.count + tasks.count, worker: { PageDecoder() }) {
      [open, tasks] decoder, index -> Made in
      if index < pieces.count { return .chunk(OrderChunk(judging: pieces[index])) }
      let (group, column, pages) = tasks[index - pieces.count]
      return .block(
        try open[group].columns[column].decode(pages, of: file, using: &decoder))
    }
    var chunks: [OrderChunk] = []
    for (index, made) in made.enumerated() {
      switch made {
      case .chunk(let chunk): chunks.append(chunk)
      case .block(let block):
        let task = tasks[index - pieces.count]
        open[task.group].columns[task.column].append(block, pages: task.pages)
      }
    }
    return chunks
  }
}

/// Whether a column of integers that is bound as dates has any date.
private struct IntegerDates {
  /// The first integer, while none is a date.
  private var witness: String?
  private var hasDate = false

  /// Looks at what was read of the column.
  mutating func look(at blocks: [Block]) {
    for case .dates(let cells) in blocks.map(\.cells) where !hasDate {
      guard let first = cells.firstInteger else { continue }
      hasDate = cells.hasDates
      if witness == nil { witness = first }
    }
  }

  /// - Throws: `OrderError` if there are integers and none is a date.
  func check(path: String, column: String) throws(OrderError) {
    guard let witness, !hasDate else { return }
    throw OrderError(
      path: path,
      problem: "the column '\(column)' holds integers such as \(witness), and only those of the "
        + "form YYYYMMDD are dates; cast what counts from 1970 to TIMESTAMP or DATE")
  }
}
