internal import Bytes

// A file in parts: the pages of each chunk and the footer, each a tree of Thrift that can be changed before
// the file is put together again. Where pages stand, the sizes of chunks and the checksums of pages follow
// from the pages; all else is written as it is.
//
//   PAR1 | page headers and bodies … | footer | its length, 4 bytes | PAR1

/// A file of Parquet that is taken apart, or built by hand, to be put together with something wrong.
public struct FileParts: Sendable {
  /// A page.
  public struct Page: Sendable {
    /// The structure `PageHeader`.
    public var header: Thrift
    /// The bytes as they are stored.
    public var body: [UInt8]

    /// A page as it stands.
    public init(header: Thrift, body: [UInt8]) {
      self.header = header
      self.body = body
    }

    /// How many bytes the page takes, with its header.
    public var size: Int { bytes.count }

    /// The bytes of the page; the checksum, if there is one, is that of the body.
    fileprivate var bytes: [UInt8] {
      var header = header
      let span = body.span
      if header[4] != nil { header[4] = .int32(Int32(bitPattern: CRC32.checksum(span))) }
      return header.bytes + body
    }
  }

  /// The pages of each column in each row group.
  public var rowGroups: [[[Page]]]
  /// The structure `FileMetaData`.
  public var footer: Thrift

  /// The parts of a well-formed file.
  public init(_ file: [UInt8]) throws {
    guard file.count >= 12 else { throw Thrift.Malformed() }
    var length = 0
    for index in 0..<4 { length |= Int(file[file.count - 8 + index]) << (8 * index) }
    guard length <= file.count - 12 else { throw Thrift.Malformed() }
    var position = file.count - 8 - length
    let footer = try Thrift(file, at: &position)
    rowGroups = try (footer[4]?.elements ?? []).map { rowGroup in
      try (rowGroup[1]?.elements ?? []).map { try Self.pages(of: $0, in: file) }
    }
    self.footer = footer
  }

  private static func pages(of chunk: Thrift, in file: [UInt8]) throws -> [Page] {
    guard let start = chunk[[3, 11]]?.integer ?? chunk[[3, 9]]?.integer,
      let size = chunk[[3, 7]]?.integer, start >= 0, size >= 0, size <= file.count - start
    else { throw Thrift.Malformed() }
    var position = start
    var pages: [Page] = []
    while position < start + size {
      let header = try Thrift(file, at: &position)
      guard let count = header[3]?.integer, count >= 0, count <= file.count - position else {
        throw Thrift.Malformed()
      }
      pages.append(Page(header: header, body: Array(file[position..<position + count])))
      position += count
    }
    return pages
  }

  /// The file, once `edit` has changed what the footer says.
  public func bytes(_ edit: (inout Thrift) -> Void = { _ in }) -> [UInt8] {
    var file = Self.magic
    var footer = footer
    for (group, chunks) in rowGroups.enumerated() {
      for (column, pages) in chunks.enumerated() {
        let chunk = [4, group, 1, column, 3]
        let start = file.count
        var unpacked = 0
        for page in pages {
          let isDictionary = page.header[1]?.integer == 2
          if isDictionary && footer[chunk + [11]] == nil && file.count == start {
            footer[chunk + [11]] = .int64(Int64(file.count))
          }
          let bytes = page.bytes
          unpacked += bytes.count - page.body.count + (page.header[2]?.integer ?? 0)
          file += bytes
        }
        let dictionarySize = pages.first.map { $0.header[1]?.integer == 2 ? $0.bytes.count : 0 }
        if footer[chunk + [11]] != nil { footer[chunk + [11]] = .int64(Int64(start)) }
        footer[chunk + [9]] = .int64(Int64(start + (dictionarySize ?? 0)))
        footer[chunk + [6]] = .int64(Int64(unpacked))
        footer[chunk + [7]] = .int64(Int64(file.count - start))
      }
    }
    edit(&footer)
    return file + Self.ending(footer.bytes)
  }

