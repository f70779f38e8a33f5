public import Columns

/// A point in time: a day and the time since it began.
public struct Stamp: Sendable, Equatable {
  /// Days since 1970-01-01.
  public let day: Int
  /// Nanoseconds since the day began, below 86,400,000,000,000.
  public let nanosecond: Int

  /// Nanoseconds of a day.
  private static let nanosecondsPerDay = 86_400_000_000_000

  /// `count` units since 1970-01-01 00:00.
  public init(_ count: Int64, _ unit: TimeUnit) {
    let perDay = unit.perSecond * 86_400
    var (day, rest) = count.quotientAndRemainder(dividingBy: perDay)
    if rest < 0 { (day, rest) = (day - 1, rest + perDay) }
    self.day = Int(day)
    nanosecond = Int(rest * (1_000_000_000 / unit.perSecond))
  }

  /// The stamp that Impala and Spark wrote; nanoseconds beyond a day carry over.
  public init(_ stamp: Int96) {
    let rest = Stamp(stamp.nanoseconds, .nanoseconds)
    day = Int(stamp.julianDay) - 2_440_588 + rest.day
    nanosecond = rest.nanosecond
  }
}

/// Values by what they mean.
public enum LogicalValues: Sendable, Equatable {
  /// Flags.
  case boolean([Bool])
  /// Integers of any width, but for unsigned ones of 64 bits.
  case integer([Int64])
  /// Unsigned integers of 64 bits.
  case unsigned([UInt64])
  /// Floating-point numbers of 16, 32 or 64 bits.
  case real([Double])
  /// Texts; whether they are UTF-8 is not checked.
  case text(TextColumn)
  /// Bytes without a meaning, documents, and the 16 bytes of UUIDs.
  case binary(TextColumn)
  /// Days since 1970-01-01.
  case date([Int32])
  /// Time since midnight, of UTC or of a clock whose zone is not known.
  case time([Int64], TimeUnit, isUTC: Bool)
  /// Points in time, of UTC or of a clock whose zone is not known. INT96 does not say, and counts as UTC.
  case timestamp([Stamp], isUTC: Bool)
  /// Numbers without their decimal point, `scale` digits right of it.
  case decimal([Int128], scale: Int)

  /// The meaning of stored values.
  ///
  /// - Throws: `ParquetError` if the column's logical type does not suit its type, or a decimal does not fit
  ///   into 128 bits.
  /// - Parameters:
  ///   - values: one for each row.
  ///   - validity: one flag for each row, false where the value is absent; nil if all are present.
  ///   - column: their column.
  /// - Precondition: `values` are of the column's type.
  public init(
    _ values: PhysicalValues, validity: [Bool]? = nil, of column: ParquetColumn
  ) throws(ParquetError) {
    do {
      self = try Self.meaning(of: values, validity, column.logicalType)
    } catch {
      throw error.at(column: column.name)
    }
  }

