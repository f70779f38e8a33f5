/// When an order was made, as a row says it.
struct DetailStamp: Sendable, Equatable, BitwiseCopyable {
  /// Days since 1970-01-01, or a packed `UndecidedDate`.
  var day: Int32
  /// Microseconds from midnight of the day: of UTC if `isUTC`, and then perhaps before or after the day, else by
  /// the clock of the place; nil for a date alone.
  var micros: Int64?
  /// Whether the moment is known: the stamp or an option says its offset.
  var isUTC: Bool

  /// The moment of a stamp.
  ///
  /// - Parameters:
  ///   - day: the order's day, now that it is known.
  ///   - micros: as in a stamp.
  ///   - isUTC: as in a stamp.
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
