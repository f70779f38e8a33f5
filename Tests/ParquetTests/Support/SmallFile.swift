import Columns

/// Small files of the project's own encoder.
enum SmallFile {
  /// Columns of every type, required and not, in two row groups; with dictionaries and without.
  static func bytes(rows: Int = 24) throws -> [UInt8] {
    let kinds: [(String, ColumnType, ColumnValues)] = [
      ("text", .text, .text(TextColumn((0..<rows).map { "text \($0)" }))),
      (
        "label", .text,
        .labels(codes: (0..<rows).map { UInt8($0 / 5 % 3) }, names: ["low", "mid", "high"])
      ),
      ("number", .integer, .int32((0..<Int32(rows)).map { $0 * $0 })),
      ("day", .date, .int32((0..<Int32(rows)).map { 19_000 + $0 / 6 })),
      ("amount", .money(scale: 2), .int64((0..<Int64(rows)).map { $0 * 7919 })),
      ("real", .real, .real((0..<rows).map { Double($0) / 3 })),
      ("flag", .boolean, .boolean((0..<rows).map { $0 % 3 == 0 })),
    ]
    let validity = (0..<rows).map { $0 % 4 != 1 }
    let columns = kinds.flatMap { name, type, values in
      [
        Column(Field(name, type), values),
        Column(Field("optional_" + name, type, isNullable: true), values, validity: validity),
      ]
    }
    return try parquetFile(
      columns.map(\.field), [columns, columns], keyValueMetadata: [("key", "value")])
  }
}
