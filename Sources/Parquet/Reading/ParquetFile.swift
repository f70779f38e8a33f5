// A file:
//
//   PAR1 | row group … | footer (Thrift) | its length, 4 bytes | PAR1
//
// Reading goes from the outside in, and each step is a unit that a caller can take in parallel:
//
//   ParquetFile     footer: columns and row groups
//   ColumnChunk…    ChunkPages: one column of one row group, its bytes and its dictionary
//   page            PageDecoder: levels and values of some thousand rows
//
// The format has checksums of page bodies alone, and not every writer fills them in. Who knows the checksums
// of the footer and of the chunks, as ParquetEncoder gives them, hands them to the first two steps.

public import Bytes

/// A Parquet file that is open for reading.
///
/// Nothing in the file is trusted: what breaks the format, is not supported or goes over a limit is a
/// `ParquetError` that names the place. Columns that are not asked for are not read.
public struct ParquetFile: Sendable {
  static let magic: [UInt8] = [0x50, 0x41, 0x52, 0x31]
  private static let encryptedMagic: [UInt8] = [0x50, 0x41, 0x52, 0x45]
  /// The magic at the start, and length and magic at the end.
  private static let leastSize = 12

  /// The leaves of the schema, in its order.
  public let columns: [ParquetColumn]
  /// The rows of each row group, in file order.
  public let rowGroupRows: [Int]
  /// Facts about the file, in order.
  public let keyValueMetadata: [(key: String, value: String)]
  /// The writer; empty if it does not say.
  public let createdBy: String

  private let input: InputFile
  private let limits: ParquetLimits
  private let rowGroups: [RowGroup]
  private let footerOffset: Int

  /// Reads the footer of a file.
  ///
  /// - Parameters:
  ///   - input: the file.
  ///   - limits: what it may ask for.
  ///   - footerChecksum: the CRC-32 that its end must have, from the footer's first byte on; see
  ///     `ParquetEncoder.footerChecksum`. With it the magic at the file's start is checked as well.
  /// - Throws: `FileError` if the system fails, `ParquetError` if it is not a Parquet file.
  public init(
    _ input: InputFile, limits: ParquetLimits = ParquetLimits(), footerChecksum: UInt32? = nil
  ) throws {
    self.input = input
    self.limits = limits
    do {
      let metadata: FileMetadata
      (footerOffset, columns, metadata) = try Self.footer(of: input, limits, footerChecksum)
      rowGroups = metadata.rowGroups
      rowGroupRows = metadata.rowGroups.map(\.rowCount)
      keyValueMetadata = metadata.keyValueMetadata.map { ($0.key, $0.value) }
      createdBy = metadata.createdBy
    } catch let error as ParquetError {
      throw error.at(file: input.path)
    }
  }

  /// The path it was opened by.
  public var path: String { input.path }

  /// The bytes that one column of a row group takes in the file.
  ///
  /// - Throws: `ParquetError` if they are not in the file.
  public func storedBytes(of column: ParquetColumn, rowGroup: Int) throws(ParquetError) -> Int {
    do throws(ParquetError) {
      let chunk = rowGroups[rowGroup].columns[column.index]
      return try chunk.place(before: footerOffset)?.count ?? 0
    } catch {
      throw error.at(file: path, rowGroup: rowGroup, column: column.name)
    }
  }

  /// The rows of all row groups.
  public var rowCount: Int { rowGroupRows.reduce(0, +) }

  /// One message for each column that is no table's because it is nested.
  public var notes: [String] {
    columns.filter(\.isNested).map { "\(path): the nested column \($0.name) is left out" }
  }

  /// The column of a name.
  ///
  /// - Throws: `ParquetError` of kind `badRequest` if there is none or it occurs twice.
  public func column(_ name: String) throws(ParquetError) -> ParquetColumn {
    let found = columns.filter { $0.name == name }
    if found.count == 1 { return found[0] }
    let finding =
      found.isEmpty
      ? "there is no column \(name); there are \(columns.map(\.name).joined(separator: ", "))"
      : "\(found.count) columns have the name \(name)"
    throw .badRequest(finding).at(file: path)
  }

  /// Reads the bytes of one column in one row group, finds its pages, and decodes its dictionary.
  ///
  /// - Parameters:
  ///   - column: a column of this file.
  ///   - rowGroup: the row group, from 0.
  ///   - checksum: the CRC-32 that the chunk's bytes must have, page headers included; see
  ///     `EncodedRowGroup.chunkChecksums`. With it the pages' own checksums need not be looked at.
  ///   - decoder: the calling thread's.
  /// - Returns: the chunk's pages, to be decoded.
  /// - Throws: `FileError` or `ParquetError`; of kind `badRequest` if the column is nested.
  /// - Precondition: the column is this file's, and the row group exists.
  public func chunk(
    of column: ParquetColumn, rowGroup: Int, checksum: UInt32? = nil,
    using decoder: inout PageDecoder
  ) throws -> ChunkPages {
    if column.isNested {
      throw ParquetError.badRequest(
        "the column is nested, and nested columns are not read; flatten it first"
      ).at(file: path, rowGroup: rowGroup, column: column.name)
    }
    return try chunk(
      of: column, rowGroup: rowGroup, count: rowGroups[rowGroup].rowCount, checksum, &decoder)
  }

