/// Records of a test's own: size, hash of the key, and what they say.
enum TestRecord {
  /// The bytes of a record.
  static func bytes(hash: UInt64, _ content: [UInt8]) -> [UInt8] {
    number(UInt64(12 + content.count), 4) + number(hash, 8) + content
  }

  /// A number of so many bytes, low byte first.
  static func number(_ value: UInt64, _ count: Int) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: value >> UInt64(8 * $0)) }
  }
}
