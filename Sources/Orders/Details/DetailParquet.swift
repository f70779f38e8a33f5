// How a file is read: row group by row group, each in waves of some rows in three steps whose tasks many threads
// take. Waves follow from the file alone, and so does the first error.
//
//   open      bytes and dictionary of each bound column
//   decode    some pages of one column: what each value says
//   judge     some rows: a `DetailChunk`

internal import CSV
internal import Columns
internal import Parquet

/// The rows of a Parquet file as records.
struct DetailParquet: Sendable {
  private let file: ParquetFile
  private let format: DetailFormat
  /// The bound columns that stand in the file, in the order of the format's.
  private let columns: [BoundColumn]
  /// For each of the format's columns its place among those; nil if it stands beside the file.
  private let places: [Int?]

  /// A wave has at most so many rows, in pages of so many bytes unless single pages have more.
  private static let waveRows = 1 << 17
  private static let waveBytes = 128 << 20
  /// So many rows become a chunk.
  private static let chunkRows = 1 << 14

  /// The rows of a file in the columns of a format, which are places among those that can be bound.
  ///
  /// - Throws: `OrderError` if a column's type does not suit what it is to hold, or the file says that it
  ///   has more rows than its bytes can mean; `ParquetError`.
  init(_ file: ParquetFile, size: Int, format: DetailFormat, binding: Binding) throws {
    try ParquetOrders.checkRowCount(of: file, size: size)
    let candidates = ParquetOrders.candidates(in: file)
    self.file = file
    self.format = format
    var count = 0
    places = format.columns.map { column in
      if column.constant != nil { return nil }
      defer { count += 1 }
      return count
    }
    columns = try format.columns.filter { $0.constant == nil }.map { column in
      let bound = BoundColumn(details: candidates[column.index], as: column, format)
      let isGuess = binding.columns.first { $0.index == column.index }?.isGuess ?? true
      try bound.check(isGuess: isGuess, path: file.path)
      return bound
    }
  }

  /// Judges all rows by all threads, and hands the chunks over in file order.
  ///
  /// - Parameters:
  ///   - threads: who works.
  ///   - consume: gets each chunk, the number of its first row in the file (from 1), and how many rows
  ///     are done.
  /// - Throws: what `consume` throws, `FileError` or `ParquetError`.
  func forEachChunk(
    threads: Threads, consume: (DetailChunk, _ firstRow: Int, _ rowsDone: Int) throws -> Void
  ) throws {
    var groupStart = 1
    for (group, rowCount) in file.rowGroupRows.enumerated() {
      var open = try threads.map(columns.count) { index in
        try OpenColumn(columns[index], of: file, rowGroup: group)
      }
      var position = 0
      while position < rowCount {
        let end = Self.end(of: open, from: position, rowCount: rowCount)
        try decode(&open, before: end, threads)
        let starts = Array(stride(from: position, to: end, by: Self.chunkRows))
        let chunks = try threads.map(starts.count) { [open] task in
          chunk(starts[task]..<min(starts[task] + Self.chunkRows, end), of: open)
        }
        for (chunk, start) in zip(chunks, starts) {
          let first = groupStart + start
          try consume(chunk, first, first - 1 + chunk.rows)
        }
        for index in open.indices { open[index].forget(before: end) }
        position = end
      }
      groupStart += rowCount
    }
  }

  /// The row up to which a wave goes.
  private static func end(of open: [OpenColumn], from position: Int, rowCount: Int) -> Int {
    var end = min(position + waveRows, rowCount)
    for column in open {
      var budget = waveBytes / max(open.count, 1)
      end = column.end(from: position, to: end, budget: &budget)
    }
    return end
  }

  private func decode(
    _ open: inout [OpenColumn], before end: Int, _ threads: Threads
  ) throws {
    let tasks = open.enumerated().flatMap { index, column in
      column.pages(before: end).map { (column: index, pages: $0) }
    }
    let blocks = try threads.map(tasks.count, worker: { PageDecoder() }) {
      [open, tasks] decoder, task in
      try open[tasks[task].column].decode(tasks[task].pages, of: file, using: &decoder)
    }
    for (task, block) in zip(tasks, blocks) { open[task.column].append(block, pages: task.pages) }
  }

  /// The chunk of some rows, which are decoded.
  private func chunk(_ rows: Range<Int>, of open: [OpenColumn]) -> DetailChunk {
    var builder = DetailBuilder(format, capacity: 256 * rows.count)
    var row = rows.lowerBound
    while row < rows.upperBound {
      // The rows as far as no block ends.
      var end = rows.upperBound
      let cells = open.map { column in
        guard let block = column.blocks.first(where: { $0.rows.contains(row) }),
          case .details(let cells) = block.cells
        else { preconditionFailure("a row that is decoded in all columns") }
        end = min(end, block.rows.upperBound)
        return Placed(cells, of: block)
      }
      while row < end {
        builder.begin(line: row - rows.lowerBound)
        for (index, column) in format.columns.enumerated() {
          if let place = places[index] {
            cells[place].cells.give(cells[place].place(of: row), of: column, to: &builder)
          } else if let constant = column.constant {
            builder.give(column, constant, constant.indices)
          }
          builder.end(column)
        }
        builder.end { text(of: row, cells) }
        row += 1
      }
    }
    return builder.finish()
  }

  /// The bound columns as a line of a CSV file without its end, in the order of the file.
  private func text(of row: Int, _ cells: [Placed<DetailCells>]) -> [UInt8] {
    var text: [UInt8] = []
    let order = format.columns.indices.filter { places[$0] != nil }.sorted {
      format.columns[$0].index < format.columns[$1].index
    }
    for (number, index) in order.enumerated() {
      if number > 0 { text.append(UInt8(ascii: ",")) }
      guard let place = places[index] else { continue }
      if let field = cells[place].cells.text(at: cells[place].place(of: row)) {
        CSVEncoder.append(field[...], to: &text)
      }
    }
    return text
  }
}

extension BoundColumn {
  /// A column with details.
  fileprivate init(
    details column: ParquetColumn, as bound: DetailFormat.Column, _ format: DetailFormat
  ) {
    self.column = column
    read = { .details(try DetailCells($0, validity: $1, of: column, as: bound, format)) }
  }
}
