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
  /// What is read at the moment: what holds for all parts, and then one of them.
  private var part = Preset.Part()
  /// What holds for all parts, once the first of them has begun.
  private var base: Preset.Part?

  /// The preset of a text.
  ///
  /// - Throws: `OrderError` with the line that cannot be read.
  static func read(_ bytes: [UInt8], path: String, name: String) throws(OrderError) -> Preset {
    var text = PresetText(path: path, preset: Preset(name: name, title: name, parts: []))
    let isText = String(validating: bytes, as: UTF8.self) != nil
    for line in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
      text.line += 1
      if !isText && String(validating: line, as: UTF8.self) == nil {
        throw text.error("the line is not UTF-8")
      }
      try text.read(Stretch(withoutComment(line)).trimmed)
    }
    text.preset.parts.append(text.part)
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

  private mutating func read(_ line: Stretch) throws(OrderError) {
    if line.isEmpty { return }
    if line.bytes.first == UInt8(ascii: "["), case let text = line.text, text.first == "[",
      text.last == "]"
    {
      let name = text.dropFirst().dropLast()
      guard let shape = RowShape(rawValue: String(name)) else {
        throw error(
          "[\(name)]: a part is one of \(Self.list(RowShape.allCases.map(\.rawValue)))")
      }
      begin(shape)
      return
    }
    let (first, rest) = line.firstWord
    let (word, value) = (first.text, rest.trimmed)
    if value.isEmpty { throw error("'\(word)' needs a value") }
    if word == "title" {
      preset.title = value.text
      return
    }
    // Taken out while it is changed, so that nothing of it is copied.
    var changed = Preset.Part()
    swap(&changed, &part)
    try read(word, value, into: &changed)
    part = changed
  }

  /// Begins a part with what holds for all.
  private mutating func begin(_ shape: RowShape) {
    if base == nil { base = part } else { preset.parts.append(part) }
    part = base ?? part
    part.shape = shape
  }

  private func read(
    _ word: String, _ stretch: Stretch, into part: inout Preset.Part
  ) throws(OrderError) {
    if let role = Role(rawValue: word) {
      part.columns.append((role, Self.elements(of: stretch, "|")))
      return
    }
    if word.hasPrefix("status.") {
      try read(
        status: String(word.dropFirst(7)), Self.elements(of: stretch, ","), into: &part.rules)
      return
    }
    let value = stretch.text
    switch word {
    case "recognise":
      part.recognise = stretch.elements(between: UInt8(ascii: ",")).map {
        Self.elements(of: $0, "|")
      }
    case "rows": part.shape = try choice(word, value, RowShape.init(rawValue:))
    case "fill": part.fills = try choice(word, value) { ["no": false, "yes": true][$0] }
    case "key": part.rules.key = try choice(word, value, CustomerKey.init(rawValue:))
    case "guest": part.rules.guests.formUnion(Self.elements(of: stretch, ","))
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
    case "not_products": part.rules.notProducts.formUnion(Self.elements(of: stretch, ","))
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

  private static func elements(of text: Stretch, _ separator: Unicode.Scalar) -> [String] {
    text.elements(between: UInt8(ascii: separator)).map(\.text)
  }

  private static func withoutComment(_ line: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    var blanks = 2
    for place in line.indices {
      let byte = line[place]
      if byte == UInt8(ascii: "#"), blanks >= 2 { return line[..<place] }
      blanks = byte == UInt8(ascii: " ") ? blanks + 1 : byte == UInt8(ascii: "\t") ? 2 : 0
    }
    return line
  }
}
