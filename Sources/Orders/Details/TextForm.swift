// Texts in the one form in which they are compared and kept:
//
//   id        as written; where floats are ids, 13085.0 is 13085
//   e-mail    without blanks around it, in lower case; dots and +tags stay
//   phone     its digits, behind a + if it began with one, or with 00
//   phone id  where phones make customers: the digits alone, as many write them now with the + and now without
//   contact   without blanks around it, and without the apostrophe by which a table keeps a number a text
//   other     without blanks around it

/// How the texts of a role are brought into their normal form.
enum TextForm: Sendable {
  case id, floatID, email, phone, phoneID, contact, trimmed

  /// That of a role where customers go by `key`; nil if its values are no texts.
  init?(_ role: Role, hasFloatIDs: Bool, key: CustomerKey) {
    guard role.form == .text else { return nil }
    self =
      switch role {
      case .customerID, .orderID, .alias: hasFloatIDs ? .floatID : .id
      case .email: .email
      case .phone: key == .phone ? .phoneID : .phone
      default: role.level == .customer ? .contact : .trimmed
      }
  }

  /// The part of a text that is its normal form, with `changed` if that is none of its parts; empty if nothing
  /// is left, nil if the text is not UTF-8 or holds a NUL.
  func read(
    _ bytes: [UInt8], _ range: Range<Int>, changed: inout [UInt8]?
  ) -> Range<Int>? {
    var seen: UInt8 = 0
    var text = Self.trimmed(bytes, range)
    for index in text {
      if bytes[index] == 0 { return nil }
      seen |= bytes[index]
    }
    let isASCII = seen < 0x80
    if !isASCII && String(validating: bytes[text], as: UTF8.self) == nil { return nil }
    // Blanks around an id are its own, but of blanks alone it is none.
    if self == .id || self == .floatID { text = text.isEmpty ? text : range }
    switch self {
    case .id, .trimmed: return text
    case .floatID: return Self.withoutZeros(bytes, text)
    case .email:
      guard !isASCII || text.contains(where: { (65...90).contains(bytes[$0]) }) else { return text }
      changed =
        isASCII
        ? bytes[text].map { (65...90).contains($0) ? $0 | 0x20 : $0 }
        : Array(String(decoding: bytes[text], as: UTF8.self).lowercased().utf8)
    case .phone, .phoneID:
      var digits = bytes[text].filter { $0 &- 48 <= 9 }
      var hasPlus = Self.beginsWithPlus(bytes[text])
      if digits.starts(with: [48, 48]) {
        digits.removeFirst(2)
        hasPlus = true
      }
      if self == .phone && hasPlus && !digits.isEmpty { digits.insert(UInt8(ascii: "+"), at: 0) }
      changed = digits
    case .contact:
      if let first = text.first, bytes[first] == UInt8(ascii: "'") { text.removeFirst() }
      return text
    }
    return 0..<(changed?.count ?? 0)
  }

  /// Whether a + stands before the first digit.
  private static func beginsWithPlus(_ text: ArraySlice<UInt8>) -> Bool {
    text.first { $0 &- 48 <= 9 || $0 == UInt8(ascii: "+") } == UInt8(ascii: "+")
  }

  /// A range without blanks and tabs at its ends.
  private static func trimmed(_ bytes: [UInt8], _ range: Range<Int>) -> Range<Int> {
    var text = range
    while let first = text.first, bytes[first] == 0x20 || bytes[first] == 0x09 {
      text.removeFirst()
    }
    while let last = text.last, bytes[last] == 0x20 || bytes[last] == 0x09 { text.removeLast() }
    return text
  }

  /// The digits of a whole number that is written with a point and zeros; any other text as it is.
  private static func withoutZeros(_ bytes: [UInt8], _ range: Range<Int>) -> Range<Int> {
    let digits = range.prefix { bytes[$0] &- 48 <= 9 }
    let rest = digits.upperBound..<range.upperBound
    guard !digits.isEmpty, rest.count >= 2, bytes[rest.lowerBound] == UInt8(ascii: "."),
      rest.dropFirst().allSatisfy({ bytes[$0] == UInt8(ascii: "0") })
    else { return range }
    return digits
  }
}
