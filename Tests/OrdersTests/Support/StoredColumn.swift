import ParquetFiles
import Testing

/// A column of a Parquet file put together by hand: any physical type under any meaning, in one page of
/// PLAIN values unless told otherwise.
struct StoredColumn: Sendable, CustomTestStringConvertible {
  var name = "x"
  /// The leaf of the schema but for its name.
  var leaf: [Int: Thrift]
  /// Values, each as PLAIN has it; nil where one is absent.
  var values: [[UInt8]?]
  /// How many rows each page has; the last has the rest.
  var pageRows: Int?

  var testDescription: String { "\(leaf.sorted { $0.key < $1.key })" }

  /// A column of the format's type of that number.
  ///
  /// - Parameters:
  ///   - type: the physical type.
  ///   - values: as PLAIN has them.
  ///   - length: bytes of a value of fixed length.
  ///   - converted: the enum `ConvertedType`.
  ///   - decimals: scale and precision, of decimals.
  ///   - logical: the union `LogicalType`.
  init(
    _ type: Int32, _ values: [[UInt8]?], length: Int32? = nil, converted: Int32? = nil,
    decimals: (scale: Int32, precision: Int32)? = nil, logical: Thrift? = nil
  ) {
    leaf = [1: .int32(type), 3: .int32(values.contains(nil) ? 1 : 0)]
    leaf[2] = length.map { .int32($0) }
    leaf[6] = (decimals == nil ? converted : 5).map { .int32($0) }
    leaf[7] = decimals.map { .int32($0.scale) }
    leaf[8] = decimals.map { .int32($0.precision) }
    leaf[10] = logical
    self.values = values
  }

  func named(_ name: String) -> StoredColumn {
    var column = self
    column.name = name
    return column
  }

  func pages(of rows: Int) -> StoredColumn {
    var column = self
    column.pageRows = rows
    return column
  }

  fileprivate var pages: [FileParts.Page] {
    stride(from: 0, to: values.count, by: pageRows ?? max(values.count, 1)).map { start in
      let rows = values[start..<min(start + (pageRows ?? values.count), values.count)]
      var body: [UInt8] = []
      if leaf[3] == .int32(1) {
        // A run of one for each row.
        let levels: [UInt8] = rows.flatMap { [2, $0 == nil ? 0 : 1] }
        body = Plain.int32(Int32(levels.count)) + levels
      }
      for case let value? in rows { body += value }
      return .data(body, count: Int32(rows.count))
    }
  }
}

/// Values as PLAIN has them.
enum Plain {
  static func int32(_ value: Int32) -> [UInt8] {
    littleEndian(UInt64(UInt32(bitPattern: value)), 4)
  }
  static func int64(_ value: Int64) -> [UInt8] { littleEndian(UInt64(bitPattern: value), 8) }
  static func float(_ value: Float) -> [UInt8] { littleEndian(UInt64(value.bitPattern), 4) }
  static func double(_ value: Double) -> [UInt8] { littleEndian(value.bitPattern, 8) }
  static func bytes(_ value: [UInt8]) -> [UInt8] { int32(Int32(value.count)) + value }
  static func text(_ value: String) -> [UInt8] { bytes(Array(value.utf8)) }
  static func int96(_ nanoseconds: Int64, julianDay: Int32) -> [UInt8] {
    int64(nanoseconds) + int32(julianDay)
  }

  /// A number in so many bytes, high byte first.
  static func bigEndian(_ value: Int128, _ count: Int) -> [UInt8] {
    (0..<count).reversed().map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
  }

  private static func littleEndian(_ value: UInt64, _ count: Int) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
  }
}

/// A file of one row group with these columns.
func parquetFile(_ columns: [StoredColumn], _ edit: (inout Thrift) -> Void = { _ in }) -> [UInt8] {
  let rows = Int64(columns[0].values.count)
  var parts = FileParts(FileParts.Column(type: 1), rows: rows, pages: [])
  let leaves = columns.map { column in
    Thrift.structure(column.leaf.merging([4: .text(column.name)]) { $1 })
  }
  let chunks = columns.map { column in
    Thrift.structure([
      2: .int64(0),
      3: .structure([
        1: column.leaf[1] ?? .int32(0), 2: .list([.int32(0)]), 3: .list([.text(column.name)]),
        4: .int32(0), 5: .int64(rows), 6: .int64(0), 7: .int64(0), 9: .int64(4),
      ]),
    ])
  }
  parts.footer[2] = .list(
    [.structure([4: .text("root"), 5: .int32(Int32(columns.count))])] + leaves)
  parts.footer[[4, 0, 1]] = .list(chunks)
  parts.rowGroups = [columns.map(\.pages)]
  return parts.bytes(edit)
}
