/// The part of a second that a time or stamp counts.
public enum TimeUnit: Int16, Sendable {
  /// Thousandths of a second.
  case milliseconds = 1
  /// Millionths of a second.
  case microseconds = 2
  /// Billionths of a second.
  case nanoseconds = 3

  /// How many there are in a second.
  public var perSecond: Int64 {
    switch self {
    case .milliseconds: 1_000
    case .microseconds: 1_000_000
    case .nanoseconds: 1_000_000_000
    }
  }
}

/// What stored values mean.
///
/// In files it stands as the union `LogicalType`, as the older enum `ConvertedType`, or as both. Kinds that
/// are not listed say nothing about how to read the values, and are read as if they were not there.
public enum LogicalType: Sendable, Equatable {
  /// UTF-8.
  case string
  /// UTF-8, one of a few.
  case enumeration
  /// UTF-8.
  case json
  /// A binary document.
  case bson
  /// 16 bytes, high byte first.
  case uuid
  /// IEEE 754 binary16, low byte first.
  case float16
  /// An integer of 8, 16, 32 or 64 bits.
  case integer(bits: Int, isSigned: Bool)
  /// Days since 1970-01-01.
  case date
  /// Time since midnight.
  case time(TimeUnit, isUTC: Bool)
  /// Time since 1970-01-01 00:00, of UTC or of a clock whose zone is not known.
  case timestamp(TimeUnit, isUTC: Bool)
  /// The number without its decimal point; `scale` digits stand right of it.
  case decimal(scale: Int32, precision: Int32)
}

extension LogicalType: CompactEncodable {
  /// The value of the enum `ConvertedType`, nil where that has none.
  var convertedType: Int32? {
    switch self {
    case .string: 0
    case .enumeration: 4
    case .decimal: 5
    case .date: 6
    case .time(.milliseconds, isUTC: true): 7
    case .time(.microseconds, isUTC: true): 8
    case .timestamp(.milliseconds, isUTC: true): 9
    case .timestamp(.microseconds, isUTC: true): 10
    case .integer(let bits, let isSigned):
      Int32((isSigned ? 15 : 11) + bits.trailingZeroBitCount - 3)
    case .json: 19
    case .bson: 20
    case .time, .timestamp, .uuid, .float16: nil
    }
  }

  /// What a value of the enum `ConvertedType` means, nil where it says nothing about single values.
  init?(convertedType: Int32, scale: Int32?, precision: Int32?) {
    switch convertedType {
    case 0: self = .string
    case 4: self = .enumeration
    case 5: self = .decimal(scale: scale ?? 0, precision: precision ?? 0)
    case 6: self = .date
    case 7: self = .time(.milliseconds, isUTC: true)
    case 8: self = .time(.microseconds, isUTC: true)
    case 9: self = .timestamp(.milliseconds, isUTC: true)
    case 10: self = .timestamp(.microseconds, isUTC: true)
    case 11...14: self = .integer(bits: 8 << Int(convertedType - 11), isSigned: false)
    case 15...18: self = .integer(bits: 8 << Int(convertedType - 15), isSigned: true)
    case 19: self = .json
    case 20: self = .bson
    default: return nil
    }
  }

  /// Whether the older enum may say `older` of what is this: it knows no time but that of UTC.
  func agrees(with older: LogicalType) -> Bool {
    switch (self, older) {
    case (.time(let unit, _), .time(let other, _)): unit == other
    case (.timestamp(let unit, _), .timestamp(let other, _)): unit == other
    default: self == older
    }
  }

  package func encode(to writer: inout CompactWriter) {
    switch self {
    case .string: writer.field(1, EmptyStructure())
    case .enumeration: writer.field(4, EmptyStructure())
    case .decimal(let scale, let precision):
      writer.field(5, Decimal(scale: scale, precision: precision))
    case .date: writer.field(6, EmptyStructure())
    case .time(let unit, let isUTC): writer.field(7, Clock(unit: unit, isUTC: isUTC))
    case .timestamp(let unit, let isUTC): writer.field(8, Clock(unit: unit, isUTC: isUTC))
    case .integer(let bits, let isSigned):
      writer.field(10, Width(bits: bits, isSigned: isSigned))
    case .json: writer.field(12, EmptyStructure())
    case .bson: writer.field(13, EmptyStructure())
    case .uuid: writer.field(14, EmptyStructure())
    case .float16: writer.field(15, EmptyStructure())
    }
  }

