import Columns
import Orders

/// Numbers as a person reads them.
enum Figures {
  /// 1,234,567.
  static func count(_ value: Int) -> String { grouped(String(value)) }

  /// 1,234 rows, 1 row.
  static func counted(_ value: Int, _ noun: String) -> String {
    "\(count(value)) \(noun)\(value == 1 ? "" : "s")"
  }

  /// 1,234.50, with so many decimals.
  static func number(_ value: Double, decimals: Int) -> String {
    var unit: Int64 = 1
    for _ in 0..<decimals { unit *= 10 }
    guard value.magnitude * Double(unit) < 9e18 else { return value.description }
    return money(Int128((value * Double(unit)).rounded(.toNearestOrEven)), scale: decimals)
  }

  /// A number without needless decimals: 1, 2.5.
  static func plain(_ value: Double) -> String {
    value == value.rounded() && value.magnitude < 1e15 ? String(Int(value)) : value.description
  }

  /// An amount of minor units in major units: 1,234.56.
  static func money(_ minor: Int128, scale: Int) -> String {
    let decimal = decimal(minor, scale: scale)
    guard let point = decimal.firstIndex(of: ".") else { return grouped(decimal) }
    return grouped(String(decimal[..<point])) + decimal[point...]
  }

  /// The same with the currency's code, if it has one: 1,234.56 EUR.
  static func money(_ minor: Int128, in currency: Currency) -> String {
    let amount = money(minor, scale: currency.scale)
    return currency.code.map { "\(amount) \($0)" } ?? amount
  }

  /// The same without grouping, as manifests have it: 1234.56.
  static func decimal(_ minor: Int128, scale: Int) -> String {
    var digits = String(minor.magnitude)
    if digits.count <= scale {
      digits = String(repeating: "0", count: scale + 1 - digits.count) + digits
    }
    if scale > 0 { digits.insert(".", at: digits.index(digits.endIndex, offsetBy: -scale)) }
    return minor < 0 ? "-" + digits : digits
  }

  /// An amount of another currency in its own decimals, as read with those of the account.
  static func amount(_ value: Int128, of code: String, scale: Int) -> String {
    guard let own = Currency(code: code)?.scale, own < scale else {
      return decimal(value, scale: scale)
    }
    let unit = (own..<scale).reduce(Int128(1)) { unit, _ in unit * 10 }
    return value % unit == 0
      ? decimal(value / unit, scale: own) : decimal(value, scale: scale)
  }

  /// A decimal number of minor units in major units: 0.3 at scale 2 is 0.003; nothing is 0.
  static func fraction(ofMinor minor: String, scale: Int) -> String {
    if minor.isEmpty { return "0" }
    let parts = minor.split(separator: ".", maxSplits: 1)
    let decimals = parts.count > 1 ? parts[1] : ""
    return (minor.hasPrefix("-") && parts[0] == "-0" ? "-" : "")
      + decimal(Int128(parts[0]) ?? 0, scale: scale) + (scale == 0 && decimals != "" ? "." : "")
      + decimals
  }

  /// `part` of `whole` in percent with one decimal, or – of nothing.
  static func percent(_ part: Int128, of whole: Int128) -> String {
    if whole == 0 { return "–" }
    return number(Double(part) / Double(whole) * 100, decimals: 1) + " %"
  }

  private static func grouped(_ digits: String) -> String {
    var result = ""
    let unsigned = digits.hasPrefix("-") ? digits.dropFirst() : digits[...]
    for (index, digit) in unsigned.enumerated() {
      if index > 0 && (unsigned.count - index) % 3 == 0 { result.append(",") }
      result.append(digit)
    }
    return digits.hasPrefix("-") ? "-" + result : result
  }

  /// A text from a file without the control characters that would steer a terminal.
  static func printable(_ text: String) -> String {
    String(
      text.unicodeScalars.map { $0.properties.generalCategory == .control ? "·" : Character($0) })
  }
}
