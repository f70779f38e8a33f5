// What people and programs write for an amount:
//
//   text     = blanks [sign] [symbol] [sign] number [symbol] blanks     with one sign and one symbol at most
//   number   = digits *(group digits) [mark digits] [exponent]          exponent: without groups
//   group    = , . ' ’ blank                                            one kind in a number, before three digits
//                                                                       (or two, and three before the mark)
//   mark     = , .
//   blank    = space, no-break space, thin ones
//
// Of two kinds of marks the last is the decimal one. One that stands several times groups thousands. A single
// one before exactly three digits leaves open which it is: 1,234 and 1.234, but not 0,234 or 1234,5.

/// A text of money taken to pieces.
struct MoneyText {
  /// Which of the two marks is decimal, as far as the text itself shows.
  enum Form: Sendable {
    /// No mark, or a decimal point and commas that group.
    case point
    /// A decimal comma, or points that group.
    case comma
    /// One point before three digits.
    case openPoint
    /// One comma before three digits.
    case openComma
  }

  /// The digits, without any mark.
  private(set) var digits = DecimalText()
  /// What its marks show.
  private(set) var form = Form.point
  /// The currency that it names.
  private(set) var symbol: CurrencySymbol?
  /// How many digits stand behind the decimal mark; of an open one, behind that.
  private var decimals = 0
  private var isNegative = false
  private var power = 0

  /// What stands between digits.
  private enum Mark: Equatable { case point, comma, apostrophe, blank }

  /// The marks of a number and how many digits stand before each.
  private struct Marks {
    /// No number of digits that counts has more.
    private var kinds = InlineArray<16, Mark>(repeating: .blank)
    private var places = InlineArray<16, Int>(repeating: 0)
    private(set) var count = 0

    mutating func append(_ mark: Mark, at place: Int) -> Bool {
      if count == 16 { return false }
      kinds[count] = mark
      places[count] = place
      count += 1
      return true
    }

    func kind(_ index: Int) -> Mark { kinds[index] }

    func place(_ index: Int) -> Int { places[index] }

    /// Whether the first `groups` marks group `digits` digits: all of one kind, before three digits each, or
    /// before two and the last before three.
    func areGroups(_ groups: Int, of digits: Int) -> Bool {
      let first = places[0]
      guard (1...3).contains(first) else { return false }
      var width = 3
      for index in 0..<groups {
        guard kinds[index] == kinds[0] else { return false }
        let isLast = index == groups - 1
        let size = (isLast ? digits : places[index + 1]) - places[index]
        if index == 0 && !isLast { width = size }
        guard size == (isLast ? 3 : width) && (width == 3 || width == 2 && first <= 2) else {
          return false
        }
      }
      return true
    }
  }

  /// Takes a text to pieces, or returns nil if it is no amount.
  init?(_ bytes: [UInt8], _ range: Range<Int>) {
    var rest = range
    var hasSign = false
    Self.skipBlanks(bytes, &rest)
    takeSign(bytes, &rest, &hasSign)
    takeSymbol(bytes, &rest)
    takeSign(bytes, &rest, &hasSign)
    guard takeNumber(bytes, &rest) else { return nil }
    Self.skipBlanks(bytes, &rest)
    takeSymbol(bytes, &rest)
    if !rest.isEmpty { return nil }
  }

  /// The number, its open mark taken for a decimal one or for one that groups.
  func number(isOpenMarkDecimal: Bool) -> DecimalText {
    var number = digits
    let isOpen = form == .openPoint || form == .openComma
    number.exponent += power - (isOpen && !isOpenMarkDecimal ? 0 : decimals)
    if isNegative { number.significand = -number.significand }
    return number
  }

  /// The bytes of a blank at a place: 0 if there is none.
  private static func blank(_ bytes: [UInt8], _ rest: Range<Int>) -> Int {
    let start = bytes[rest].prefix(3)
    if start.first == 0x20 || start.first == 0x09 { return 1 }
    if start.starts(with: [0xC2, 0xA0]) { return 2 }
    return start.starts(with: [0xE2, 0x80, 0xAF]) || start.starts(with: [0xE2, 0x80, 0x89]) ? 3 : 0
  }

  private static func skipBlanks(_ bytes: [UInt8], _ rest: inout Range<Int>) {
    while true {
      let count = blank(bytes, rest)
      if count == 0 { return }
      rest.removeFirst(count)
    }
  }

