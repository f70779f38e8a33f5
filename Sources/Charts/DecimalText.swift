/// A number of `decimals` decimals as text, without zeros at its end; `scaled` is the number without its point.
func decimalText(_ scaled: Int, decimals: Int, grouped: Bool) -> String {
  var digits = String(scaled.magnitude)
  digits = String(repeating: "0", count: max(0, decimals + 1 - digits.count)) + digits
  var whole = String(digits.dropLast(decimals))
  var fraction = digits.suffix(decimals)
  while fraction.last == "0" { fraction.removeLast() }
  if grouped {
    for place in stride(from: whole.count - 3, to: 0, by: -3) {
      whole.insert(",", at: whole.index(whole.startIndex, offsetBy: place))
    }
  }
  return (scaled < 0 ? "-" : "") + whole + (fraction.isEmpty ? "" : "." + fraction)
}
