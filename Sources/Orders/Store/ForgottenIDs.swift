/// Who was forgotten, as a keyed hash of the id and the day.
struct ForgottenIDs: Sendable {
  /// HMAC-SHA-256 of ids, the first 32 hex digits, and days since 1970-01-01.
  let days: [String: Int32]
  /// The key.
  let key: [UInt8]
}
