internal import Columns
internal import Parquet

/// Values of a column as order dates.
struct DateCells: Sendable {
  /// The days; `closer` where there is none, or it was read from a text that leaves something open.
  let days: [Int32]
  /// Whether all days are of stamps in UTC.
  let areUTC: Bool
  /// The dates that were read from texts, nil where none can be.
  private let dates: [ReadDate?]
  private let stored: StoredValues
  private let areIntegers: Bool

  /// Stands for what must be looked at more closely.
  static let closer = Int32.min

  /// The dates that values stand for.
  ///
  /// Texts and integers are read as in a CSV file; dates and stamps by their type.
  ///
  /// - Throws: `ParquetError`, or `OrderError` without a path if values of the type are no dates.
  init(
    _ values: PhysicalValues, validity: [Bool]?, of column: ParquetColumn, by parser: DateParser
  ) throws {
    var areIntegers = false
    var areUTC = false
    var dates: [ReadDate?] = []
    var days: [Int32]
    if let (values, unit, isUTC) = Self.stamps(values, column) {
      areUTC = isUTC || parser.stampZone != nil
      days =
        if isUTC ? parser.zone != nil : parser.stampZone != nil {
          values.map { Self.day(Stamp($0, unit), isUTC: isUTC, parser) }
        } else {
          Self.days(values, unit)
        }
    } else {
      let meaning = try LogicalValues(values, validity: validity, of: column)
      switch meaning {
      case .date(let values):
        days = values.map { ReadDate.possible.contains($0) ? $0 : Self.closer }
      case .timestamp(let stamps, let isUTC):
        areUTC = isUTC || parser.stampZone != nil
        days = stamps.map { Self.day($0, isUTC: isUTC, parser) }
      case .text(let texts): (dates, days) = Self.parse(texts, parser)
      case .binary(let texts) where column.logicalType == nil:
        (dates, days) = Self.parse(texts, parser)
      case .integer(let values):
        (dates, days) = Self.parse(TextColumn(values), parser)
        areIntegers = true
      case .unsigned(let values):
        (dates, days) = Self.parse(TextColumn(values), parser)
        areIntegers = true
      case .decimal(let values, scale: 0):
        (dates, days) = Self.parse(TextColumn(values), parser)
        areIntegers = true
      default:
        throw OrderError(
          problem: "holds \(meaning.kind), which are no dates; name another column with --date, or "
            + "cast it to DATE or TIMESTAMP")
      }
    }
    if let validity {
      for row in days.indices where !validity[row] {
        days[row] = Self.closer
        if row < dates.count { dates[row] = nil }
      }
    }
    self.days = days
    self.areUTC = areUTC
    self.dates = dates
    self.areIntegers = areIntegers
    stored = StoredValues(values, validity: validity, of: column)
  }

  /// The stamps of a column of 64-bit ones.
  private static func stamps(
    _ values: PhysicalValues, _ column: ParquetColumn
  ) -> (values: [Int64], unit: TimeUnit, isUTC: Bool)? {
    guard case .int64(let values) = values,
      case .timestamp(let unit, let isUTC) = column.logicalType
    else { return nil }
    return (values, unit, isUTC)
  }

  /// Their days as written.
  private static func days(_ values: [Int64], _ unit: TimeUnit) -> [Int32] {
    let perSecond = unit.perSecond
    let perDay = perSecond * 86_400
    // Orders mostly come in the order of time: the day before is the day again.
    var first: Int64 = 0
    var day: Int32 = closer
    return values.map { value in
      let since = UInt64(bitPattern: value &- first)
      if day != closer && since < UInt64(perDay) { return day }
      guard let found = Int32(exactly: Stamp(value, unit).day), ReadDate.possible.contains(found)
      else { return closer }
      day = found
      first = Int64(found) * perDay
      return found
    }
  }

  private static func day(_ stamp: Stamp, isUTC: Bool, _ parser: DateParser) -> Int32 {
    parser.stamp(of: stamp.day, nanosecond: stamp.nanosecond, isUTC: isUTC).read?.day ?? closer
  }

  private static func parse(
    _ texts: TextColumn, _ parser: DateParser
  ) -> (dates: [ReadDate?], days: [Int32]) {
    let bytes = texts.bytes
    let dates = (0..<texts.count).map { parser.read(bytes, texts.range($0)) }
    let days = dates.map { date in
      if let date, !date.isUTC, !UndecidedDate.isPacked(date.day) { date.day } else { closer }
    }
    return (dates, days)
  }

  /// The date at a place, nil if there is none or none that can be read.
  func date(at place: Int) -> ReadDate? {
    if place < dates.count { return dates[place] }
    guard place < days.count, days[place] != Self.closer else { return nil }
    return ReadDate(day: days[place], isUTC: areUTC)
  }

  /// The first value that is not absent, if values are integers, of which those of eight digits may be
  /// dates.
  var firstInteger: String? {
    guard areIntegers else { return nil }
    let first = dates.indices.lazy.compactMap { stored.text(at: $0) }.first
    return first.map { String(decoding: $0, as: UTF8.self) }
  }

  /// Whether any of the dates can be read.
  var hasDates: Bool { dates.contains { $0 != nil } }

  /// The date at a place as a field, nil if it is absent.
  func text(at place: Int) -> [UInt8]? { stored.text(at: place) }
}
