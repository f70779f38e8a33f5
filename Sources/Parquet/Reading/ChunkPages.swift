internal import Bytes
public import Columns

/// A page of values, some rows of one column.
public struct DataPage: Sendable {
  /// The rows, counted from the row group's first; in columns with lists, the levels.
  public let rows: Range<Int>
  /// How the values are laid out.
  public let encoding: Encoding

  /// Whether the values are stored as indices into the chunk's dictionary.
  public var isDictionaryEncoded: Bool { encoding.isDictionary }

  /// The bytes of its body before compression, as its header says.
  public var size: Int { header.uncompressedSize }

  /// Its place among the chunk's pages, the dictionary page counted.
  let number: Int
  let header: PageHeader
  /// Where in the chunk's bytes the body stands.
  let body: Range<Int>
}

/// The pages of one column in one row group.
///
/// The chunk's bytes are held as they are stored; pages are decoded by a `PageDecoder`, in any order and on
/// any thread.
public struct ChunkPages: Sendable {
  /// The column.
  public let column: ParquetColumn
  /// The row group, from 0.
  public let rowGroup: Int
  /// The rows of the row group; in columns with lists, the levels of each kind.
  public let rowCount: Int
  /// The pages of values, in order of their rows.
  public let pages: [DataPage]
  /// The values that indices stand for; nil in a chunk without a dictionary.
  public let dictionary: PhysicalValues?

  /// The file's path.
  let file: String
  let bytes: [UInt8]
  /// Where in the file the bytes begin.
  let offset: Int
  /// Nil if the pages are not compressed.
  let compression: Compression?
  /// Whether a checksum of all bytes was found right, so that those of the pages are.
  let isVerified: Bool
  let limits: ParquetLimits

  /// Finds the pages in the bytes of a chunk, which they fill if it `isWhole`, and decodes its dictionary.
  ///
  /// With bytes of another CRC-32 than `checksum` it fails: if it can, with the page that was changed.
  init(
    file: String, rowGroup: Int, bytes: [UInt8], at offset: Int, chunk: ColumnChunk,
    column: ParquetColumn, rowCount: Int, isWhole: Bool, checksum: UInt32?, limits: ParquetLimits,
    using decoder: inout PageDecoder
  ) throws(ParquetError) {
    let all = bytes.span
    let found = checksum == nil ? nil : CRC32.checksum(all)
    isVerified = found != nil && found == checksum
    self.file = file
    self.rowGroup = rowGroup
    self.bytes = bytes
    self.offset = offset
    self.column = column
    self.rowCount = rowCount
    self.limits = limits
    guard let codec = Codec(rawValue: chunk.codec) else {
      throw .unsupported("pages compressed with the codec \(chunk.codec), which is not known")
    }
    compression = try codec.compression()
    guard chunk.valueCount == rowCount else {
      throw .corrupt("\(chunk.valueCount) values in a row group of \(rowCount) rows")
    }
    var pages: [DataPage] = []
    var dictionary: PhysicalValues?
    var nextRow = 0
    var position = 0
    var number = 0
    while isWhole ? position < bytes.count : nextRow < rowCount {
      do throws(ParquetError) {
        let (header, start) = try Self.header(in: bytes, at: position, limits)
        let body = start..<start + header.compressedSize
        switch header.kind {
        case .index: break
        case .dictionary:
          if dictionary != nil || !pages.isEmpty {
            throw .corrupt("a dictionary page that is not the first")
          }
          if !isVerified { try PageDecoder.check(all.extracting(body), header) }
          dictionary = try decoder.dictionary(
            header, bytes, body, compression, column, limits)
        case .data, .dataV2:
          let encoding = try Self.encoding(header, hasDictionary: dictionary != nil)
          if header.valueCount > rowCount - nextRow {
            throw .corrupt(
              "a page of \(header.valueCount) values where \(rowCount - nextRow) rows are left")
          }
          let rows = nextRow..<nextRow + header.valueCount
          nextRow = rows.upperBound
          if checksum != nil && !isVerified {
            try PageDecoder.check(all.extracting(body), header)
          }
          pages.append(
            DataPage(
              rows: rows, encoding: encoding, number: number, header: header, body: body))
        }
        position = body.upperBound
      } catch {
        throw error.at(page: number, byte: offset + position)
      }
      number += 1
    }
    if nextRow != rowCount {
      throw .corrupt("pages of \(nextRow) values in a row group of \(rowCount) rows")
    }
    if let checksum, let found, !isVerified {
      throw .corrupt(
        "the chunk's CRC is \(String(found, radix: 16)), it should be \(String(checksum, radix: 16)), and no page's own CRC is wrong: headers of its pages were changed after they were written"
      ).at(byte: offset)
    }
    self.pages = pages
    self.dictionary = dictionary
  }

  /// The texts that indices stand for, in the chunk's own memory; nil in a chunk without a dictionary of
  /// texts.
  public var dictionaryTexts: TextColumn? {
    guard case .byteArray(let texts) = dictionary else { return nil }
    return texts
  }

  /// The header at `position` and where the body begins, checked against the bytes and the limits.
  private static func header(
    in bytes: [UInt8], at position: Int, _ limits: ParquetLimits
  ) throws(ParquetError) -> (PageHeader, bodyStart: Int) {
    let span = bytes.span
    var reader = CompactReader(span, at: position)
    let header = try PageHeader(from: &reader)
    if header.compressedSize > bytes.count - reader.position {
      throw .corrupt(
        "a page of \(header.compressedSize) bytes with \(bytes.count - reader.position) left in its chunk"
      )
    }
    if header.uncompressedSize > limits.pageBytes {
      throw .overLimit("a page of \(header.uncompressedSize) bytes, more than \(limits.pageBytes)")
    }
    if header.valueCount > limits.pageValues {
      throw .overLimit("a page of \(header.valueCount) values, more than \(limits.pageValues)")
    }
    return (header, reader.position)
  }

  private static func encoding(
    _ header: PageHeader, hasDictionary: Bool
  ) throws(ParquetError) -> Encoding {
    guard let encoding = Encoding(rawValue: header.encoding) else {
      throw .unsupported("values in the encoding \(header.encoding), which is not known")
    }
    if encoding.isDictionary && !hasDictionary {
      throw .corrupt("indices into a dictionary that is not there")
    }
    return encoding
  }

  /// Checks that values that are held together keep the limit.
  func check(_ values: PhysicalValues) throws(ParquetError) {
    if values.byteCount > limits.chunkBytes {
      throw .overLimit("values of more than \(limits.chunkBytes) bytes in a column chunk")
        .at(file: file, rowGroup: rowGroup, column: column.name)
    }
  }

  /// All values, one per row, and which of them are present; nil if all are.
  ///
  /// - Throws: `ParquetError`.
  public func values(
    using decoder: inout PageDecoder
  ) throws(ParquetError) -> (values: PhysicalValues, validity: [Bool]?) {
    var values = PhysicalValues(emptyOf: column)
    // Room for all rows at once, but for no more than so many bytes may stand for without suspicion.
    values.reserve(min(rowCount, max(1 << 20, bytes.count)))
    var validity: [Bool]?
    for page in pages {
      let flags = try decoder.decode(page, of: self, into: &values)
      try check(values)
      if validity == nil && flags == nil { continue }
      if validity == nil { validity = Array(repeating: true, count: page.rows.lowerBound) }
      validity?.append(contentsOf: flags ?? Array(repeating: true, count: page.rows.count))
    }
    return (values, validity)
  }
}