  private struct Decimal: CompactEncodable, CompactDecodable {
    var scale: Int32 = 0
    var precision: Int32 = 0

    init(scale: Int32, precision: Int32) {
      self.scale = scale
      self.precision = precision
    }

    init(from reader: inout CompactReader) throws(ParquetError) {
      var id: Int16 = 0
      while let type = try reader.field(&id) {
        switch id {
        case 1: scale = try reader.int32(type)
        case 2: precision = try reader.int32(type)
        default: try reader.skip(type)
        }
      }
    }

    func encode(to writer: inout CompactWriter) {
      writer.field(1, scale)
      writer.field(2, precision)
    }
  }

  /// The structures `TimeType` and `TimestampType`.
  private struct Clock: CompactEncodable, CompactDecodable {
    var unit: TimeUnit?
    var isUTC = false

    init(unit: TimeUnit, isUTC: Bool) {
      self.unit = unit
      self.isUTC = isUTC
    }

    init(from reader: inout CompactReader) throws(ParquetError) {
      var id: Int16 = 0
      while let type = try reader.field(&id) {
        switch id {
        case 1: isUTC = try reader.bool(type)
        case 2: unit = try (reader.structure(type) as Unit).unit
        default: try reader.skip(type)
        }
      }
    }

    func encode(to writer: inout CompactWriter) {
      writer.field(1, isUTC)
      writer.field(2, unit.map(Unit.init))
    }
  }

  /// A union of empty structures, one per unit.
  private struct Unit: CompactEncodable, CompactDecodable {
    var unit: TimeUnit?

    init(_ unit: TimeUnit) { self.unit = unit }

    init(from reader: inout CompactReader) throws(ParquetError) {
      var id: Int16 = 0
      while let type = try reader.field(&id) {
        unit = TimeUnit(rawValue: id)
        try reader.skip(type)
      }
    }

    func encode(to writer: inout CompactWriter) {
      if let unit { writer.field(unit.rawValue, EmptyStructure()) }
    }
  }

  /// The structure `IntType`.
  private struct Width: CompactEncodable, CompactDecodable {
    var bits = 0
    var isSigned = true

    init(bits: Int, isSigned: Bool) {
      self.bits = bits
      self.isSigned = isSigned
    }

    init(from reader: inout CompactReader) throws(ParquetError) {
      var id: Int16 = 0
      while let type = try reader.field(&id) {
        switch (id, type) {
        case (1, .int8): bits = try reader.int8()
        case (2, _): isSigned = try reader.bool(type)
        default: try reader.skip(type)
        }
      }
    }

    func encode(to writer: inout CompactWriter) {
      writer.field(1, Int8(bits))
      writer.field(2, isSigned)
    }
  }

  /// The union `LogicalType`, which may hold a kind that is not known.
  struct Union: CompactDecodable {
    /// The kind, nil if it is not known.
    var logicalType: LogicalType?

    init(from reader: inout CompactReader) throws(ParquetError) {
      var id: Int16 = 0
      while let type = try reader.field(&id) {
        switch id {
        case 5:
          let decimal: Decimal = try reader.structure(type)
          logicalType = .decimal(scale: decimal.scale, precision: decimal.precision)
        case 7, 8:
          let clock: Clock = try reader.structure(type)
          logicalType = clock.unit.map { unit in
            id == 7 ? .time(unit, isUTC: clock.isUTC) : .timestamp(unit, isUTC: clock.isUTC)
          }
        case 10:
          let width: Width = try reader.structure(type)
          if [8, 16, 32, 64].contains(width.bits) {
            logicalType = .integer(bits: width.bits, isSigned: width.isSigned)
          }
        default:
          logicalType = Self.plain[id]
          try reader.skip(type)
        }
      }
    }

    /// Kinds that say all by being there.
    private static let plain: [Int16: LogicalType] = [
      1: .string, 4: .enumeration, 6: .date, 12: .json, 13: .bson, 14: .uuid, 15: .float16,
    ]
  }
}

/// A structure that says all by being there.
struct EmptyStructure: CompactEncodable {
  func encode(to writer: inout CompactWriter) {}
}
