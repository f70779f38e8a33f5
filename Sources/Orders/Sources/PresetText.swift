// A preset as a text of lines, each a word and its value:
//
//   # A comment; it may also stand behind a value, after two blanks.
//   title        Shopify orders
//   recognise    Name, Financial Status, Total | Amount     all of these, of names with | between one
//   rows         lines                 orders, lines, payments, items or customers
//   fill         yes                   a blank is the value above, of the same order
//   order_id     Name | Order          a role and the columns that may have it, best first
//   tax          Taxes                 of a role that stands twice the columns are added
//   tax          Duties
//   status.paid  paid, partially_paid  what a status means; any reason that sets aside, or test
//
//   key id | email | phone          guest 0, NONE               id_form float     13085.0 is 13085
//   date_order month-first          stamp_zone UTC              total before-discounts
//   duplicate_lines drop            not_products POST, DOT      cancels_with C    adjusts_with A
//
// Where a source has files of several kinds, [orders], [lines], [payments], [items] and [customers] begin one
// each; what stands before the first of them holds for all.

/// Reads presets.
struct PresetText {
  private let path: String
  private var line = 0
  private var preset: Preset
  /// What holds for all parts.
  private var base = Preset.Part()
  private var part: Preset.Part?

  /// The preset of a text.
  ///
  /// - Throws: `OrderError` with the line that cannot be read.
  static func read(_ bytes: [UInt8], path: String, name: String) throws(OrderError) -> Preset {
    var text = PresetText(path: path, preset: Preset(name: name, title: name, parts: []))
    for line in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
      text.line += 1
      guard let line = String(validating: line, as: UTF8.self) else {
        throw text.error("the line is not UTF-8")
      }
      try text.read(trimmed(withoutComment(line)))
    }
    text.endPart()
    if text.preset.parts.isEmpty { text.preset.parts = [text.base] }
    if text.preset.parts.allSatisfy(\.columns.isEmpty) {
      text.line = 0
      throw text.error("it names no column, such as 'order_id Name'")
    }
    return text.preset
  }

  private init(path: String, preset: Preset) {
    self.path = path
    self.preset = preset
  }

  private func error(_ problem: String) -> OrderError {
    OrderError(path: path, line: line == 0 ? nil : line, problem: "no preset: " + problem)
  }

  private mutating func read(_ text: Substring) throws(OrderError) {
    if text.isEmpty { return }
    if text.first == "[", text.last == "]" {
      let name = text.dropFirst().dropLast()
      guard let shape = RowShape(rawValue: String(name)) else {
        throw error(
          "[\(name)]: a part is one of \(Self.list(RowShape.allCases.map(\.rawValue)))")
      }
      endPart()
      part = base
      part?.shape = shape
      return
    }
    let word = text.prefix { !$0.isWhitespace }
    let value = Self.trimmed(text.dropFirst(word.count))
    if value.isEmpty { throw error("'\(word)' needs a value") }
    if word == "title" {
      preset.title = String(value)
      return
    }
    var changed = part ?? base
    try read(String(word), String(value), into: &changed)
    if part == nil { base = changed } else { part = changed }
  }

  private mutating func endPart() {
    if let part { preset.parts.append(part) }
    part = nil
  }

  private func read(
    _ word: String, _ value: String, into part: inout Preset.Part
  ) throws(OrderError) {
    if let role = Role(rawValue: word) {
      part.columns.append((role, Self.elements(value, "|")))
      return
    }
    if word.hasPrefix("status.") {
      try read(status: String(word.dropFirst(7)), Self.elements(value, ","), into: &part.rules)
      return
    }
    switch word {
    case "recognise": part.recognise = Self.elements(value, ",").map { Self.elements($0, "|") }
    case "rows": part.shape = try choice(word, value, RowShape.init(rawValue:))
    case "fill": part.fills = try choice(word, value) { ["no": false, "yes": true][$0] }
    case "key": part.rules.key = try choice(word, value, CustomerKey.init(rawValue:))
    case "guest": part.rules.guests.formUnion(Self.elements(value, ","))
    case "id_form": part.rules.hasFloatIDs = try choice(word, value) { ["float": true][$0] }
    case "date_order":
      part.rules.monthFirst = try choice(word, value) {
        ["month-first": true, "day-first": false][$0]
      }
    case "stamp_zone": part.rules.stampZone = value
    case "total":
      part.rules.totalIsBeforeDiscounts = try choice(word, value) {
        ["before-discounts": true, "after-discounts": false][$0]
      }
    case "duplicate_lines":
      part.rules.dropsDuplicateLines = try choice(word, value) {
        ["drop": true, "keep": false][$0]
      }
    case "not_products": part.rules.notProducts.formUnion(Self.elements(value, ","))
    case "cancels_with": part.rules.cancelPrefix = value
    case "adjusts_with": part.rules.adjustPrefix = value
    default:
      throw error(
        "'\(word)' is no word of a preset; columns are \(Self.list(Role.allCases.map(\.rawValue)))")
    }
  }

  /// What statuses of a file mean, and which value of a column is that of a test.
  private func read(
    status word: String, _ values: [String], into rules: inout Preset.Rules
  ) throws(OrderError) {
    let reason = SetAsideReason(rawValue: word)
    let standing: OrderStanding
    switch word {
    case "test":
      rules.testValue = values.first?.lowercased()
      return
    case "paid": standing = .paid
    case "refunded": standing = .refunded
    case _ where reason != nil: standing = .setAside(reason ?? .pending)
    default:
      throw error(
        "'status.\(word)' is none of paid, refunded, test, pending, failed, voided, cancelled")
    }
    for value in values { rules.statuses[value.lowercased()] = standing }
  }

  private func choice<Value>(
    _ word: String, _ value: String, _ make: (String) -> Value?
  ) throws(OrderError) -> Value {
    guard let made = make(value) else { throw error("'\(word) \(value)' is not known") }
    return made
  }

  private static func list(_ words: [String]) -> String { words.joined(separator: ", ") }

  /// What stands between separators, without blanks around it, but for empty ones.
  private static func elements(_ text: String, _ separator: Character) -> [String] {
    text.split(separator: separator).map { String(trimmed($0)) }.filter { !$0.isEmpty }
  }

  private static func withoutComment(_ line: String) -> Substring {
    var blanks = 2
    for (place, byte) in line.utf8.enumerated() {
      if byte == UInt8(ascii: "#"), blanks >= 2 {
        return Substring(line.utf8.prefix(place))
      }
      blanks = byte == UInt8(ascii: " ") ? blanks + 1 : byte == UInt8(ascii: "\t") ? 2 : 0
    }
    return line[...]
  }

  private static func trimmed(_ text: Substring) -> Substring {
    var text = text
    while let first = text.first, first.isWhitespace { text.removeFirst() }
    while let last = text.last, last.isWhitespace { text.removeLast() }
    return text
  }
}
