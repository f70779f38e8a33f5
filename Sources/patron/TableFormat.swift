import ArgumentParser
import Bytes
import CSV
import Columns
import Parquet
import Segments

/// The file format of a table.
enum TableFormat: String, ExpressibleByArgument, CaseIterable {
  case csv, parquet, jsonl

  /// The format that a file's name says, or nil.
  init?(path: String) {
    guard let dot = path.lastIndex(of: ".") else { return nil }
    switch path[path.index(after: dot)...].lowercased() {
    case "csv": self = .csv
    case "parquet": self = .parquet
    case "jsonl", "ndjson": self = .jsonl
    default: return nil
    }
  }

  /// Writes a score table in this format, block by block.
  func write(
    _ table: ScoreTable, threads: Threads, progress: Progress, to write: ([UInt8]) throws -> Void
  ) throws {
    try self.write(
      table.fields, blocks: table.blocks, threads: threads,
      columns: { table.columns(block: $0) },
      progress: { progress.show("Writing", $0, of: table.blocks) }, to: write)
  }

  /// Writes a table about the base in this format.
  func write(_ table: BaseTable, to write: ([UInt8]) throws -> Void) throws {
    try self.write(
      table.fields, blocks: 1, threads: Threads(1), columns: { _ in table.columns },
      progress: { _ in }, to: write)
  }

  private func write(
    _ fields: [Field], blocks: Int, threads: Threads, columns: @Sendable (Int) -> [Column],
    progress: (Int) -> Void, to write: ([UInt8]) throws -> Void
  ) throws {
    func encode(_ encoder: some TableEncoder) throws {
      try encoder.writeTable(
        blocks: blocks, threads: threads, columns: columns, progress: progress, to: write)
    }
    switch self {
    case .csv: try encode(CSVEncoder(fields: fields))
    case .parquet: try encode(ParquetEncoder(fields: fields))
    case .jsonl: try encode(JSONLinesEncoder(fields: fields))
    }
  }
}
