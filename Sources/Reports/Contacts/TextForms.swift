@_spi(_Unicode) internal import Swift

// Texts of people in the forms in which systems compare them. Accents stay; letters with marks are one scalar (NFC,
// UAX #15), however the shop's system had put them together.

extension String {
  /// Whether all is ASCII that is printed: such a text, as most are, is handled byte by byte.
  var isPlain: Bool { utf8.allSatisfy { 0x20...0x7E ~= $0 } }

  /// In lower case, in normal form C.
  var lowered: String {
    if isPlain { return lowercased() }
    var text = UnicodeScalarView()
    text.append(contentsOf: lowercased()._nfc)
    return String(text)
  }

  /// Without blanks at its ends.
  var trimmed: Substring {
    if let first = utf8.first, let last = utf8.last, 0x21...0x7E ~= first, 0x21...0x7E ~= last {
      return self[...]
    }
    let scalars = unicodeScalars
    guard let first = scalars.firstIndex(where: { !$0.properties.isBlank }),
      let last = scalars.lastIndex(where: { !$0.properties.isBlank })
    else { return "" }
    return self[first...last]
  }

  /// Without blanks at its ends, and with single spaces within.
  var collapsed: String {
    if isPlain {
      let words = utf8.split(separator: 0x20)
      let length = words.reduce(0) { $0 + $1.count } + max(0, words.count - 1)
      // Nothing but single spaces between the words is left out.
      return length == utf8.count
        ? self : words.map { String(Substring($0)) }.joined(separator: " ")
    }
    return unicodeScalars.split { $0.properties.isWhitespace }.map { String($0).trimmed }
      .filter { !$0.isEmpty }.joined(separator: " ")
  }

  /// Without punctuation.
  var withoutPunctuation: String {
    kept({ !Self.punctuation.contains($0) }, { !$0.properties.isPunctuation })
  }

  /// Without white space.
  var withoutSpaces: String { kept({ $0 != 0x20 }, { !$0.properties.isWhitespace }) }

  /// Its letters, of any script.
  var letters: String {
    kept({ 0x41...0x5A ~= $0 || 0x61...0x7A ~= $0 }, { $0.properties.isAlphabetic })
  }

  /// The punctuation of ASCII.
  private static let punctuation = "!\"#%&'()*,-./:;?@[\\]_{}".utf8

  /// The bytes of a plain text, or the scalars of any other, that are wanted.
  private func kept(
    _ isWanted: (UInt8) -> Bool, _ isWantedScalar: (Unicode.Scalar) -> Bool
  ) -> String {
    if isPlain {
      return utf8.allSatisfy(isWanted)
        ? self : String(decoding: utf8.filter(isWanted), as: UTF8.self)
    }
    var text = UnicodeScalarView()
    text.append(contentsOf: unicodeScalars.filter(isWantedScalar))
    return String(text)
  }
}

extension Unicode.Scalar.Properties {
  /// White space, a control, or a format character such as the zero-width space.
  var isBlank: Bool {
    if isWhitespace { return true }
    let category = generalCategory
    return category == .control || category == .format
  }

  /// Any of the categories P of Unicode.
  var isPunctuation: Bool {
    switch generalCategory {
    case .connectorPunctuation, .dashPunctuation, .openPunctuation, .closePunctuation,
      .initialPunctuation, .finalPunctuation, .otherPunctuation:
      true
    default: false
    }
  }
}
