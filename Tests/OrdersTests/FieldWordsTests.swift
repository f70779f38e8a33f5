import TestSupport
import Testing

@testable import Orders

/// Short fields in words beside the readers of texts of any length.
@Suite struct FieldWordsTests {
  /// The words of a text, with other bytes behind it.
  private func words(_ text: String, _ generator: inout Generator) -> FieldWords {
    var words: [UInt64] = [generator.next(), generator.next()]
    for (place, byte) in text.utf8.enumerated() {
      let shift = UInt64(place % 8 * 8)
      words[place / 8] = words[place / 8] & ~(0xFF << shift) | UInt64(byte) << shift
    }
    return FieldWords(words[0], words[1], count: text.utf8.count)
  }

  private func text(_ letters: String, _ counts: ClosedRange<Int>, _ generator: inout Generator)
    -> String
  {
    String(
      (0..<Int.random(in: counts, using: &generator)).map { _ in
        letters.randomElement(using: &generator) ?? " "
      })
  }

  @Test func `an amount is what the reader of decimals gives, or is left to it`() throws {
    var generator = Generator.seeded()
    for round in 0..<400_000 {
      let text = text(round % 2 == 0 ? "0123456789." : "0019.-+ e,/:\u{0}", 0...16, &generator)
      let scale = Int.random(in: 0...4, using: &generator)
      let bytes = Array(text.utf8)
      guard let minor = words(text, &generator).minorUnits(scale: scale) else { continue }
      try #require(
        Amount.parse(bytes, bytes.indices, scale: scale) == Amount(minor: minor, residual: 0),
        "\(text) at scale \(scale)")
    }
  }

  @Test func `an amount of up to eight digits is not left to it`() throws {
    var generator = Generator.seeded()
    for digits in 1...8 {
      for point in 0...digits {
        for scale in [0, 2, 3, 4] where digits - point <= scale {
          var text = text("0123456789", digits...digits, &generator)
          let end = text.index(text.startIndex, offsetBy: point)
          // A ninth byte may be a digit, but not the point itself.
          if point < digits || digits < 8 { text.insert(".", at: end) }
          #expect(words(text, &generator).minorUnits(scale: scale) != nil, "\(text)")
        }
      }
    }
  }

  @Test func `a day is what the reader of dates gives, or is left to it`() throws {
    var generator = Generator.seeded()
    for round in 0..<400_000 {
      var text = text("0123", 10...10, &generator)
      if round % 20 == 0 { text = self.text("0123456789-/:", 8...12, &generator) }
      var letters = Array(text)
      if round % 10 != 0 { (letters[4], letters[7]) = ("-", "-") }
      text = String(letters)
      let bytes = Array(text.utf8)
      let day = words(text, &generator).isoDay
      let read = DateParser().read(bytes, bytes.indices)
      if let day {
        try #require(read == ReadDate(day: day, isUTC: false), "\(text)")
      } else if text.count == 10 && letters[4] == "-" && letters[7] == "-" {
        try #require(read == nil || letters[5...6].contains("-"), "\(text)")
      }
    }
  }

  @Test func `a time of day is one for the reader of dates, too`() throws {
    var generator = Generator.seeded()
    for _ in 0..<200_000 {
      var letters = Array(text("0123456789:", 8...8, &generator))
      (letters[2], letters[5]) = (":", ":")
      letters[0] = Bool.random(using: &generator) ? "0" : "2"
      let text = String(letters)
      let stamp = Array("2024-01-15T\(text)".utf8)
      let word = words(text, &generator).low
      let isRead = DateParser().read(stamp, stamp.indices) != nil
      // The last second of a minute that has 61, and 24:00:00, are left to it.
      let isLeft = text.hasSuffix(":60") || text.hasPrefix("24")
      try #require(FieldWords.isTime(word) == (isRead && !isLeft), "\(text)")
    }
  }

  @Test func `texts that are plain, and those with a quote, are told`() {
    var generator = Generator.seeded()
    for count in 0...16 {
      let plain = String(repeating: "\u{1}", count: count)
      #expect(words(plain, &generator).isPlainText)
      #expect(!words(plain, &generator).holdsQuote)
      for place in 0..<count {
        for (letter, isPlain) in [("\u{0}", false), ("\u{7F}", true), ("\"", true)] {
          var text = Array(plain)
          text[place] = Character(letter)
          let words = words(String(text), &generator)
          #expect(words.isPlainText == isPlain, "\(letter) at \(place) of \(count)")
          #expect(words.holdsQuote == (letter == "\""))
        }
      }
    }
    #expect(!words("aé", &generator).isPlainText)
  }
}
