import ArgumentParser
import Bytes
import CSV
import Columns
import Parquet
import Reports
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

  /// The format of an output: the one asked for, or what its name says.
  ///
  /// - Parameters:
  ///   - asked: what `--format` says.
  ///   - output: what `-o` says; - streams, which Parquet cannot.
  ///   - json: whether the manifest goes to standard output.
  /// - Throws: `ValidationError`.
  init(_ asked: TableFormat?, of output: String, json: Bool) throws {
    if output == "-" {
      if json { throw ValidationError("-o - and --json both want standard output") }
      if asked == nil { throw ValidationError("-o - needs --format csv or --format jsonl") }
      if asked == .parquet { throw ValidationError("-o - streams csv or jsonl, not parquet") }
    }
    guard let format = asked ?? TableFormat(path: output) else {
      throw ValidationError(
        "-o \(output): the name should end in .csv, .parquet or .jsonl, or --format say which")
    }
    self = format
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

  /// Writes changes in this format, as they are found.
  func write(_ changes: inout Changes, to write: ([UInt8]) throws -> Void) throws {
    func encode(_ encoder: some TableEncoder) throws {
      try encoder.writeTable(next: { try changes.next() }, to: write)
    }
    switch self {
    case .csv: try encode(CSVEncoder(fields: Changes.fields))
    case .parquet: try encode(ParquetEncoder(fields: Changes.fields))
    case .jsonl: try encode(JSONLinesEncoder(fields: Changes.fields))
    }
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
