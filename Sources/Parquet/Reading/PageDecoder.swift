// The body of a page of values, as it is stored:
//
//   version 1    [repetition levels][definition levels] values     all of it compressed as one
//   version 2    [repetition levels][definition levels] values     the values alone compressed
//
// Levels.swift has the levels; most columns have no repetition levels, and required ones have none at all.
// Values are those that are present; indices into a dictionary follow a byte with their width.

internal import Bytes
internal import Columns

/// Decodes pages.
///
/// It holds the codecs' contexts and scratch memory: one for each thread.
public struct PageDecoder: ~Copyable {
  private var decompressor = Decompressor()
  /// Decompressed bytes of the page at hand.
  private var buffer: [UInt8] = []
  /// Dictionary indices of the page at hand.
  var indices: [UInt32] = []

  /// A decoder.
  public init() {}

  /// Appends the values of a page to `values`, one per row; what stands at an absent row has no meaning.
  ///
  /// - Returns: one flag per row, true where a value is present; nil if all are.
  /// - Throws: `ParquetError`; then `values` may have some of the page's.
  /// - Precondition: the page is the chunk's, and `values` are of the column's type.
  public mutating func decode(
    _ page: DataPage, of chunk: ChunkPages, into values: inout PhysicalValues
  ) throws(ParquetError) -> [Bool]? {
    try decode(values: page, of: chunk, into: &values).validity
  }

  /// Appends the values of a page to `values`, one per row or element of a list.
  ///
  /// - Returns: what the levels say of them.
  mutating func decode(
    values page: DataPage, of chunk: ChunkPages, into values: inout PhysicalValues
  ) throws(ParquetError) -> PageLevels {
    precondition(values.type == chunk.column.type, "values of the column's type")
    var indices = indices
    self.indices = []
    defer { self.indices = indices }
    let limit = chunk.limits.pageBytes
    return try read(page, of: chunk) { (bytes, count, validity) throws(ParquetError) in
      if page.isDictionaryEncoded, let dictionary = chunk.dictionary {
        indices.removeAll(keepingCapacity: true)
        try Self.indices(bytes, count: count) { (packed, width) throws(ParquetError) in
          try RunLengthDecoder.decode(packed, width: width, count: count, into: &indices)
        }
        try values.append(indices.span, of: dictionary, byteLimit: limit)
      } else if count > 0 {
        let size = try values.append(
          decoding: bytes, encoding: page.encoding, count: count, byteLimit: limit)
        // Differences say how many they are, and some writers pad them.
        if page.encoding == .plain { try Self.check(bytes, end: size) }
      }
      if let validity { try values.spread(over: validity.span, byteLimit: limit) }
    }
  }

  /// Appends the dictionary indices of a page, present values alone, to `indices`.
  ///
  /// - Returns: as `decode`.
  /// - Throws: `ParquetError`; also if an index is not in the dictionary.
  /// - Precondition: the page is the chunk's and dictionary-encoded.
  public mutating func indices(
    _ page: DataPage, of chunk: ChunkPages, into indices: inout [UInt32]
  ) throws(ParquetError) -> [Bool]? {
    precondition(page.isDictionaryEncoded, "indices of a page that is dictionary-encoded")
    let first = indices.count
    return try read(page, of: chunk) { (bytes, count, _) throws(ParquetError) in
      try Self.indices(bytes, count: count) { (packed, width) throws(ParquetError) in
        try RunLengthDecoder.decode(packed, width: width, count: count, into: &indices)
      }
      let size = UInt32(clamping: chunk.dictionary?.count ?? 0)
      let new = indices.span.extracting(first...)
      var largest: UInt32 = 0
      for index in 0..<new.count { largest = max(largest, new[index]) }
      if !new.isEmpty && largest >= size {
        throw .corrupt("the index \(largest) into a dictionary of \(size) values")
      }
    }.validity
  }

  /// Appends the runs of equal dictionary indices of a page, present values alone, to `runs`.
  ///
  /// Neighbouring runs have different indices, whatever runs the writer made.
  ///
  /// - Returns: as `decode`.
  /// - Throws: `ParquetError`; also if an index is not in the dictionary.
  /// - Precondition: the page is the chunk's and dictionary-encoded.
  public mutating func runs(
    _ page: DataPage, of chunk: ChunkPages, into runs: inout [ValueRun]
  ) throws(ParquetError) -> [Bool]? {
    precondition(page.isDictionaryEncoded, "runs of a page that is dictionary-encoded")
    let first = runs.count
    return try read(page, of: chunk) { (bytes, count, _) throws(ParquetError) in
      try Self.indices(bytes, count: count) { (packed, width) throws(ParquetError) in
        try RunLengthDecoder.decodeRuns(packed, width: width, count: count, into: &runs)
      }
      let size = UInt32(clamping: chunk.dictionary?.count ?? 0)
      for run in runs[first...] where run.value >= size {
        throw .corrupt("the index \(run.value) into a dictionary of \(size) values")
      }
    }.validity
  }