  private mutating func takeSign(
    _ bytes: [UInt8], _ rest: inout Range<Int>, _ hasSign: inout Bool
  ) {
    guard !hasSign, let first = rest.first else { return }
    var count = 0
    if bytes[first] == UInt8(ascii: "-") || bytes[first] == UInt8(ascii: "+") {
      isNegative = bytes[first] == UInt8(ascii: "-")
      count = 1
    } else if bytes[rest].starts(with: [0xE2, 0x88, 0x92]) {
      isNegative = true
      count = 3
    }
    if count == 0 { return }
    hasSign = true
    rest.removeFirst(count)
    Self.skipBlanks(bytes, &rest)
  }

  private mutating func takeSymbol(_ bytes: [UInt8], _ rest: inout Range<Int>) {
    guard symbol == nil, let first = rest.first, bytes[first] &- 48 > 9,
      let found = CurrencySymbol.read(bytes, rest)
    else { return }
    symbol = found.symbol
    rest.removeFirst(found.count)
    Self.skipBlanks(bytes, &rest)
  }

  /// The mark at a place and its bytes; nil if there is none.
  private static func mark(_ bytes: [UInt8], _ rest: Range<Int>) -> (mark: Mark, count: Int)? {
    switch bytes[rest.lowerBound] {
    case UInt8(ascii: "."): return (.point, 1)
    case UInt8(ascii: ","): return (.comma, 1)
    case UInt8(ascii: "'"): return (.apostrophe, 1)
    default:
      if bytes[rest].starts(with: [0xE2, 0x80, 0x99]) { return (.apostrophe, 3) }
      let count = blank(bytes, rest)
      return count == 0 ? nil : (.blank, count)
    }
  }

  private mutating func takeNumber(_ bytes: [UInt8], _ rest: inout Range<Int>) -> Bool {
    var marks = Marks()
    var count = 0
    var firstDigit: UInt8 = 0
    while let first = rest.first {
      if bytes[first] &- 48 <= 9 {
        if count == 0 { firstDigit = bytes[first] }
        // Whether a digit is a decimal is not known yet: numbers this long are no one's amounts.
        guard digits.append(bytes[first] &- 48, isDecimal: false) else { return false }
        count += 1
        rest.removeFirst()
        continue
      }
      guard let (mark, size) = Self.mark(bytes, rest) else { break }
      let next = first + size
      let isBeforeDigit = next < rest.upperBound && bytes[next] &- 48 <= 9
      if !isBeforeDigit && (mark == .blank || mark == .apostrophe) { break }
      guard marks.append(mark, at: count) else { return false }
      rest.removeFirst(size)
    }
    guard count > 0, settle(marks, digits: count, startsWithZero: firstDigit == UInt8(ascii: "0"))
    else { return false }
    guard let first = rest.first, bytes[first] | 0x20 == UInt8(ascii: "e"), rest.count > 1,
      bytes[first + 1] &- 48 <= 9 || bytes[first + 1] == UInt8(ascii: "-")
        || bytes[first + 1] == UInt8(ascii: "+")
    else { return true }
    // A number with an exponent is a program's, which groups nothing.
    if marks.count > 1 || form == .openPoint || form == .openComma { return false }
    let end = (first + 2..<rest.upperBound).first { bytes[$0] &- 48 > 9 } ?? rest.upperBound
    var scaled = DecimalText()
    guard scaled.multiply(byPower: bytes, first..<end) else { return false }
    power = scaled.exponent
    rest = end..<rest.upperBound
    return true
  }

  /// Finds out which of the marks is the decimal one; false if they make no number.
  private mutating func settle(_ marks: Marks, digits: Int, startsWithZero: Bool) -> Bool {
    let count = marks.count
    guard count > 0 else { return true }
    let last = marks.kind(count - 1)
    let isGrouping = last == .apostrophe || last == .blank
    let after = digits - marks.place(count - 1)
    if count == 1 && !isGrouping {
      let before = marks.place(0)
      decimals = after
      form = last == .comma ? .comma : .point
      if after == 3 && (1...3).contains(before) && !startsWithZero {
        form = last == .comma ? .openComma : .openPoint
      }
      return true
    }
    if isGrouping || marks.kind(0) == last {
      form = last == .point ? .comma : .point
      return marks.areGroups(count, of: digits)
    }
    decimals = after
    form = last == .comma ? .comma : .point
    return marks.areGroups(count - 1, of: marks.place(count - 1))
  }
}
