/// What a page holds, by its number in the format.
enum PageKind: Int32 {
  case data = 0
  case index = 1
  case dictionary = 2
  case dataV2 = 3
}

/// What stands before every page.
struct PageHeader {
  private(set) var kind = PageKind.data
  /// How the values are laid out, by its number in the format; levels stand before them.
  private(set) var encoding: Int32 = 0
  /// Absent values included.
  private(set) var valueCount = 0
  /// Bytes of the body before compression.
  private(set) var uncompressedSize = 0
  /// Bytes of the body as stored.
  private(set) var compressedSize = 0
  /// CRC-32 of the body as stored; nil if the writer left it out.
  private(set) var checksum: UInt32?
  /// How definition levels are laid out in a page of version 1, by its number in the format.
  private(set) var levelEncoding = Encoding.runLength.rawValue
  /// Likewise of repetition levels.
  private(set) var repetitionEncoding = Encoding.runLength.rawValue
  /// What pages of version 2 say besides.
  private(set) var version2: Version2?

  /// What pages of version 2 say besides.
  struct Version2 {
    var nullCount = 0
    var rowCount = 0
    /// Bytes of the definition levels, which are never compressed.
    var definitionSize = 0
    /// Bytes of the repetition levels, likewise.
    var repetitionSize = 0
    /// Whether the values are compressed.
    var isCompressed = true
  }

  init(
    kind: PageKind, encoding: Encoding, valueCount: Int, uncompressedSize: Int,
    compressedSize: Int, checksum: UInt32
  ) {
    self.kind = kind
    self.encoding = encoding.rawValue
    self.valueCount = valueCount
    self.uncompressedSize = uncompressedSize
    self.compressedSize = compressedSize
    self.checksum = checksum
  }
}

extension PageHeader: CompactDecodable {
  init(from reader: inout CompactReader) throws(ParquetError) {
    let start = reader.position
    var details: Details?
    var required = RequiredFields(1...3)
    var id: Int16 = 0
    while let type = try reader.field(&id) {
      required.read(id)
      switch id {
      case 1:
        let number = try reader.int32(type)
        guard let known = PageKind(rawValue: number) else {
          throw .unsupported("a page of the unknown kind \(number)", offset: start)
        }
        kind = known
      case 2: uncompressedSize = Int(try reader.int32(type))
      case 3: compressedSize = Int(try reader.int32(type))
      case 4: checksum = UInt32(bitPattern: try reader.int32(type))
      case 5 where kind == .data, 7 where kind == .dictionary, 8 where kind == .dataV2:
        details = Details(version: id)
        try details?.read(from: &reader, type)
      default: try reader.skip(type)
      }
    }
    try required.check("a page header", offset: start)
    if compressedSize < 0 || uncompressedSize < 0 {
      throw .corrupt(
        "a page of \(compressedSize) bytes, \(uncompressedSize) uncompressed", offset: start)
    }
    if kind == .index { return }
    guard let details else { throw .corrupt("a page without a header of its kind", offset: start) }
    if details.valueCount < 0 {
      throw .corrupt("a page of \(details.valueCount) values", offset: start)
    }
    valueCount = Int(details.valueCount)
    encoding = details.encoding
    levelEncoding = details.levelEncoding
    repetitionEncoding = details.repetitionEncoding
    if kind == .dataV2 { version2 = details.version2 }
  }

  /// The structures `DataPageHeader`, `DictionaryPageHeader` and `DataPageHeaderV2`.
  private struct Details {
    /// The field of the page header that it stands in.
    let version: Int16
    var valueCount: Int32 = 0
    var encoding: Int32 = -1
    var levelEncoding = Encoding.runLength.rawValue
    var repetitionEncoding = Encoding.runLength.rawValue
    var version2 = Version2()

    init(version: Int16) { self.version = version }

    mutating func read(
      from reader: inout CompactReader, _ type: WireType
    ) throws(ParquetError) {
      let start = reader.position
      if type != .structure { throw .corrupt("a page header of type \(type)", offset: start) }
      var required = RequiredFields(version == 5 ? 1...4 : version == 7 ? 1...2 : 1...6)
      var id: Int16 = 0
      while let type = try reader.field(&id) {
        required.read(id)
        switch (version, id) {
        case (_, 1): valueCount = try reader.int32(type)
        case (5, 2), (7, 2), (8, 4): encoding = try reader.int32(type)
        case (5, 3): levelEncoding = try reader.int32(type)
        case (5, 4): repetitionEncoding = try reader.int32(type)
        case (8, 2): version2.nullCount = Int(try reader.int32(type))
        case (8, 3): version2.rowCount = Int(try reader.int32(type))
        case (8, 5): version2.definitionSize = Int(try reader.int32(type))
        case (8, 6): version2.repetitionSize = Int(try reader.int32(type))
        case (8, 7): version2.isCompressed = try reader.bool(type)
        default: try reader.skip(type)
        }
      }
      try required.check("the header of a page of its kind", offset: start)
    }
  }
}

extension PageHeader: CompactEncodable {
  func encode(to writer: inout CompactWriter) {
    writer.field(1, kind.rawValue)
    writer.field(2, Int32(uncompressedSize))
    writer.field(3, Int32(compressedSize))
    writer.field(4, checksum.map { Int32(bitPattern: $0) })
    let details = DetailsOut(encoding: encoding, valueCount: valueCount, hasLevels: kind == .data)
    writer.field(kind == .data ? 5 : 7, details)
  }

  /// The structures `DataPageHeader` and `DictionaryPageHeader`.
  private struct DetailsOut: CompactEncodable {
    let encoding: Int32
    let valueCount: Int
    let hasLevels: Bool

    func encode(to writer: inout CompactWriter) {
      writer.field(1, Int32(valueCount))
      writer.field(2, encoding)
      if !hasLevels { return }
      // Definition and repetition levels, whether the page has them or not.
      writer.field(3, Encoding.runLength.rawValue)
      writer.field(4, Encoding.runLength.rawValue)
    }
  }
}
