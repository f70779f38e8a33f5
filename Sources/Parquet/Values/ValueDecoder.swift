package import Columns

/// Decodes the values of a data page by encoding, dictionary indices aside.
///
/// Each function appends `count` values, absent ones not counted, and returns the number of bytes that they
/// take; bytes that follow are not looked at. An encoding that the format does not allow for the type is
/// corrupt. No count is
/// negative; a page without any value has nothing to decode, not even the header of differences that an
/// encoding begins with. `byteLimit` bounds what may come out where it may be more than goes in.
package enum ValueDecoder {
  /// Decodes 32-bit integers.
  @discardableResult
  package static func decode(
    _ bytes: Span<UInt8>, encoding: Encoding, count: Int, into values: inout [Int32]
  ) throws(ParquetError) -> Int {
    switch encoding {
    case .plain: return try Plain.decode(bytes, count: count, into: &values)
    case .deltaBinaryPacked: return try DeltaBinaryPacked.decode(bytes, count: count, into: &values)
    case .byteStreamSplit:
      try ByteStreamSplit.decode(bytes, count: count, into: &values)
      return bytes.count
    default: throw unsuited(encoding, .int32)
    }
  }

  /// Decodes 64-bit integers.
  @discardableResult
  package static func decode(
    _ bytes: Span<UInt8>, encoding: Encoding, count: Int, into values: inout [Int64]
  ) throws(ParquetError) -> Int {
    switch encoding {
    case .plain: return try Plain.decode(bytes, count: count, into: &values)
    case .deltaBinaryPacked: return try DeltaBinaryPacked.decode(bytes, count: count, into: &values)
    case .byteStreamSplit:
      try ByteStreamSplit.decode(bytes, count: count, into: &values)
      return bytes.count
    default: throw unsuited(encoding, .int64)
    }
  }

  /// Decodes stamps.
  @discardableResult
  package static func decode(
    _ bytes: Span<UInt8>, encoding: Encoding, count: Int, into values: inout [Int96]
  ) throws(ParquetError) -> Int {
    switch encoding {
    case .plain: return try Plain.decode(bytes, count: count, into: &values)
    default: throw unsuited(encoding, .int96)
    }
  }

  /// Decodes 32-bit floats.
  @discardableResult
  package static func decode(
    _ bytes: Span<UInt8>, encoding: Encoding, count: Int, into values: inout [Float]
  ) throws(ParquetError) -> Int {
    switch encoding {
    case .plain: return try Plain.decode(bytes, count: count, into: &values)
    case .byteStreamSplit:
      try ByteStreamSplit.decode(bytes, count: count, into: &values)
      return bytes.count
    default: throw unsuited(encoding, .float)
    }
  }

  /// Decodes 64-bit floats.
  @discardableResult
  package static func decode(
    _ bytes: Span<UInt8>, encoding: Encoding, count: Int, into values: inout [Double]
  ) throws(ParquetError) -> Int {
    switch encoding {
    case .plain: return try Plain.decode(bytes, count: count, into: &values)
    case .byteStreamSplit:
      try ByteStreamSplit.decode(bytes, count: count, into: &values)
      return bytes.count
    default: throw unsuited(encoding, .double)
    }
  }

  /// Decodes flags; as runs, they stand after their size in four bytes.
  @discardableResult
  package static func decode(
    _ bytes: Span<UInt8>, encoding: Encoding, count: Int, into values: inout [Bool]
  ) throws(ParquetError) -> Int {
    switch encoding {
    case .plain: return try Plain.decode(bytes, count: count, into: &values)
    case .runLength:
      var reader = ByteReader(bytes)
      let size = try reader.uint32()
      let runs = try reader.take(Int(size))
      return try reader.position - runs.count
        + RunLengthDecoder.decodeFlags(runs, count: count, into: &values)
    default: throw unsuited(encoding, .boolean)
    }
  }

  /// Decodes byte arrays.
  @discardableResult
  package static func decode(
    _ bytes: Span<UInt8>, encoding: Encoding, count: Int, byteLimit: Int,
    into values: inout TextColumn
  ) throws(ParquetError) -> Int {
    switch encoding {
    case .plain: return try Plain.decode(bytes, count: count, into: &values)
    case .deltaLengthByteArray:
      return try DeltaLengthByteArray.decode(bytes, count: count, into: &values)
    case .deltaByteArray:
      return try DeltaByteArray.decode(bytes, count: count, byteLimit: byteLimit, into: &values)
    default: throw unsuited(encoding, .byteArray)
    }
  }

  /// Decodes byte arrays of the length that `values` have.
  @discardableResult
  package static func decode(
    _ bytes: Span<UInt8>, encoding: Encoding, count: Int, byteLimit: Int,
    into values: inout FixedLengthBytes
  ) throws(ParquetError) -> Int {
    switch encoding {
    case .plain: return try Plain.decode(bytes, count: count, into: &values)
    case .deltaByteArray:
      return try DeltaByteArray.decode(bytes, count: count, byteLimit: byteLimit, into: &values)
    case .byteStreamSplit:
      try ByteStreamSplit.decode(bytes, count: count, into: &values)
      return bytes.count
    default: throw unsuited(encoding, .fixedLengthByteArray)
    }
  }

  private static func unsuited(_ encoding: Encoding, _ type: PhysicalType) -> ParquetError {
    .corrupt("values of type \(type) in encoding \(encoding), which the format does not allow")
  }
}
