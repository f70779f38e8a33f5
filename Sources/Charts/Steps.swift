/// Multiples of 1, 2 or 5 times a power of ten.
///
/// They are kept as whole numbers of that power, so that 3 × 0.1 is 0.3 and is written so.
struct Steps {
  /// 1, 2 or 5.
  let digit: Int
  /// The power of ten.
  let exponent: Int
  /// The first multiple.
  let first: Int
  /// The last multiple.
  let last: Int

  /// The smallest step of which at most `most` multiples cover a range, whole if so asked.
  init(covering range: ClosedRange<Double>, most: Int, whole: Bool) {
    for exponent in (whole ? 0 : -12)...16 {
      for digit in [1, 2, 5] {
        let step = Steps.value(digit, exponent)
        // A bound that is a multiple but for its last bit is one.
        let first = (range.lowerBound / step + 1e-9).rounded(.down)
        let last = (range.upperBound / step - 1e-9).rounded(.up)
        if last - first < Double(most) && last > first {
          (self.digit, self.exponent) = (digit, exponent)
          (self.first, self.last) = (Int(first), Int(last))
          return
        }
      }
    }
    (digit, exponent, first, last) = (1, 16, -1, 1)
  }

  /// A multiple.
  func value(_ multiple: Int) -> Double { Steps.value(multiple * digit, exponent) }

  private static func value(_ number: Int, _ exponent: Int) -> Double {
    let power = Double(tenTo(abs(exponent)))
    return exponent < 0 ? Double(number) / power : Double(number) * power
  }

  private static func tenTo(_ exponent: Int) -> Int {
    (0..<exponent).reduce(1) { power, _ in power * 10 }
  }

  /// A multiple as text, in the unit that suits the largest.
  func label(_ multiple: Int, as format: Axis.Format) -> String {
    let (zeros, sign) = unit(format)
    let decimals = max(0, zeros - exponent)
    let scaled = multiple * digit * Steps.tenTo(exponent - zeros + decimals)
    let text = decimalText(scaled, decimals: decimals, grouped: true)
    return multiple == 0 && format == .number ? text : text + sign
  }

  /// The zeros of the unit that numbers are written in, and its sign.
  private func unit(_ format: Axis.Format) -> (zeros: Int, sign: String) {
    switch format {
    case .percent: return (-2, "%")
    case .days: return (0, " d")
    case .number:
      let largest = max(abs(value(first)), abs(value(last)))
      return largest >= 1e9
        ? (9, "bn") : largest >= 1e6 ? (6, "M") : largest >= 1e4 ? (3, "k") : (0, "")
    }
  }
}
