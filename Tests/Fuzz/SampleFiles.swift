import Columns
import Parquet
import ParquetFiles

/// Small files as the project's own encoder writes them.
enum SampleFiles {
  static var all: [[UInt8]] {
    get { [1, 40, 300].compactMap { try? file(rows: $0) } + [nested] }
  }

  /// A value in two structures, and lists of such values, each absent where a structure may be.
  private static var nested: [UInt8] {
    let levels = [0, 1, 2, 3, 4, 4]
    let path = [NestedFile.Node("a"), .init("b"), .init("c"), .init("x")]
    let lists = [NestedFile.Node("a"), .init("tags"), .init("list", .repeated), .init("element")]
    func entry(_ repetition: Int, _ definition: Int) -> NestedFile.Entry {
      .init(repetition, definition, definition == 4 ? [UInt8(repetition), 0, 0, 0] : [])
    }
    return NestedFile(
      [
        .init(path, type: 1, levels.map { entry(0, $0) }),
        .init(lists, type: 1, levels.map { entry(0, $0) } + [3, 4].map { entry(1, $0) }),
      ], rows: levels.count
    ).parts.bytes()
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