  /// The bytes that every file begins and ends with.
  public static let magic = Array("PAR1".utf8)

  /// The end of a file: these bytes of a footer, and what follows them.
  public static func ending(_ footer: [UInt8]) -> [UInt8] {
    footer + (0..<4).map { UInt8(truncatingIfNeeded: footer.count >> (8 * $0)) } + magic
  }
}

extension FileParts {
  /// What a file of one column says about it, by the format's numbers.
  public struct Column: Sendable {
    /// The physical type.
    public var type: Int32
    /// Bytes of a value of fixed length.
    public var length: Int32?
    /// Whether values may be absent.
    public var isNullable = false
    /// How pages are compressed.
    public var codec: Int32 = 0
    /// The enum `ConvertedType`.
    public var meaning: Int32?

    /// A column of the type.
    public init(
      type: Int32, length: Int32? = nil, isNullable: Bool = false, codec: Int32 = 0,
      meaning: Int32? = nil
    ) {
      self.type = type
      self.length = length
      self.isNullable = isNullable
      self.codec = codec
      self.meaning = meaning
    }
  }

  /// A file of one column `x` in one row group.
  public init(_ column: Column, rows: Int64, pages: [Page]) {
    var leaf = Thrift.structure([
      1: .int32(column.type), 3: .int32(column.isNullable ? 1 : 0), 4: .text("x"),
    ])
    leaf[2] = column.length.map { .int32($0) }
    leaf[6] = column.meaning.map { .int32($0) }
    let metadata = Thrift.structure([
      1: .int32(column.type), 2: .list([.int32(0)]), 3: .list([.text("x")]),
      4: .int32(column.codec), 5: .int64(rows), 6: .int64(0), 7: .int64(0), 9: .int64(4),
    ])
    let chunk = Thrift.structure([2: .int64(0), 3: metadata])
    let rowGroup = Thrift.structure([1: .list([chunk]), 2: .int64(0), 3: .int64(rows)])
    footer = .structure([
      1: .int32(1), 2: .list([.structure([4: .text("root"), 5: .int32(1)]), leaf]),
      3: .int64(rows), 4: .list([rowGroup]),
    ])
    rowGroups = [[pages]]
  }
}

extension FileParts.Page {
  /// A dictionary page of `count` values; `size` bytes of them before compression.
  public static func dictionary(_ body: [UInt8], count: Int32, size: Int? = nil) -> Self {
    let details = Thrift.structure([1: .int32(count), 2: .int32(0)])
    return Self(kind: 2, body, size: size ?? body.count, [7: details])
  }

  /// A data page of version 1: levels, if there are any, stand in `body`.
  public static func data(
    _ body: [UInt8], count: Int32, encoding: Int32 = 0, size: Int? = nil
  ) -> Self {
    let details = Thrift.structure([
      1: .int32(count), 2: .int32(encoding), 3: .int32(3), 4: .int32(3),
    ])
    return Self(kind: 0, body, size: size ?? body.count, [5: details])
  }

  /// A data page of version 2; `size` bytes of levels and values before compression.
  public static func version2(
    levels: [UInt8], _ values: [UInt8], count: Int32, nulls: Int32 = 0, encoding: Int32 = 0,
    size: Int? = nil
  ) -> Self {
    let details = Thrift.structure([
      1: .int32(count), 2: .int32(nulls), 3: .int32(count), 4: .int32(encoding),
      5: .int32(Int32(levels.count)), 6: .int32(0),
    ])
    let body = levels + values
    return Self(kind: 3, body, size: size ?? body.count, [8: details])
  }

  private init(kind: Int32, _ body: [UInt8], size: Int, _ details: [Int: Thrift]) {
    var fields = details
    fields[1] = .int32(kind)
    fields[2] = .int32(Int32(size))
    fields[3] = .int32(Int32(body.count))
    fields[4] = .int32(0)
    header = .structure(fields)
    self.body = body
  }
}
