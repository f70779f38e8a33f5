// Pages of integers in columns that are never absent, decoded into arrays whose type the caller knows: what
// readers of many orders use, page after page into the same memory.

internal import Bytes

extension PageDecoder {
  /// Appends the values of a page to `values`, one per row.
  ///
  /// - Throws: `ParquetError`; then `values` may have some of the page's.
  /// - Precondition: the page is the chunk's, of a column of INT32 that is required.
  public mutating func append(
    _ page: DataPage, of chunk: ChunkPages, to values: inout [Int32]
  ) throws(ParquetError) {
    precondition(
      chunk.column.type == .int32 && !chunk.column.isNullable, "a required column of INT32")
    var indices = indices
    self.indices = []
    defer { self.indices = indices }
    _ = try read(page, of: chunk) { (bytes, count, _) throws(ParquetError) in
      if page.isDictionaryEncoded, case .int32(let dictionary) = chunk.dictionary {
        try Self.indices(bytes, count: count) { (packed, width) throws(ParquetError) in
          try RunLengthDecoder.decode(packed, width: width, count: count, through: &indices) {
            (part) throws(ParquetError) in
            try DictionaryGather.append(part, of: dictionary.span, to: &values)
          }
        }
      } else if count > 0 {
        let size = try ValueDecoder.decode(
          bytes, encoding: page.encoding, count: count, into: &values)
        if page.encoding == .plain { try Self.check(bytes, end: size) }
      }
    }
  }

  /// Appends the values of a page to `values`, one per row.
  ///
  /// - Throws: `ParquetError`; then `values` may have some of the page's.
  /// - Precondition: the page is the chunk's, of a column of INT64 that is required.
  public mutating func append(
    _ page: DataPage, of chunk: ChunkPages, to values: inout [Int64]
  ) throws(ParquetError) {
    precondition(
      chunk.column.type == .int64 && !chunk.column.isNullable, "a required column of INT64")
    var indices = indices
    self.indices = []
    defer { self.indices = indices }
    _ = try read(page, of: chunk) { (bytes, count, _) throws(ParquetError) in
      if page.isDictionaryEncoded, case .int64(let dictionary) = chunk.dictionary {
        try Self.indices(bytes, count: count) { (packed, width) throws(ParquetError) in
          try RunLengthDecoder.decode(packed, width: width, count: count, through: &indices) {
            (part) throws(ParquetError) in
            try DictionaryGather.append(part, of: dictionary.span, to: &values)
          }
        }
      } else if count > 0 {
        let size = try ValueDecoder.decode(
          bytes, encoding: page.encoding, count: count, into: &values)
        if page.encoding == .plain { try Self.check(bytes, end: size) }
      }
    }
  }
}
