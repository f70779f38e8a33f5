/// What the amounts of a file have shown so far about their marks and symbols.
///
/// For each kind of evidence the earliest value is kept, to be named in an error.
struct DecimalEvidence: Sendable {
  /// A value and the line or row it stands on.
  typealias Witness = DateEvidence.Witness

  /// A value with a decimal comma, or with points that group.
  private(set) var comma: Witness?
  /// A value with one point before three digits, which was read as a decimal one.
  private(set) var openPoint: Witness?
  /// A value with one comma before three digits, which was not read.
  private(set) var openComma: Witness?
  /// The number of those.
  private(set) var openCommas = 0
  /// A value that names a currency.
  private(set) var symbol: (value: Witness, symbol: CurrencySymbol)?
  /// A value that names another.
  private(set) var otherSymbol: Witness?

  /// Notes what a value shows.
  mutating func note(
    _ form: MoneyText.Form, _ found: CurrencySymbol?, line: Int, text: () -> String
  ) {
    func witness(_ known: Witness?) -> Witness { known ?? Witness(line: line, text: text()) }
    switch form {
    case .point: break
    case .comma: comma = witness(comma)
    case .openPoint: openPoint = witness(openPoint)
    case .openComma:
      openComma = witness(openComma)
      openCommas += 1
    }
    guard let found else { return }
    note(found, witness(nil))
  }

  private mutating func note(_ found: CurrencySymbol, _ value: Witness) {
    guard let symbol else {
      symbol = (value, found)
      return
    }
    if otherSymbol == nil && !symbol.symbol.agrees(with: found) { otherSymbol = value }
  }

  /// Adds the evidence of later rows, those of `path` that count from `line` (1) on.
  mutating func merge(_ later: DecimalEvidence, path: String, line: Int, unit: RowUnit = .line) {
    func placed(_ witness: Witness) -> Witness {
      Witness(path: path, unit: unit, line: witness.line + line, text: witness.text)
    }
    comma = comma ?? later.comma.map(placed)
    openPoint = openPoint ?? later.openPoint.map(placed)
    openComma = openComma ?? later.openComma.map(placed)
    openCommas += later.openCommas
    if let (value, found) = later.symbol { note(found, placed(value)) }
    otherSymbol = otherSymbol ?? later.otherSymbol.map(placed)
  }

  /// Checks that no value was read otherwise than the others show, or may have been.
  ///
  /// - Throws: `OrderError` that names two values and the option that decides.
  func check(_ money: MoneyFormat) throws(OrderError) {
    if let symbol, let otherSymbol, money.currency.code == nil {
      throw OrderError(
        path: otherSymbol.path, line: otherSymbol.line, unit: otherSymbol.unit,
        problem: "'\(otherSymbol.text)' and '\(symbol.value.text)' in \(symbol.value.unit) "
          + "\(symbol.value.line) are of two currencies; say which counts with --currency CODE")
    }
    guard money.mark == nil, let comma else { return }
    if let openPoint {
      throw OrderError(
        path: openPoint.path, line: openPoint.line, unit: openPoint.unit,
        problem: "'\(openPoint.text)' reads as a number with a decimal point, but "
          + "'\(comma.text)' in \(comma.unit) \(comma.line) has a decimal comma; say which with "
          + "--decimal point or --decimal comma")
    }
    // Numbers with a point before three digits have passed unseen.
    guard money.scale >= 3 else { return }
    throw OrderError(
      path: comma.path, line: comma.line, unit: comma.unit,
      problem: "'\(comma.text)' has a decimal comma, and the currency three decimals, so that "
        + "1.234 leaves open what it is; say which with --decimal point or --decimal comma")
  }

  /// What to tell the user of values that were not read; nil if there are none.
  var hint: String? {
    guard let openComma else { return nil }
    return
      "\(openCommas == 1 ? "an amount" : "\(openCommas) amounts") such as '\(openComma.text)' "
      + "(\(openComma.path), \(openComma.unit) \(openComma.line)) may be thousands or have a decimal "
      + "comma, and were not read; say which with --decimal point or --decimal comma"
  }
}
