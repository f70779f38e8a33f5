internal import Bytes
internal import CSV
internal import Columns
internal import Parquet

extension OrderFile {
  /// Makes records of all rows by all threads, and hands the chunks over in file order, their rows numbered.
  ///
  /// - Parameters:
  ///   - binding: its columns.
  ///   - options: how values are read.
  ///   - ordinal: the file's place in the import.
  ///   - threads: who works.
  ///   - consume: gets each chunk, its first line or row in the file (from 1), and how many of the file's
  ///     bytes are done.
  /// - Returns: the SHA-256 of the file's bytes, in hexadecimal.
  /// - Throws: what `consume` throws, `FileError`, `CSVError`, `ParquetError`, `OrderError`.
  @discardableResult
  func forEachDetailChunk(
    binding: Binding, options: OrderOptions, ordinal: Int, threads: Threads,
    consume: (DetailChunk, _ first: Int, _ bytesDone: Int) throws -> Void
  ) throws -> String {
    let format = DetailFormat(binding, options)
    func number(_ chunk: DetailChunk, _ first: Int, _ bytesDone: Int) throws {
      var chunk = chunk
      chunk.number(file: ordinal, from: first)
      try consume(chunk, first, bytesDone)
    }
    switch self {
    case .csv(let file):
      let columns = file.header.count
      var digest = SHA256()
      try file.forEachChunk(
        threads: threads, parse: { DetailCSV.parse(&$0, format, columns: columns) },
        pass: { digest.update($0) }, consume: number)
      let sha256 = digest.finish()
      return file.input.sourceSHA256 ?? sha256
    case .parquet(let file, let input), .tableFile(let file, let input, _):
      let rows = try DetailParquet(file, size: input.size, format: format, binding: binding)
      let bytesPerRow = Double(input.size) / Double(max(file.rowCount, 1))
      // Pages are not read in the order in which they stand in the file.
      let (_, sha256) = try threads.run(
        {
          try rows.forEachChunk(threads: threads) { chunk, first, rowsDone in
            let bytesDone = Int((Double(rowsDone) * bytesPerRow).rounded())
            try number(chunk, first, min(bytesDone, input.size))
          }
        }, beside: { try input.sha256() })
      return sha256
    }
  }
}
