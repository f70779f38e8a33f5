internal import Bytes

/// The SHA-256 digest of what a person is known by.
struct ContactDigest: Sendable {
  private let bytes: [UInt8]

  /// The digest of a text.
  init(_ text: String) {
    var digest = SHA256()
    digest.update(Array(text.utf8))
    bytes = digest.finishBytes()
  }

  /// Appends its 64 hexadecimal digits, in lower case.
  func append(to text: inout [UInt8]) {
    let digits: InlineArray<16, UInt8> = [
      48, 49, 50, 51, 52, 53, 54, 55, 56, 57, 97, 98, 99, 100, 101, 102,
    ]
    for byte in bytes {
      text.append(digits[Int(byte >> 4)])
      text.append(digits[Int(byte & 15)])
    }
  }

  /// Its first half.
  var key: ContactKey { ContactKey(high: word(0), low: word(8)) }

  private func word(_ start: Int) -> UInt64 {
    bytes[start..<start + 8].reduce(0) { $0 << 8 | UInt64($1) }
  }
}

/// What tells people of a list apart: half of a digest, so that a list of millions is compared in little memory.
struct ContactKey: Sendable, Hashable {
  let high: UInt64
  let low: UInt64
}