  /// Appends the row where each dictionary value occurs first, if rows have all values in the dictionary's order: the
  /// page those after the ones that `starts` are of.
  ///
  /// - Returns: false if a row has another value than the last or the next.
  /// - Throws: `ParquetError`; also if an index is not in the dictionary.
  /// - Precondition: the page is the chunk's and dictionary-encoded, its column required, and `starts` are no more than
  ///   the dictionary's values.
  public mutating func appendStarts(
    _ page: DataPage, of chunk: ChunkPages, to starts: inout [Int]
  ) throws(ParquetError) -> Bool {
    precondition(
      page.isDictionaryEncoded && !chunk.column.isNullable, "indices of a required column")
    let limit = chunk.dictionary?.count ?? 0
    precondition(starts.count <= limit, "no more values than there are")
    var isInOrder = true
    _ = try read(page, of: chunk) { (bytes, count, _) throws(ParquetError) in
      try Self.indices(bytes, count: count) { (packed, width) throws(ParquetError) in
        let size = try RunLengthDecoder.decodeStarts(
          packed, width: width, count: count, at: page.rows.lowerBound, limit: limit, into: &starts)
        isInOrder = size != nil
        return size ?? packed.count
      }
    }
    return isInOrder
  }
}

extension PageDecoder {
  /// The values of a dictionary page.
  mutating func dictionary(
    _ header: PageHeader, _ bytes: [UInt8], _ body: Range<Int>, _ compression: Compression?,
    _ column: ParquetColumn, _ limits: ParquetLimits
  ) throws(ParquetError) -> PhysicalValues {
    // Older writers name the encoding of a dictionary after that of the indices.
    guard
      header.encoding == Encoding.plain.rawValue
        || header.encoding == Encoding.plainDictionary.rawValue
    else { throw .unsupported("a dictionary in the encoding \(header.encoding)") }
    let stored = bytes.span.extracting(body)
    var values = PhysicalValues(emptyOf: column)
    try decompress(stored, compression, size: header.uncompressedSize) {
      (bytes) throws(ParquetError) in
      let size = try values.append(
        decoding: bytes, encoding: .plain, count: header.valueCount, byteLimit: limits.pageBytes)
      try Self.check(bytes, end: size)
    }
    return values
  }

  /// Passes the encoded values of a page to `decode`, with how many are present and which.
  mutating func read(
    _ page: DataPage, of chunk: ChunkPages,
    _ decode: (Span<UInt8>, Int, [Bool]?) throws(ParquetError) -> Void
  ) throws(ParquetError) -> PageLevels {
    let stored = chunk.bytes.span.extracting(page.body)
    do {
      if !chunk.isVerified { try Self.check(stored, page.header) }
      if let version2 = page.header.version2 {
        return try read(stored, version2, page, chunk, decode)
      }
      let column = chunk.column
      var levels = PageLevels(allPresent: page.rows.count)
      try decompress(stored, chunk.compression, size: page.header.uncompressedSize) {
        (bytes) throws(ParquetError) in
        var start = 0
        if column.definitionLevel > 0 {
          (levels, start) = try Self.levels(bytes, page.header, of: column)
        }
        try Self.decode(bytes, from: start, levels, decode)
      }
      return levels
    } catch {
      throw error.at(
        file: chunk.file, rowGroup: chunk.rowGroup, column: chunk.column.name, page: page.number,
        byte: chunk.offset + page.body.lowerBound)
    }
  }