  private static func meaning(
    of values: PhysicalValues, _ validity: [Bool]?, _ type: LogicalType?
  ) throws(ParquetError) -> LogicalValues {
    switch (values, type) {
    case (.boolean(let values), nil): return .boolean(values)
    case (.int32(let values), .date): return .date(values)
    case (.int32(let values), .time(.milliseconds, let isUTC)):
      return .time(values.map { Int64($0) }, .milliseconds, isUTC: isUTC)
    case (.int32(let values), .integer(let bits, false)) where bits <= 32:
      return .integer(values.map { Int64(UInt32(bitPattern: $0)) })
    case (.int32(let values), nil): return .integer(values.map { Int64($0) })
    case (.int32(let values), .integer(let bits, true)) where bits <= 32:
      return .integer(values.map { Int64($0) })
    case (.int32(let values), .decimal(let scale, let precision)):
      return try decimal(values.map { Int128($0) }, scale, precision, bytes: 4)
    case (.int64(let values), nil), (.int64(let values), .integer(bits: 64, isSigned: true)):
      return .integer(values)
    case (.int64(let values), .integer(bits: 64, isSigned: false)):
      return .unsigned(values.map { UInt64(bitPattern: $0) })
    case (.int64(let values), .time(let unit, let isUTC)) where unit != .milliseconds:
      return .time(values, unit, isUTC: isUTC)
    case (.int64(let values), .timestamp(let unit, let isUTC)):
      return .timestamp(values.map { Stamp($0, unit) }, isUTC: isUTC)
    case (.int64(let values), .decimal(let scale, let precision)):
      return try decimal(values.map { Int128($0) }, scale, precision, bytes: 8)
    case (.int96(let values), nil): return .timestamp(values.map { Stamp($0) }, isUTC: true)
    case (.float(let values), nil): return .real(values.map { Double($0) })
    case (.double(let values), nil): return .real(values)
    case (.byteArray(let values), .string), (.byteArray(let values), .enumeration),
      (.byteArray(let values), .json):
      return .text(values)
    case (.byteArray(let values), nil), (.byteArray(let values), .bson): return .binary(values)
    case (.byteArray(let values), .decimal(let scale, let precision)):
      let numbers = try (0..<values.count).map { row throws(ParquetError) in
        validity?[row] == false ? 0 : try Int128(bigEndian: values[row])
      }
      return try decimal(numbers, scale, precision, bytes: nil)
    case (.fixedLengthByteArray(let values), .float16) where values.length == 2:
      return .real(
        (0..<values.count).map { row in
          let bits = UInt16(values.bytes[2 * row]) | UInt16(values.bytes[2 * row + 1]) << 8
          return Double(Float16(bitPattern: bits))
        })
    case (.fixedLengthByteArray(let values), .decimal(let scale, let precision)):
      let numbers = try (0..<values.count).map { row throws(ParquetError) in
        try Int128(bigEndian: values[row])
      }
      return try decimal(numbers, scale, precision, bytes: values.length)
    case (.fixedLengthByteArray(let values), nil):
      return .binary(TextColumn(values))
    case (.fixedLengthByteArray(let values), .uuid) where values.length == 16:
      return .binary(TextColumn(values))
    default:
      throw .corrupt(
        "values of type \(values.type) that are said to be \(type.map { "\($0)" } ?? "")")
    }
  }

  /// Decimals, after a check that numbers of `precision` digits fit into `bytes`.
  private static func decimal(
    _ values: [Int128], _ scale: Int32, _ precision: Int32, bytes: Int?
  ) throws(ParquetError) -> LogicalValues {
    guard precision >= 1, scale >= 0, scale <= precision else {
      throw .corrupt("decimals of \(precision) digits, \(scale) of them right of the point")
    }
    if precision > 38 {
      throw .unsupported("decimals of \(precision) digits, at most 38 are read")
    }
    // n bytes hold floor(log10(2^(8n - 1) - 1)) digits.
    if let bytes,
      Double(precision) > (Double(8 * bytes - 1) * 0.301_029_995_663_981_2).rounded(.down)
    {
      throw .corrupt("decimals of \(precision) digits in \(bytes) bytes")
    }
    return .decimal(values, scale: Int(scale))
  }
}

extension TextColumn {
  /// Values of one length as values of any.
  fileprivate init(_ values: FixedLengthBytes) {
    self.init()
    reserve(rows: values.count, bytes: values.bytes.count)
    for row in 0..<values.count { append(values[row]) }
  }
}

extension Int128 {
  /// The number of these bytes in two's complement, high byte first.
  fileprivate init(bigEndian bytes: ArraySlice<UInt8>) throws(ParquetError) {
    guard let first = bytes.first else { throw .corrupt("a decimal of no bytes") }
    let sign: UInt8 = first >= 0x80 ? 0xff : 0
    var rest = bytes
    while rest.count > 16 {
      if rest.removeFirst() != sign { throw .overLimit("a decimal of more than 128 bits") }
    }
    var value: Int128 = sign == 0 ? 0 : -1
    for byte in rest { value = value << 8 | Int128(byte) }
    if (value < 0) != (sign != 0) { throw .overLimit("a decimal of more than 128 bits") }
    self = value
  }
}
