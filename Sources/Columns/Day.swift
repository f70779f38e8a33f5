/// A calendar day of the proleptic Gregorian calendar, counted from 1970-01-01 = 0.
///
/// The conversions are Howard Hinnant's `days_from_civil` and `civil_from_days` in integer
/// arithmetic: no calendar library, no locale, the same for every machine.
public struct Day: Sendable, Hashable, Comparable, RawRepresentable {
  /// Days since 1970-01-01.
  public var rawValue: Int32

  /// The day that many days after 1970-01-01.
  @inlinable
  public init(rawValue: Int32) { self.rawValue = rawValue }

  /// The given day, or nil if the calendar has none such.
  ///
  /// - Parameters:
  ///   - year: 1 to 9999.
  ///   - month: 1 to 12.
  ///   - day: 1 to the month's last.
  @inlinable
  public init?(year: Int, month: Int, day: Int) {
    guard (1...9999).contains(year), (1...12).contains(month), day >= 1,
      day <= Day.length(of: month, year: year)
    else { return nil }
    let shifted = month <= 2 ? year - 1 : year
    let era = shifted / 400
    let yearOfEra = shifted - era * 400
    let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    rawValue = Int32(era * 146_097 + dayOfEra - 719_468)
  }

  /// The number of days of a month.
  @inlinable
  static func length(of month: Int, year: Int) -> Int {
    switch month {
    case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }

  /// Year, month and day of the month.
  public var civil: (year: Int, month: Int, day: Int) {
    let shifted = Int(rawValue) + 719_468
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shiftedMonth = (5 * dayOfYear + 2) / 153
    let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
    return (
      yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month,
      dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
    )
  }

  /// The weekday, Monday = 0 to Sunday = 6.
  public var weekday: Int { ((Int(rawValue) + 3) % 7 + 7) % 7 }

  /// Earlier days are smaller.
  @inlinable
  public static func < (left: Day, right: Day) -> Bool { left.rawValue < right.rawValue }

  /// The number of days from `right` to `left`.
  @inlinable
  public static func - (left: Day, right: Day) -> Int32 { left.rawValue - right.rawValue }

  /// The day `days` later.
  @inlinable
  public static func + (day: Day, days: Int32) -> Day { Day(rawValue: day.rawValue + days) }

  /// The day `days` earlier.
  @inlinable
  public static func - (day: Day, days: Int32) -> Day { Day(rawValue: day.rawValue - days) }
}

extension Day: CustomStringConvertible {
  /// `YYYY-MM-DD`.
  public var description: String {
    var text: [UInt8] = []
    text.append(day: self)
    return String(decoding: text, as: UTF8.self)
  }
}
