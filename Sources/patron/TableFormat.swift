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
    switch self {
    case .csv: try Self.write(CSVEncoder(fields: table.fields), table, threads, progress, write)
    case .parquet:
      try Self.write(ParquetEncoder(fields: table.fields), table, threads, progress, write)
    case .jsonl:
      try Self.write(JSONLinesEncoder(fields: table.fields), table, threads, progress, write)
    }
  }

  private static func write(
    _ encoder: some TableEncoder, _ table: ScoreTable, _ threads: Threads, _ progress: Progress,
    _ write: ([UInt8]) throws -> Void
  ) throws {
    try encoder.writeTable(
      blocks: table.blocks, threads: threads, columns: { table.columns(block: $0) },
      progress: { progress.show("Writing", $0, of: table.blocks) }, to: write)
  }
}
