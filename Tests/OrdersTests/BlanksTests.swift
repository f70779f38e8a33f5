import TestSupport
import Testing

@testable import Orders

/// The same by characters, which bytes of ASCII have to agree with.
extension Substring {
  fileprivate var trimmedByCharacters: Substring {
    var text = self
    while let first = text.first, first.isWhitespace { text.removeFirst() }
    while let last = text.last, last.isWhitespace { text.removeLast() }
    return text
  }
}

@Suite struct BlanksTests {
  /// Blanks in and beyond ASCII, marks that join them, separators, controls that are no blanks.
  private static let scalars: [Unicode.Scalar] = [
    " ", "\t", "\r", "\n", "\u{B}", "\u{C}", "\u{1C}", "\u{1F}", "\u{0}", "\u{85}", "\u{A0}",
    "\u{2028}", "\u{3000}", "\u{301}", "\u{200D}", "a", "Z", "É", "İ", "-", ".", "_", "|", ",",
  ]

  /// Texts of such scalars, every other one of ASCII alone.
  private func texts(_ generator: inout Generator) -> [String] {
    (0..<20_000).map { index in
      let scalars = index % 2 == 0 ? Self.scalars : Self.scalars.filter(\.isASCII)
      var text = String.UnicodeScalarView()
      for _ in 0..<Int.random(in: 0..<9, using: &generator) {
        text.append(scalars.randomElement(using: &generator) ?? " ")
      }
      return String(text)
    }
  }

  @Test func `bytes say the same as characters`() {
    var generator = Generator.seeded()
    for text in texts(&generator) {
      let (all, stretch) = (text[...], Stretch(Array(text.utf8)[...]))
      let trimmed = all.trimmedByCharacters
      #expect(stretch.trimmed.text == trimmed, "\(text.debugDescription)")
      #expect(stretch.trimmed.isEmpty == trimmed.isEmpty, "\(text.debugDescription)")
      let word = all.prefix { !$0.isWhitespace }
      let (first, rest) = stretch.firstWord
      #expect(first.text == word && rest.text == all[word.endIndex...], "\(text.debugDescription)")
      let parts = all.split(separator: ",").map { String($0.trimmedByCharacters) }
      #expect(
        stretch.elements(between: UInt8(ascii: ",")).map(\.text) == parts.filter { !$0.isEmpty },
        "\(text.debugDescription)")
    }
  }

  @Test func `names of columns are normalised alike by bytes and by characters`() {
    var generator = Generator.seeded()
    for text in texts(&generator) {
      let lower = text.lowercased()[...].trimmedByCharacters
      let expected = String(lower.map { $0 == " " || $0 == "-" || $0 == "." ? "_" : $0 })
      #expect(
        Array(ColumnNames.normalised(text).utf8) == Array(expected.utf8),
        "\(text.debugDescription)")
    }
    #expect(ColumnNames.normalised("\u{A0}Order-No. ") == "order_no_")
    #expect(ColumnNames.normalised(" Größe.cm\t") == "größe_cm")
  }
}
