import Columns
import Parquet

/// Small files as the project's own encoder writes them.
enum SampleFiles {
  static var all: [[UInt8]] {
    get { [1, 40, 300].compactMap { try? file(rows: $0) } }
  }

  /// Every type, required and optional, in two row groups.
  private static func file(rows: Int) throws -> [UInt8] {
    let kinds: [(String, ColumnType, ColumnValues)] = [
      ("text", .text, .text(TextColumn((0..<rows).map { "text \($0 % 50)" }))),
      (
        "label", .text,
        .labels(codes: (0..<rows).map { UInt8($0 / 7 % 3) }, names: ["a", "bc", "def"])
      ),
      ("number", .integer, .int32((0..<Int32(rows)).map { $0 * $0 })),
      ("day", .date, .int32((0..<Int32(rows)).map { $0 / 9 })),
      ("amount", .money(scale: 2), .int64((0..<Int64(rows)).map { $0 * 7919 })),
      ("ratio", .real, .real((0..<rows).map { Double($0) / 3 })),
      ("flag", .boolean, .boolean((0..<rows).map { $0 % 3 == 0 })),
    ]
    let validity = (0..<rows).map { $0 % 5 != 2 }
    let columns = kinds.flatMap { name, type, values in
      [
        Column(Field(name, type), values),
        Column(Field("optional_" + name, type, isNullable: true), values, validity: validity),
      ]
    }
    var encoder = ParquetEncoder(
      fields: columns.map(\.field), keyValueMetadata: [("key", "value")])
    var bytes = encoder.begin()
    for _ in 0..<2 { bytes += encoder.place(try encoder.encode(columns)) }
    return bytes + (try encoder.finish())
  }
}
