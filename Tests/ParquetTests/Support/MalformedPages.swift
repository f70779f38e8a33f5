import Parquet
import ParquetFiles
import Testing

/// What files of one page begin with before something is made wrong.
enum MalformedPages {
  static let integers = FileParts.Column(type: 1)
  static let optionalIntegers = FileParts.Column(type: 1, isNullable: true)
  static let texts = FileParts.Column(type: 6)

  /// 1, 2, 3 as PLAIN.
  static let three: [UInt8] = [1, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0, 0]
  /// Three rows, all present, as definition levels of version 1.
  static let levels: [UInt8] = [2, 0, 0, 0, 6, 1]
}

extension Disk {
  /// Expects that a file of the column is refused: for its page `page`, or as a chunk if that is nil.
  ///
  /// The error has the place where the page's body begins, unless `byte` says another.
  func expectRefusal(
    of column: FileParts.Column, rows: Int64 = 3, _ pages: [FileParts.Page],
    _ kind: ParquetError.Kind,
    _ finding: String, page: Int? = 0, byte: Int? = nil,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let place = pages.prefix(page ?? 0).reduce(4) { $0 + $1.size }
    let body = page.map { place + pages[$0].size - pages[$0].body.count }
    try expectRefusal(
      of: FileParts(column, rows: rows, pages: pages).bytes(), kind, finding, rowGroup: 0,
      column: "x", page: page, byte: page == nil ? nil : byte ?? body,
      sourceLocation: sourceLocation)
  }
}
