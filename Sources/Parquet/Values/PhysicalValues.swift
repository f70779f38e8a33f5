public import Columns

/// A stamp as Impala and Spark write it.
public struct Int96: Sendable, Equatable, BitwiseCopyable {
  /// Nanoseconds since the day began.
  public let nanoseconds: Int64
  /// The day, counted in Julian days: 2,440,588 is 1970-01-01.
  public let julianDay: Int32

  /// The stamp of the given parts.
  public init(nanoseconds: Int64, julianDay: Int32) {
    self.nanoseconds = nanoseconds
    self.julianDay = julianDay
  }
}

/// Values of one length end to end.
public struct FixedLengthBytes: Sendable, Equatable {
  /// Bytes of a value, at least 1.
  public let length: Int
  /// The bytes of all values.
  public internal(set) var bytes: [UInt8]

  /// Values of `length` bytes.
  ///
  /// - Precondition: `length` is at least 1 and `bytes` hold whole values.
  public init(length: Int, bytes: [UInt8] = []) {
    precondition(length >= 1 && bytes.count % length == 0, "whole values")
    self.length = length
    self.bytes = bytes
  }

  /// The number of values.
  public var count: Int { bytes.count / length }

  /// The bytes of value `row`.
  public subscript(_ row: Int) -> ArraySlice<UInt8> {
    bytes[row * length..<(row + 1) * length]
  }
}

/// Values as they are stored, before their logical type is looked at.
public enum PhysicalValues: Sendable, Equatable {
  /// Flags.
  case boolean([Bool])
  /// 32-bit integers; unsigned ones by their bits.
  case int32([Int32])
  /// 64-bit integers; unsigned ones by their bits.
  case int64([Int64])
  /// Stamps of the deprecated type.
  case int96([Int96])
  /// 32-bit floats.
  case float([Float])
  /// 64-bit floats.
  case double([Double])
  /// Byte arrays of any length.
  case byteArray(TextColumn)
  /// Byte arrays of one length.
  case fixedLengthByteArray(FixedLengthBytes)

  /// The number of values.
  public var count: Int {
    switch self {
    case .boolean(let values): values.count
    case .int32(let values): values.count
    case .int64(let values): values.count
    case .int96(let values): values.count
    case .float(let values): values.count
    case .double(let values): values.count
    case .byteArray(let values): values.count
    case .fixedLengthByteArray(let values): values.count
    }
  }

  /// The bytes of all values.
  var byteCount: Int {
    switch self {
    case .boolean(let values): values.count
    case .int32(let values): 4 * values.count
    case .int64(let values): 8 * values.count
    case .int96(let values): MemoryLayout<Int96>.stride * values.count
    case .float(let values): 4 * values.count
    case .double(let values): 8 * values.count
    case .byteArray(let values): values.bytes.count + MemoryLayout<Int>.size * values.count
    case .fixedLengthByteArray(let values): values.bytes.count
    }
  }

  /// The type of all values.
  public var type: PhysicalType {
    switch self {
    case .boolean: .boolean
    case .int32: .int32
    case .int64: .int64
    case .int96: .int96
    case .float: .float
    case .double: .double
    case .byteArray: .byteArray
    case .fixedLengthByteArray: .fixedLengthByteArray
    }
  }
}
