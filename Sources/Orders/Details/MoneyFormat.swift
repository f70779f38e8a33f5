/// How the amounts of files are read.
struct MoneyFormat: Sendable {
  /// Decimals of a number's last digit that counts: those of the currency, none if amounts are minor units.
  let scale: Int
  /// Whether a comma before three digits groups, as where there are no decimals.
  let areWhole: Bool
  /// What `--decimal` said.
  let mark: OrderOptions.DecimalMark?
  /// The currency that was named.
  let currency: Currency

  /// As the options say.
  init(_ options: OrderOptions) {
    scale = options.hasMinorUnits ? 0 : options.currency.scale
    areWhole = scale == 0
    mark = options.decimalMark
    currency = options.currency
  }

  /// As said.
  init(
    scale: Int, mark: OrderOptions.DecimalMark? = nil, currency: Currency = .unnamed,
    areWhole: Bool? = nil
  ) {
    self.scale = scale
    self.areWhole = areWhole ?? (scale == 0)
    self.mark = mark
    self.currency = currency
  }

  /// Whether a number of digits and a point, with so many decimals as the scale has at most, is always read as
  /// if there were no option.
  var readsPlainNumbers: Bool { mark != .comma || scale < 3 }

  /// Reads an amount.
  ///
  /// - Parameters:
  ///   - bytes: what holds it.
  ///   - range: where it stands.
  ///   - line: its line or row, from 0 at the chunk's start.
  ///   - evidence: learns of what is not plain.
  /// - Returns: nil if it is none, is too large, leaves open what it is, or names another currency.
  func read(
    _ bytes: [UInt8], _ range: Range<Int>, line: Int, _ evidence: inout DecimalEvidence
  ) -> ExactMoney? {
    if !Self.isOpen(bytes, range),
      let money = ExactMoney.parse(bytes, range, scale: scale)
    {
      return money
    }
    guard let text = MoneyText(bytes, range) else { return nil }
    let isTold = mark != nil || (text.form == .openComma && areWhole)
    evidence.note(isTold ? .point : text.form, text.symbol, line: line) {
      String(decoding: bytes[range], as: UTF8.self)
    }
    guard let number = settle(text) else { return nil }
    return number.isPrintedBinary
      ? Self.printed(number).flatMap { Amount(binary: $0, scale: scale) }.map { ExactMoney($0) }
      : number.exact(scale: scale)
  }

  /// The amount of a text that shows nothing about its marks; nil if it may show something, or is none.
  func plainAmount(_ bytes: [UInt8], _ range: Range<Int>) -> Amount? {
    Self.isOpen(bytes, range) ? nil : Amount.parse(bytes, range, scale: scale)
  }

  /// The same as `read`, rounded to minor units.
  func amount(
    _ bytes: [UInt8], _ range: Range<Int>, line: Int, _ evidence: inout DecimalEvidence
  ) -> Amount? {
    plainAmount(bytes, range) ?? read(bytes, range, line: line, &evidence)?.rounded()
  }

  /// The number of a text; nil if it is open, or names another currency than the file's.
  private func settle(_ text: MoneyText) -> DecimalText? {
    if let symbol = text.symbol, let code = currency.code, !symbol.means(code) { return nil }
    switch text.form {
    case .point, .comma: return text.number(isOpenMarkDecimal: true)
    case .openPoint: return text.number(isOpenMarkDecimal: mark != .comma)
    case .openComma:
      guard let mark = mark ?? (areWhole ? .point : nil) else { return nil }
      return text.number(isOpenMarkDecimal: mark == .comma)
    }
  }

  /// Whether a number may have a point before its last three digits.
  private static func isOpen(_ bytes: [UInt8], _ range: Range<Int>) -> Bool {
    guard let end = range.last(where: { bytes[$0] != 0x20 }), end - range.lowerBound >= 4 else {
      return false
    }
    return bytes[end - 3] == UInt8(ascii: ".")
  }

  /// The binary number that a text of many digits stands for.
  private static func printed(_ number: DecimalText) -> Double? {
    Double("\(number.significand)e\(number.exponent)")
  }
}
