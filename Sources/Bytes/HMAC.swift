/// HMAC-SHA-256 of RFC 2104: a digest that only those can compute who have the key.
///
///     SHA-256(key ^ outer | SHA-256(key ^ inner | message))        the key filled up with zeros to 64 bytes
public struct HMAC: Sendable {
  /// The key, filled up and changed for the inner and the outer digest.
  private let inner: [UInt8]
  private let outer: [UInt8]

  /// The bytes of a block of SHA-256.
  private static let block = 64

  /// Digests with a key of any length.
  public init(key: [UInt8]) {
    var key = key
    if key.count > Self.block {
      var digest = SHA256()
      digest.update(key)
      key = digest.finishBytes()
    }
    key += Array(repeating: 0, count: Self.block - key.count)
    inner = key.map { $0 ^ 0x36 }
    outer = key.map { $0 ^ 0x5C }
  }

  /// The 32 bytes of a message's digest.
  public func digest(_ message: [UInt8]) -> [UInt8] {
    var first = SHA256()
    first.update(inner)
    first.update(message)
    var second = SHA256()
    second.update(outer)
    second.update(first.finishBytes())
    return second.finishBytes()
  }
}
