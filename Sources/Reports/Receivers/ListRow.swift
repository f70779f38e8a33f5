internal import Bytes
internal import CSV
internal import Columns

/// A line of a list's file in the making.
struct ListRow: Sendable {
  /// The line as far as it is written, without its end.
  private(set) var line: [UInt8] = []
  /// By what the receiver knows the person; nil if the row has nothing of the kind.
  var key: ContactKey?
  /// Another key that no two rows may share, and its cell.
  private(set) var second: (key: ContactKey, cell: Range<Int>)?
  /// Parts of the contact that are there and cannot be used.
  var unusable = UnusableParts()
  private var cells = 0

  /// A row of a person whose contact was read.
  init(_ reach: Reach) {
    unusable = reach.unusable
    line.reserveCapacity(512)
  }

  /// A line of texts, as headers are.
  init(header: [String]) {
    for name in header { text(name) }
  }

  private mutating func begin() {
    if cells > 0 { line.append(UInt8(ascii: ",")) }
    cells += 1
  }

  /// Adds an empty cell.
  mutating func empty(_ count: Int = 1) {
    for _ in 0..<count { begin() }
  }

  /// Adds a text as it is: an e-mail, a number in the form of E.164, a code.
  ///
  /// A phone begins with the + that receivers ask for; with digits alone behind it, it is a number to a spreadsheet and
  /// no formula.
  mutating func text(_ text: String?) {
    begin()
    guard let text, !text.isEmpty else { return }
    CSVEncoder.append(Array(text.utf8)[...], to: &line)
  }

  /// Adds a text that somebody has typed in: an apostrophe keeps a spreadsheet from running it.
  mutating func typed(_ text: String?) { self.text(text?.collapsed.neutral) }

  /// Adds an id as it was written, neutral to spreadsheets.
  mutating func id(_ id: String) { text(id.neutral) }

  /// Adds a digest in lower-case hexadecimal.
  mutating func digest(_ digest: ContactDigest?) {
    begin()
    digest?.append(to: &line)
  }

  /// Adds the phone of a receiver that takes each once, unless another key has made it the row's own.
  mutating func secondKey(_ phone: PhoneNumber?, _ key: ContactKey?) {
    text(phone?.e164)
    if let phone, let key {
      second = (key, line.count - phone.e164.utf8.count..<line.count)
    }
  }

  /// Adds a number of six decimals.
  mutating func real(_ value: Double?) {
    begin()
    if let value { line.append(real: value) }
  }

  /// Adds an amount in minor units.
  mutating func money(_ value: Int64?, scale: Int) {
    begin()
    if let value { line.append(money: value, scale: scale) }
  }

  /// Adds a whole number.
  mutating func integer(_ value: Int32?) {
    begin()
    if let value { line.append(integer: Int64(value)) }
  }

  /// Adds a day, with a time of the day behind it if one is given.
  mutating func day(_ day: Day?, at time: String = "") {
    begin()
    guard let day else { return }
    line.append(day: day)
    line.append(contentsOf: time.utf8)
  }

  /// Adds what is expected of a member and why it is on the list, from the churn probability to as-of.
  mutating func outlook(_ member: ListMember, _ settings: ListSettings) {
    let figures = member.figures
    real(figures?.churnProbability)
    real(figures?.expectedOrders)
    money(figures?.clv, scale: settings.scale)
    day(figures?.nextOrder)
    text(figures?.stage)
    text(figures?.segment)
    text(figures?.tier)
    typed(member.reason)
    day(settings.asOf)
  }

  /// Empties the cell of the second key.
  mutating func dropSecond() {
    if let second { line.removeSubrange(second.cell) }
    second = nil
  }
}

extension String {
  /// The text with an apostrophe before it if a spreadsheet would take it for a formula; a number is none.
  fileprivate var neutral: String {
    guard let first = utf8.first, "=+-@\t\r\n".utf8.contains(first) else { return self }
    let rest = utf8.dropFirst()
    let isNumber =
      (first == UInt8(ascii: "-") || first == UInt8(ascii: "+")) && !rest.isEmpty
      && rest.allSatisfy { $0 &- 0x30 <= 9 || $0 == UInt8(ascii: ".") }
    return isNumber ? self : "'" + self
  }
}
