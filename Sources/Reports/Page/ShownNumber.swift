/// Numbers as somebody reads them who wants to know roughly.
enum ShownNumber {
  /// 1,234,567: rounded to so many decimals.
  static func rounded(_ value: Double, decimals: Int = 0) -> String {
    var unit = 1.0
    for _ in 0..<decimals { unit *= 10 }
    let scaled = (value * unit).rounded(.toNearestOrEven)
    guard scaled.magnitude < 1e18 else { return "–" }
    return ExactNumber(units: Int64(scaled), decimals: decimals).grouped
  }

  /// 1,234 rows, 1 row: a number that is written already.
  static func counted(_ number: String, _ noun: String) -> String {
    "\(number) \(noun)\(number == "1" ? "" : "s")"
  }

  /// 12.3 M, 4.5 bn, or the whole number where it is short enough.
  static func short(_ value: Double) -> String {
    for (unit, name) in [(1e9, "bn"), (1e6, "M")] where value.magnitude >= unit {
      return rounded(value / unit, decimals: value.magnitude >= 100 * unit ? 0 : 1) + "\u{A0}"
        + name
    }
    return rounded(value)
  }

  /// An amount: whole from a thousand on, with its decimals below.
  static func amount(_ value: Double, decimals: Int) -> String {
    value.magnitude < 1000 ? rounded(value, decimals: decimals) : short(value)
  }

  /// A share in percent with one decimal.
  static func percent(_ share: Double) -> String { rounded(share * 100, decimals: 1) + "\u{A0}%" }

  /// The same with a sign where it is above zero.
  static func signed(_ text: String, _ value: Double) -> String { value > 0 ? "+" + text : text }
}
