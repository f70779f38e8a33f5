internal import Bytes

/// Who was forgotten, as a keyed hash of the id and the day.
struct ForgottenIDs: Sendable {
  /// The first 32 hexadecimal digits of HMAC-SHA-256 of ids, and days since 1970-01-01.
  let days: [String: Int32]
  private let hmac: HMAC

  /// Hashes and days, and the key that they were made with.
  init(days: [String: Int32], key: [UInt8]) {
    self.days = days
    hmac = HMAC(key: key)
  }

  /// What a store keeps of an id: 32 lower-case hexadecimal digits.
  func hash(of id: [UInt8]) -> String {
    let digits = Array("0123456789abcdef".utf8)
    let hash = hmac.digest(id).prefix(16)
    return String(
      decoding: hash.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
  }

  /// The day up to which the orders of an id are forgotten; nil if it is not.
  func day(of id: [UInt8]) -> Int32? { days.isEmpty ? nil : days[hash(of: id)] }
}