  /// Reads the lists of a column in one row group, one per row, whole: for tables' own records and not for
  /// their rows.
  ///
  /// A map is a column of keys and one of values. Lists within lists are not read.
  ///
  /// - Throws: `FileError` or `ParquetError`; of kind `badRequest` if the column is not below exactly one
  ///   repeated node.
  /// - Precondition: the column is this file's, and the row group exists.
  public func lists(
    of column: ParquetColumn, rowGroup: Int, using decoder: inout PageDecoder
  ) throws -> ParquetLists {
    do {
      if column.repetitionLevel != 1 {
        throw ParquetError.badRequest("the column has no lists, or lists within lists")
      }
      let count = rowGroups[rowGroup].columns[column.index].valueCount
      let chunk = try chunk(of: column, rowGroup: rowGroup, count: count, nil, &decoder)
      return try ParquetLists(
        chunk, rowCount: rowGroups[rowGroup].rowCount, using: &decoder)
    } catch let error as ParquetError {
      throw error.at(file: path, rowGroup: rowGroup, column: column.name)
    }
  }

  /// Reads the bytes of a chunk of `count` levels of each kind.
  private func chunk(
    of column: ParquetColumn, rowGroup: Int, count: Int, _ checksum: UInt32?,
    _ decoder: inout PageDecoder
  ) throws -> ChunkPages {
    precondition(columns[column.index] == column, "a column of this file")
    let chunk = rowGroups[rowGroup].columns[column.index]
    do {
      let bytes = try bytes(of: chunk)
      return try ChunkPages(
        file: path, rowGroup: rowGroup, bytes: bytes.bytes, at: bytes.offset, chunk: chunk,
        column: column, rowCount: count, isWhole: !isShortOfHeader, checksum: checksum,
        limits: limits, using: &decoder)
    } catch let error as ParquetError {
      throw error.at(file: path, rowGroup: rowGroup, column: column.name)
    }
  }

  /// Reads the bytes of a chunk.
  private func bytes(of chunk: ColumnChunk) throws -> (offset: Int, bytes: [UInt8]) {
    guard let place = try chunk.place(before: footerOffset) else { return (0, []) }
    let end =
      isShortOfHeader ? min(place.upperBound + Self.longestHeader, footerOffset) : place.upperBound
    return (place.lowerBound, try input.read(at: place.lowerBound, count: end - place.lowerBound))
  }

  /// Whether the sizes of chunks leave out the header of the dictionary page, as parquet-mr's did before
  /// it said its version.
  private var isShortOfHeader: Bool { createdBy == "parquet-mr" }
  /// More bytes than a header of such a file takes.
  private static let longestHeader = 100

  private static func footer(
    of input: InputFile, _ limits: ParquetLimits, _ checksum: UInt32?
  ) throws -> (offset: Int, [ParquetColumn], FileMetadata) {
    if input.size < leastSize {
      throw ParquetError.corrupt("a file of \(input.size) bytes is no Parquet file")
    }
    let end = try input.read(at: input.size - 8, count: 8)
    let magic = Array(end[4...])
    if magic == encryptedMagic && checksum == nil {
      throw ParquetError.unsupported("the file is encrypted; write it without encryption")
    }
    if magic != Self.magic {
      throw ParquetError.corrupt(
        "it does not end in PAR1: not a Parquet file, or not all of one"
      ).at(byte: input.size - 4)
    }
    let lengthBytes = end.span
    var reader = ByteReader(lengthBytes)
    let length = Int(try reader.uint32())
    if length > input.size - leastSize {
      throw ParquetError.corrupt("a footer of \(length) bytes in a file of \(input.size) bytes")
        .at(byte: input.size - 8)
    }
    if length > limits.footerBytes {
      throw ParquetError.overLimit(
        "a footer of \(length) bytes, more than \(limits.footerBytes)"
      ).at(byte: input.size - 8)
    }
    let offset = input.size - 8 - length
    let bytes = try input.read(at: offset, count: length)
    if let checksum { try check(bytes, end, at: offset, of: input, checksum) }
    do throws(ParquetError) {
      let metadata = try FileMetadata(footer: bytes)
      return (offset, try metadata.checkedColumns(before: offset), metadata)
    } catch {
      throw error.at(byte: offset)
    }
  }

  /// Checks a footer and what follows it against their checksum, and the file's first bytes.
  private static func check(
    _ footer: [UInt8], _ end: [UInt8], at offset: Int, of input: InputFile, _ expected: UInt32
  ) throws {
    var sum = CRC32()
    sum.update(footer.span)
    sum.update(end.span)
    if sum.value != expected {
      throw ParquetError.corrupt(
        "the footer's CRC is \(String(sum.value, radix: 16)), it should be \(String(expected, radix: 16)): the footer was changed after it was written"
      ).at(byte: offset)
    }
    if try input.read(at: 0, count: Self.magic.count) != Self.magic {
      throw ParquetError.corrupt("it does not begin with PAR1: its first bytes were changed")
        .at(byte: 0)
    }
  }
}
