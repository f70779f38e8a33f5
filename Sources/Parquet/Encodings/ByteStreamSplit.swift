// Encoding BYTE_STREAM_SPLIT of n values of w bytes: the first bytes of all values, then the second bytes, and
// so on, low bytes first. Bytes of like meaning stand together, which compresses better; nothing is saved by
// the encoding alone.
//
//   values   AA BB CC DD   00 11 22 33      n = 2, w = 4
//   page     AA 00   BB 11   CC 22   DD 33
//
// Where a stream begins depends on the size of the page, so that nothing may follow the last stream.

/// Values as the streams of their bytes.
package enum ByteStreamSplit {
  /// Appends `count` 32-bit integers, which take all of `bytes`.
  package static func decode(
    _ bytes: Span<UInt8>, count: Int, into values: inout [Int32]
  ) throws(ParquetError) {
    try decode4(bytes, count: count, into: &values)
  }

  /// Appends `count` 32-bit floats, which take all of `bytes`.
  package static func decode(
    _ bytes: Span<UInt8>, count: Int, into values: inout [Float]
  ) throws(ParquetError) {
    try decode4(bytes, count: count, into: &values)
  }

  /// Appends `count` 64-bit integers, which take all of `bytes`.
  package static func decode(
    _ bytes: Span<UInt8>, count: Int, into values: inout [Int64]
  ) throws(ParquetError) {
    try decode8(bytes, count: count, into: &values)
  }

  /// Appends `count` 64-bit floats, which take all of `bytes`.
  package static func decode(
    _ bytes: Span<UInt8>, count: Int, into values: inout [Double]
  ) throws(ParquetError) {
    try decode8(bytes, count: count, into: &values)
  }

  /// Appends `count` byte arrays of the length that `values` have, which take all of `bytes`.
  package static func decode(
    _ bytes: Span<UInt8>, count: Int, into values: inout FixedLengthBytes
  ) throws(ParquetError) {
    let length = values.length
    try check(bytes, count: count, width: length)
    values.bytes.append(count: bytes.count) { target in
      // In blocks, so that the lines that a block of values is spread over stay in the cache.
      for first in stride(from: 0, to: count, by: 64) {
        for byte in 0..<length {
          let stream = bytes.extracting(byte * count..<(byte + 1) * count)
          for value in first..<min(first + 64, count) {
            target[value * length + byte] = stream[value]
          }
        }
      }
    }
  }

  /// Appends the streams of floats, given as their bits.
  package static func append(_ bits: Span<UInt32>, to bytes: inout [UInt8]) {
    for byte: UInt32 in 0..<4 {
      bytes.append(count: bits.count) { stream in
        precondition(stream.count == bits.count, "a byte of each value")
        for index in 0..<bits.count {
          stream[index] = UInt8(truncatingIfNeeded: bits[index] &>> (8 &* byte))
        }
      }
    }
  }

  @inline(__always)
  private static func decode4<Value: FourBytes>(
    _ bytes: Span<UInt8>, count: Int, into values: inout [Value]
  ) throws(ParquetError) {
    try check(bytes, count: count, width: 4)
    let first = bytes.extracting(..<count)
    let second = bytes.extracting(count..<2 * count)
    let third = bytes.extracting(2 * count..<3 * count)
    let fourth = bytes.extracting(3 * count..<4 * count)
    values.append(count: count) { target in
      for index in 0..<count {
        let low = UInt32(first[index]) | UInt32(second[index]) << 8
        target[index] = Value(
          bitPattern: low | UInt32(third[index]) << 16 | UInt32(fourth[index]) << 24)
      }
    }
  }

  @inline(__always)
  private static func decode8<Value: EightBytes>(
    _ bytes: Span<UInt8>, count: Int, into values: inout [Value]
  ) throws(ParquetError) {
    try check(bytes, count: count, width: 8)
    let s0 = bytes.extracting(..<count)
    let s1 = bytes.extracting(count..<2 * count)
    let s2 = bytes.extracting(2 * count..<3 * count)
    let s3 = bytes.extracting(3 * count..<4 * count)
    let s4 = bytes.extracting(4 * count..<5 * count)
    let s5 = bytes.extracting(5 * count..<6 * count)
    let s6 = bytes.extracting(6 * count..<7 * count)
    let s7 = bytes.extracting(7 * count..<8 * count)
    values.append(count: count) { target in
      for i in 0..<count {
        let low = UInt32(s0[i]) | UInt32(s1[i]) << 8 | UInt32(s2[i]) << 16 | UInt32(s3[i]) << 24
        let high = UInt32(s4[i]) | UInt32(s5[i]) << 8 | UInt32(s6[i]) << 16 | UInt32(s7[i]) << 24
        target[i] = Value(bitPattern: UInt64(low) | UInt64(high) << 32)
      }
    }
  }

  private static func check(
    _ bytes: Span<UInt8>, count: Int, width: Int
  ) throws(ParquetError) {
    guard bytes.count % width == 0 && bytes.count / width == count else {
      throw .corrupt("\(count) values of \(width) bytes expected in \(bytes.count) bytes")
    }
  }
}

private protocol FourBytes: BitwiseCopyable { init(bitPattern: UInt32) }
private protocol EightBytes: BitwiseCopyable { init(bitPattern: UInt64) }
extension Int32: FourBytes {}
extension Float: FourBytes {}
extension Int64: EightBytes {}
extension Double: EightBytes {}
