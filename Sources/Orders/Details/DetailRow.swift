/// A row of a file with more than customer, date and amount, as read: values by role, absent ones not there.
struct DetailRow: Sendable, Equatable {
  /// The file's place in the import times 2^40, and the row's in the file: later rows have higher ones.
  var sequence: UInt64 = 0
  /// Texts, neither empty nor blank; e-mails and phones in their normal form.
  var texts: [Role: [UInt8]] = [:]
  /// Money in 10^-scale of its own currency, at the scale of the store's, and pieces under `quantity`.
  var money: [Role: ExactMoney] = [:]
  /// The order's day: days since 1970-01-01, or a packed `UndecidedDate`; nil if there is none.
  var day: Int32?
  /// Microseconds from midnight of the day: of UTC if `isUTC`, and then perhaps before or after the day, else by
  /// the clock of the place; nil for a date alone.
  var micros: Int64?
  /// Whether the moment is known: the stamp or an option says its offset.
  var isUTC = false
  /// The day of the refund, like `day`.
  var refundDay: Int32?
  /// Of all values, and of columns that tell lines apart: the same in rows that are the same.
  var digest: UInt64 = 0

  /// The moment of a stamp.
  ///
  /// - Parameters:
  ///   - day: the order's day, now that it is known.
  ///   - micros: as in a row.
  ///   - isUTC: as in a row.
  ///   - zone: the shop's zone; nil counts as UTC.
  /// - Returns: microseconds since 1970-01-01 UTC; nil without a time.
  static func time(day: Int32, micros: Int64?, isUTC: Bool, zone: TimeZoneTable?) -> Int64? {
    guard let micros else { return nil }
    let written = Int64(day) * 86_400_000_000 + micros
    guard !isUTC, let zone else { return written }
    let fraction = (micros % 1_000_000 + 1_000_000) % 1_000_000
    let seconds = (written - fraction) / 1_000_000
    return Int64(zone.utc(ofLocal: Int(seconds))) * 1_000_000 + fraction
  }
}
