import Bytes
import Columns
import Parquet

/// What a column of a file holds, as `Tests/Interop/foreign_columns.py` says it.
struct Fingerprint {
  /// What the values mean.
  let meaning: String
  /// The absent ones.
  private(set) var nulls = 0
  /// SHA-256 over all values joined by line feeds.
  let sha256: String
  /// What the pages of values are encoded in.
  private(set) var encodings: Set<Encoding> = []

  /// Reads the column, row group by row group.
  init(of column: ParquetColumn, in file: ParquetFile) throws {
    meaning = Self.meaning(of: try LogicalValues(PhysicalValues(emptyOf: column), of: column))
    var decoder = PageDecoder()
    var hash = SHA256()
    var isFirst = true
    for rowGroup in file.rowGroupRows.indices {
      let chunk = try file.chunk(of: column, rowGroup: rowGroup, using: &decoder)
      encodings.formUnion(chunk.pages.map(\.encoding))
      let (values, validity) = try chunk.values(using: &decoder)
      var bytes: [UInt8] = []
      for text in try canonicalByMeaning(values, validity, of: column) {
        if !isFirst { bytes.append(UInt8(ascii: "\n")) }
        isFirst = false
        if text == nil { nulls += 1 }
        bytes.append(contentsOf: (text ?? "\\N").utf8)
      }
      hash.update(bytes)
    }
    sha256 = hash.finish()
  }

  /// SHA-256 over the lists of a column, spelled as `[1,2]`, joined by line feeds.
  static func lists(of column: ParquetColumn, in file: ParquetFile) throws -> String {
    var decoder = PageDecoder()
    var texts: [String] = []
    for rowGroup in file.rowGroupRows.indices {
      let lists = try file.lists(of: column, rowGroup: rowGroup, using: &decoder)
      let elements = try canonicalByMeaning(lists.elements, lists.validity, of: column)
      texts += lists.rows.map { range in
        guard let range else { return "\\N" }
        return "[" + elements[range].map { $0 ?? "\\N" }.joined(separator: ",") + "]"
      }
    }
    var hash = SHA256()
    hash.update(Array(texts.joined(separator: "\n").utf8))
    return hash.finish()
  }

  private static func meaning(of values: LogicalValues) -> String {
    switch values {
    case .boolean: "boolean"
    case .integer: "integer"
    case .unsigned: "unsigned"
    case .real: "real"
    case .text: "text"
    case .binary: "binary"
    case .date: "date"
    case .time(_, let unit, let isUTC):
      switch unit {
      case .milliseconds: "time ms " + zone(isUTC)
      case .microseconds: "time us " + zone(isUTC)
      case .nanoseconds: "time ns " + zone(isUTC)
      }
    case .timestamp(_, let isUTC): "timestamp " + zone(isUTC)
    case .decimal(_, let scale): "decimal \(scale)"
    }
  }

  private static func zone(_ isUTC: Bool) -> String { isUTC ? "UTC" : "local" }
}
