import Bytes
import Columns
import Segments

/// All tables about a base in one document: `tables.json`, and what `--json` prints.
///
/// Times, memory and paths stand in the latter alone.
struct TablesDocument: Encodable {
  /// A table, row by row.
  struct Table: Encodable {
    var name: String
    /// What a row is.
    var definition: String
    var columns: [String]
    var rows: [[Cell]]
  }

  /// A value as JSON has it: money as a decimal text, days as texts.
  enum Cell: Encodable {
    case absent
    case text(String)
    case number(Double)
    case whole(Int64)
    case flag(Bool)

    func encode(to encoder: any Encoder) throws {
      var container = encoder.singleValueContainer()
      switch self {
      case .absent: try container.encodeNil()
      case .text(let value): try container.encode(value)
      case .number(let value): try container.encode(value)
      case .whole(let value): try container.encode(value)
      case .flag(let value): try container.encode(value)
      }
    }
  }

  /// What could not be made.
  struct LeftOut: Encodable {
    var name: String
    /// What it needs.
    var reason: String
  }

  /// A file in the folder.
  struct Output: Encodable {
    var file: String
    var rows: Int
    var sha256: String
  }

  var base: BaseDocument
  var tables: [Table]
  var left_out: [LeftOut]
  var outputs: [Output] = []
  var folder: String?

  /// The document of some tables.
  init(_ run: TablesRun, _ options: TableOptions) {
    base = BaseDocument(run, options)
    tables = run.tables.all.map(Table.init)
    left_out = run.tables.leftOut.map { LeftOut(name: $0.name, reason: $0.reason) }
  }

  private enum CodingKeys: CodingKey { case command, tables, left_out, outputs, folder }

  /// What all runs over a base have stands among what is its own.
  func encode(to encoder: any Encoder) throws {
    try base.encode(to: encoder)
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode("tables", forKey: .command)
    try container.encode(tables, forKey: .tables)
    try container.encode(left_out, forKey: .left_out)
    try container.encode(outputs, forKey: .outputs)
    try container.encodeIfPresent(folder, forKey: .folder)
  }
}

extension TablesDocument.Table {
  init(_ table: BaseTable) {
    name = table.name
    definition = table.definition
    columns = table.fields.map(\.name)
    rows = (0..<table.rows).map { row in table.columns.map { TablesDocument.Cell($0, row) } }
  }
}

extension TablesDocument.Cell {
  init(_ column: Column, _ row: Int) {
    if let validity = column.validity, !validity[row] {
      self = .absent
      return
    }
    switch (column.values, column.field.type) {
    case (.int64(let values), .count): self = .whole(values[row])
    case (.int32(let values), .integer): self = .whole(Int64(values[row]))
    case (.real(let values), _): self = .number(values[row])
    case (.boolean(let values), _): self = .flag(values[row])
    default: self = .text(column.text(row: row))
    }
  }
}
