internal import Bytes
internal import CSV
internal import Columns
internal import Parquet

/// A file of orders in one of the formats that are read.
enum OrderFile: Sendable {
  case csv(CSVFile)
  case parquet(ParquetFile, InputFile)
  /// A data file of a table, with the columns that the table's log has in its place.
  case tableFile(ParquetFile, InputFile, [Binding.Constant])

  /// The bytes that a Parquet file begins with.
  private static let parquetMagic = Array("PAR1".utf8)

  /// Opens a file; it is Parquet if it begins like that, whatever its name, else CSV.
  ///
  /// - Throws: `FileError`, `CSVError` or `ParquetError`.
  init(_ path: String) throws { try self.init(try InputFile(path)) }

  /// The same for a file that is open.
  ///
  /// `columns` are the names of the columns of a CSV file without a header.
  init(_ input: InputFile, columns: [String]? = nil) throws {
    let start = try input.read(at: 0, count: min(input.size, Self.parquetMagic.count))
    if start != Self.parquetMagic {
      self = .csv(try CSVFile(input, columns: columns))
    } else if columns == nil {
      self = .parquet(try ParquetFile(input), input)
    } else {
      throw OrderError(
        .usage, path: input.path,
        problem:
          "--columns is for files without a header, and this is Parquet, whose columns have names")
    }
  }

  /// A data file of a table.
  init(_ input: InputFile, constants: [Binding.Constant]) throws {
    self = .tableFile(try ParquetFile(input), input, constants)
  }

  /// The file as it is open.
  var input: InputFile {
    switch self {
    case .csv(let file): file.input
    case .parquet(_, let input), .tableFile(_, let input, _): input
    }
  }

  /// The number of rows, 0 in a format that does not say.
  var rowCount: Int {
    switch self {
    case .csv: 0
    case .parquet(let file, _), .tableFile(let file, _, _): file.rowCount
    }
  }

  /// What its rows are counted by.
  var unit: RowUnit {
    switch self {
    case .csv: .line
    case .parquet, .tableFile: .row
    }
  }

  /// The names of its columns.
  ///
  /// - Throws: errors of the file.
  func header(_ options: OrderOptions) throws -> [String] {
    switch self {
    case .csv(let file): file.header
    case .parquet(let file, _), .tableFile(let file, _, _):
      try ParquetOrders.names(in: file, options: options)
    }
  }

  /// What its columns mean, as the options say.
  ///
  /// - Throws: `OrderError`, and errors of the file that `--source` names.
  func layout(_ options: OrderOptions) throws -> Binding {
    switch self {
    case .csv(let file):
      try Binding(header: file.header, path: input.path, options: options)
    case .parquet(let file, _):
      try Binding(
        header: try ParquetOrders.names(in: file, options: options), path: input.path,
        options: options)
    case .tableFile(let file, _, let constants):
      try Binding(
        header: try ParquetOrders.names(in: file, options: options), path: input.path,
        options: options, constants: constants)
    }
  }

  /// Judges all rows by all threads, and hands the chunks over in file order.
  ///
  /// - Parameters:
  ///   - binding: its columns.
  ///   - values: how values are read.
  ///   - threads: who works.
  ///   - consume: gets each chunk, its first line or row in the file (from 1), and how many of the file's
  ///     bytes are done.
  /// - Returns: the SHA-256 of the file's bytes as they were given, in hexadecimal.
  /// - Throws: what `consume` throws, `FileError`, `CSVError`, `ParquetError`, `OrderError`.
  func forEachChunk(
    binding: ColumnBinding, values: ValueFormat, threads: Threads,
    consume: (OrderChunk, _ first: Int, _ bytesDone: Int) throws -> Void
  ) throws -> String {
    switch self {
    case .csv(let file):
      var digest = SHA256()
      let format = CSVRowParser.Format(
        columns: file.header.count, binding: binding, values: values)
      try file.forEachChunk(
        threads: threads, parse: { CSVRowParser.parse(&$0, format) },
        pass: { digest.update($0) }, consume: consume)
      let sha256 = digest.finish()
      return file.input.sourceSHA256 ?? sha256
    case .parquet(let file, let input), .tableFile(let file, let input, _):
      let orders = try ParquetOrders(
        file, size: input.size, binding: binding, values: values)
      let bytesPerRow = Double(input.size) / Double(max(file.rowCount, 1))
      // Pages are not read in the order in which they stand in the file.
      let (_, sha256) = try threads.run(
        {
          try orders.forEachChunk(threads: threads) { chunk, firstRow, rowsDone in
            let bytesDone = Int((Double(rowsDone) * bytesPerRow).rounded())
            try consume(chunk, firstRow, min(bytesDone, input.size))
          }
        }, beside: { try input.sha256() })
      return sha256
    }
  }
}
