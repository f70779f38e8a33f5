internal import Columns

/// A decimal number as a table has it, to the last digit.
struct ExactNumber: Equatable {
  /// So many of the last decimal.
  let units: Int64
  let decimals: Int

  /// A number of so many last decimals.
  init(units: Int64, decimals: Int) {
    self.units = units
    self.decimals = decimals
  }

  /// The number that a text is; nil of one that is none, or has more than 18 digits.
  init?(_ text: String) {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    decimals = parts.count == 2 ? parts[1].utf8.count : 0
    guard let units = minorUnits(of: text, scale: decimals) else { return nil }
    self.units = units
  }

  /// The nearest floating-point number.
  var value: Double { Double(units) / minorUnits(perMajorAt: decimals) }

  /// The digits without grouping, as files have them.
  var text: String { digits(grouped: false) }

  /// The digits in groups of three: 1,234,567.89.
  var grouped: String { digits(grouped: true) }

  /// How much it is above another one of as many decimals; both have at most 18 digits.
  static func - (left: ExactNumber, right: ExactNumber) -> ExactNumber {
    precondition(left.decimals == right.decimals, "numbers of as many decimals are compared")
    return ExactNumber(units: left.units - right.units, decimals: left.decimals)
  }

  private func digits(grouped: Bool) -> String {
    var digits = String(units.magnitude)
    if digits.utf8.count <= decimals {
      digits = String(repeating: "0", count: decimals + 1 - digits.utf8.count) + digits
    }
    let whole = digits.dropLast(decimals)
    var text = units < 0 ? "-" : ""
    for (place, digit) in whole.enumerated() {
      if grouped && place > 0 && (whole.count - place) % 3 == 0 { text += "," }
      text.append(digit)
    }
    return decimals > 0 ? text + "." + digits.suffix(decimals) : text
  }
}
