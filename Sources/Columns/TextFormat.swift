/// How the values of each column type read as text: the same in CSV, JSON lines and on the screen.
extension [UInt8] {
  /// Appends an integer in decimal.
  public mutating func append(integer: Int64) {
    if integer < 0 { append(UInt8(ascii: "-")) }
    append(digits: integer.magnitude, atLeast: 1)
  }

  /// Appends `YYYY-MM-DD`.
  public mutating func append(day: Day) {
    let (year, month, day) = day.civil
    if year < 0 { append(UInt8(ascii: "-")) }
    append(digits: UInt64(year.magnitude), atLeast: 4)
    append(UInt8(ascii: "-"))
    append(digits: UInt64(month), atLeast: 2)
    append(UInt8(ascii: "-"))
    append(digits: UInt64(day), atLeast: 2)
  }

  /// Appends a moment, microseconds since 1970-01-01 00:00 UTC, as `YYYY-MM-DDTHH:MM:SSZ`, with six decimals of
  /// the second if it is not whole.
  public mutating func append(moment: Int64) {
    var (day, rest) = moment.quotientAndRemainder(dividingBy: 86_400_000_000)
    if rest < 0 { (day, rest) = (day - 1, rest + 86_400_000_000) }
    let (second, fraction) = UInt64(rest).quotientAndRemainder(dividingBy: 1_000_000)
    append(day: Day(rawValue: Int32(day)))
    append(UInt8(ascii: "T"))
    append(digits: second / 3600, atLeast: 2)
    append(UInt8(ascii: ":"))
    append(digits: second / 60 % 60, atLeast: 2)
    append(UInt8(ascii: ":"))
    append(digits: second % 60, atLeast: 2)
    if fraction != 0 {
      append(UInt8(ascii: "."))
      append(digits: fraction, atLeast: 6)
    }
    append(UInt8(ascii: "Z"))
  }

  /// Appends an amount of minor units in major units, with `scale` decimals: -5 at scale 2 is -0.05.
  public mutating func append(money: Int64, scale: Int) {
    if money < 0 { append(UInt8(ascii: "-")) }
    append(fixed: money.magnitude, decimals: scale)
  }

  /// Appends a number with six decimals, rounded half to even; never `-0.000000`.
  ///
  /// From 2^63 on it is the shortest decimal that reads back as the same number.
  ///
  /// - Precondition: the number is finite.
  public mutating func append(real: Double) {
    precondition(real.isFinite, "no NaN or infinity leaves the program")
    guard real.magnitude < 0x1p63 else {
      append(contentsOf: real.description.utf8)
      return
    }
    let (whole, millionths) = real.inMillionths
    let carry: UInt64 = millionths == 1e6 ? 1 : 0
    if real < 0 && (whole > 0 || millionths > 0) { append(UInt8(ascii: "-")) }
    append(digits: UInt64(whole) + carry, atLeast: 1)
    append(UInt8(ascii: "."))
    append(digits: carry == 1 ? 0 : UInt64(millionths), atLeast: 6)
  }

  /// Appends the value of a column that is not text, as both text formats write it.
  ///
  /// - Precondition: the value is present.
  public mutating func append(scalar column: Column, row: Int) {
    switch (column.values, column.field.type) {
    case (.int32(let values), .date): append(day: Day(rawValue: values[row]))
    case (.int32(let values), _): append(integer: Int64(values[row]))
    case (.int64(let values), .money(let scale)): append(money: values[row], scale: scale)
    case (.int64(let values), .count): append(integer: values[row])
    case (.int64(let values), .timestamp): append(moment: values[row])
    case (.real(let values), _): append(real: values[row])
    case (.boolean(let values), _): append(contentsOf: (values[row] ? "true" : "false").utf8)
    default: preconditionFailure("a text column has no scalar")
    }
  }

  private mutating func append(fixed: UInt64, decimals: Int) {
    var power: UInt64 = 1
    for _ in 0..<decimals { power *= 10 }
    append(digits: fixed / power, atLeast: 1)
    guard decimals > 0 else { return }
    append(UInt8(ascii: "."))
    append(digits: fixed % power, atLeast: decimals)
  }

  private mutating func append(digits: UInt64, atLeast width: Int) {
    var buffer = InlineArray<20, UInt8>(repeating: UInt8(ascii: "0"))
    var rest = digits
    var start = 20
    while rest > 0 {
      start -= 1
      buffer[start] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10)
      rest /= 10
    }
    start = Swift.min(start, 20 - width)
    for index in start..<20 { append(buffer[index]) }
  }
}

extension Double {
  /// The magnitude as a whole number and 0 to 1,000,000 millionths, rounded half to even.
  @inline(__always)
  var inMillionths: (whole: Double, millionths: Double) {
    let whole = magnitude.rounded(.down)
    let fraction = magnitude - whole
    let product = fraction * 1e6
    var millionths = product.rounded(.toNearestOrEven)
    if (product - millionths).magnitude == 0.5 {
      // The product may only have been rounded to a half; what that took away decides.
      let lost = (-product).addingProduct(fraction, 1e6)
      if lost != 0 { millionths = product.rounded(lost > 0 ? .up : .down) }
    }
    return (whole, millionths)
  }
}