  private mutating func read(
    _ stored: Span<UInt8>, _ version2: PageHeader.Version2, _ page: DataPage,
    _ chunk: ChunkPages, _ decode: (Span<UInt8>, Int, [Bool]?) throws(ParquetError) -> Void
  ) throws(ParquetError) -> PageLevels {
    // Some writers store repetition levels, all 0, of columns that need none.
    let start = version2.repetitionSize
    let end = start + version2.definitionSize
    guard start >= 0, start <= end, end <= stored.count, end <= page.header.uncompressedSize else {
      throw .corrupt(
        "levels of \(start) and \(version2.definitionSize) bytes in a page of \(stored.count) bytes"
      )
    }
    let levels = try PageLevels(
      in: stored, repetition: 0..<start, definition: start..<end, count: page.rows.count,
      of: chunk.column)
    // Of lists, writers count both in more than one way.
    if !chunk.column.isNested {
      let absent = levels.count - levels.presentCount
      if absent != version2.nullCount {
        throw .corrupt("\(absent) absent values in a page that says \(version2.nullCount)")
      }
      guard version2.rowCount == page.header.valueCount else {
        throw .corrupt(
          "\(version2.rowCount) rows of \(page.header.valueCount) values in a column without lists")
      }
    }
    let values = stored.extracting(end...)
    // A page whose values are all absent has none to decompress, whatever it says.
    let isCompressed = version2.isCompressed && !values.isEmpty
    try decompress(
      values, isCompressed ? chunk.compression : nil,
      size: values.isEmpty ? 0 : page.header.uncompressedSize - end
    ) { (bytes) throws(ParquetError) in
      try Self.decode(bytes, from: 0, levels, decode)
    }
    return levels
  }

  private static func decode(
    _ bytes: Span<UInt8>, from start: Int, _ levels: PageLevels,
    _ decode: (Span<UInt8>, Int, [Bool]?) throws(ParquetError) -> Void
  ) throws(ParquetError) {
    do {
      try decode(bytes.extracting(start...), levels.presentCount, levels.validity)
    } catch {
      throw error.shifted(by: start)
    }
  }

  /// The levels that a page of version 1 begins with, and where its values begin.
  private static func levels(
    _ bytes: Span<UInt8>, _ header: PageHeader, of column: ParquetColumn
  ) throws(ParquetError) -> (PageLevels, valuesStart: Int) {
    var reader = ByteReader(bytes)
    var repetition = 0..<0
    if column.isNested {
      repetition = try reader.levels("repetition", encoding: header.repetitionEncoding)
    }
    let definition = try reader.levels("definition", encoding: header.levelEncoding)
    let levels = try PageLevels(
      in: bytes, repetition: repetition, definition: definition, count: header.valueCount,
      of: column)
    return (levels, reader.position)
  }

  /// Passes the packed indices of a page to `decode`, with their width.
  static func indices(
    _ bytes: Span<UInt8>, count: Int,
    _ decode: (Span<UInt8>, Int) throws(ParquetError) -> Int
  ) throws(ParquetError) {
    if count == 0 { return }
    var reader = ByteReader(bytes)
    let width = Int(try reader.byte())
    if width > 32 { throw .corrupt("dictionary indices of \(width) bits", offset: 0) }
    do {
      let packed = bytes.extracting(1...)
      try check(packed, end: decode(packed, width))
    } catch {
      throw error.shifted(by: 1)
    }
  }

  /// Passes the body of a page as it was before compression to `body`.
  private mutating func decompress(
    _ stored: Span<UInt8>, _ compression: Compression?, size: Int,
    _ body: (Span<UInt8>) throws(ParquetError) -> Void
  ) throws(ParquetError) {
    guard let compression else {
      if stored.count != size {
        throw .corrupt("\(stored.count) bytes that are not compressed in a page that says \(size)")
      }
      return try body(stored)
    }
    var buffer = buffer
    self.buffer = []
    defer { self.buffer = buffer }
    do {
      try decompressor.decompress(stored, compression, size: size, into: &buffer)
    } catch {
      throw ParquetError(error)
    }
    let bytes = buffer.span
    try body(bytes)
  }

  /// Checks that values or levels end where their bytes end.
  ///
  /// What follows would be lost: a sign that the header or the schema says too little.
  static func check(_ bytes: Span<UInt8>, end: Int) throws(ParquetError) {
    if end != bytes.count {
      throw .corrupt("\(bytes.count - end) bytes after the last value", offset: end)
    }
  }

  /// Checks the body of a page, as it is stored, against the CRC in its header, if there is one.
  static func check(_ stored: Span<UInt8>, _ header: PageHeader) throws(ParquetError) {
    guard let expected = header.checksum else { return }
    let found = CRC32.checksum(stored)
    if found != expected {
      throw .corrupt(
        "the page's CRC is \(String(found, radix: 16)), its header says \(String(expected, radix: 16)): the bytes have changed since they were written"
      )
    }
  }
}

extension ByteReader {
  /// Moves past levels of a page of version 1 and returns where they are.
  @_lifetime(self: copy self)
  fileprivate mutating func levels(
    _ kind: String, encoding: Int32
  ) throws(ParquetError) -> Range<Int> {
    guard encoding == Encoding.runLength.rawValue else {
      throw .unsupported("\(kind) levels in the encoding \(encoding)")
    }
    let length = Int(try uint32())
    let start = position
    _ = try take(length)
    return start..<position
  }
}
