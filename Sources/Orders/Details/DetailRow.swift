/// A row of a file with more than customer, date and amount, as read: values by role, absent ones not there.
struct DetailRow: Sendable, Equatable {
  /// The file's place in the import times 2^40, and the row's in the file: later rows have higher ones.
  var sequence: UInt64 = 0
  /// Texts, neither empty nor blank.
  var texts: [Role: [UInt8]] = [:]
  /// Money of the file's currency and, under `quantity`, pieces.
  var money: [Role: ExactMoney] = [:]
  /// The order's day: days since 1970-01-01, or a packed `UndecidedDate`; nil if there is none.
  var day: Int32?
  /// Microseconds of the UTC day, or of the day as written if `isUTC` is false; nil for a date alone.
  var micros: Int64?
  /// Whether the stamp says its offset.
  var isUTC = false
  /// The day of the refund, like `day`.
  var refundDay: Int32?
  /// Of all columns that tell lines apart.
  var digest: UInt64 = 0
}
