// Blanks at the ends of texts and between their parts, as `Character.isWhitespace` has them.
//
// Characters of a text take some hundred instructions each to find. In a text of ASCII alone every byte is one
// ("\r\n" apart, both of which are blanks), so its bytes say the same; others are cut by characters.

/// A stretch of a text in UTF-8.
struct Stretch {
  /// Its bytes.
  let bytes: ArraySlice<UInt8>
  /// Whether all bytes of the text are ASCII, those outside of the stretch too.
  let isASCII: Bool

  /// All of a text, which is UTF-8.
  init(_ text: ArraySlice<UInt8>) { self.init(text, isASCII: text.allSatisfy { $0 < 0x80 }) }

  private init(_ bytes: ArraySlice<UInt8>, isASCII: Bool) {
    self.bytes = bytes
    self.isASCII = isASCII
  }

  /// The text of the stretch.
  var text: String { String(decoding: bytes, as: UTF8.self) }

  /// Whether there is nothing in it.
  var isEmpty: Bool { bytes.isEmpty }

  /// The stretch without blanks around it.
  var trimmed: Stretch {
    var (start, end) = (bytes.startIndex, bytes.endIndex)
    if isASCII {
      while start < end && bytes[start].isBlank { start += 1 }
      while start < end && bytes[end - 1].isBlank { end -= 1 }
    } else {
      var rest = text[...]
      while let first = rest.first, first.isWhitespace { start += rest.removeFirst().utf8.count }
      while let last = rest.last, last.isWhitespace { end -= rest.removeLast().utf8.count }
    }
    return Stretch(bytes[start..<end], isASCII: isASCII)
  }

  /// What stands before the first blank, and the rest.
  var firstWord: (word: Stretch, rest: Stretch) {
    let length =
      isASCII
      ? bytes.prefix { !$0.isBlank }.count : text.prefix { !$0.isWhitespace }.utf8.count
    return (
      Stretch(bytes.prefix(length), isASCII: isASCII),
      Stretch(bytes.dropFirst(length), isASCII: isASCII)
    )
  }

  /// What stands between separators, which are ASCII, without blanks around it, but for empty ones.
  func elements(between separator: UInt8) -> [Stretch] {
    var elements: [Stretch] = []
    func add(_ part: Stretch) {
      let element = part.trimmed
      if !element.isEmpty { elements.append(element) }
    }
    if isASCII {
      var start = bytes.startIndex
      for place in bytes.indices where bytes[place] == separator {
        add(Stretch(bytes[start..<place], isASCII: true))
        start = place + 1
      }
      add(Stretch(bytes[start...], isASCII: true))
    } else {
      for part in text.split(separator: Character(Unicode.Scalar(separator))) {
        add(Stretch(Array(part.utf8)[...], isASCII: false))
      }
    }
    return elements
  }
}

extension UInt8 {
  /// Whether it is a blank in ASCII: a space, or one from tab to carriage return.
  fileprivate var isBlank: Bool { self == 0x20 || (self >= 0x09 && self <= 0x0D) }
}
