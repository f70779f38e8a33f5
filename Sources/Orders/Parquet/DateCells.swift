internal import Columns
internal import Parquet

/// Values of a column as order dates.
struct DateCells: Sendable {
  /// The dates, nil where there is none or none that can be read.
  private let dates: [ReadDate?]
  private let stored: StoredValues
  private let areIntegers: Bool

  /// The days of 1900-01-01 to 2999-12-31, the years that dates may lie in.
  private static let days = -25_567...376_199

  /// The dates that values stand for.
  ///
  /// Texts and integers are read as in a CSV file; dates and stamps by their type.
  ///
  /// - Throws: `ParquetError`, or `OrderError` without a path if values of the type are no dates.
  init(
    _ values: PhysicalValues, validity: [Bool]?, of column: ParquetColumn, by parser: DateParser
  ) throws {
    let meaning = try LogicalValues(values, validity: validity, of: column)
    var areIntegers = false
    var dates: [ReadDate?]
    switch meaning {
    case .date(let values):
      dates = values.map { day in
        Self.days.contains(Int(day)) ? ReadDate(day: day, isUTC: false) : nil
      }
    case .timestamp(let stamps, let isUTC):
      dates = stamps.map { Self.date($0, isUTC: isUTC, zone: parser.zone) }
    case .text(let texts): dates = Self.parse(texts, parser)
    case .binary(let texts) where column.logicalType == nil: dates = Self.parse(texts, parser)
    case .integer(let values):
      dates = Self.parse(TextColumn(values), parser)
      areIntegers = true
    case .unsigned(let values):
      dates = Self.parse(TextColumn(values), parser)
      areIntegers = true
    case .decimal(let values, scale: 0):
      dates = Self.parse(TextColumn(values), parser)
      areIntegers = true
    default:
      throw OrderError(
        problem: "holds \(meaning.kind), which are no dates; name another column with --date, or "
          + "cast it to DATE or TIMESTAMP")
    }
    if let validity {
      for row in dates.indices where !validity[row] { dates[row] = nil }
    }
    self.dates = dates
    self.areIntegers = areIntegers
    stored = StoredValues(values, validity: validity, of: column)
  }

  private static func date(_ stamp: Stamp, isUTC: Bool, zone: TimeZoneTable?) -> ReadDate? {
    guard days.contains(stamp.day) else { return nil }
    guard isUTC, let zone else { return ReadDate(day: Int32(stamp.day), isUTC: isUTC) }
    let day = zone.day(of: stamp.day * 86_400 + stamp.nanosecond / 1_000_000_000)
    return ReadDate(day: day.rawValue, isUTC: true)
  }

  private static func parse(_ texts: TextColumn, _ parser: DateParser) -> [ReadDate?] {
    let bytes = texts.bytes
    return (0..<texts.count).map { parser.read(bytes, texts.range($0)) }
  }

  /// The date at a place, nil if there is none or none that can be read.
  func date(at place: Int) -> ReadDate? { place < dates.count ? dates[place] : nil }

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
