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

  /// Appends an amount of minor units in major units, with `scale` decimals: -5 at scale 2 is -0.05.
  public mutating func append(money: Int64, scale: Int) {
    if money < 0 { append(UInt8(ascii: "-")) }
    append(fixed: money.magnitude, decimals: scale)
  }

  /// Appends a number with six decimals, rounded half to even; never `-0.000000`.
  ///
  /// - Precondition: the number is finite.
  public mutating func append(real: Double) {
    precondition(real.isFinite, "no NaN or infinity leaves the program")
    let millionths = (real.magnitude * 1e6).rounded(.toNearestOrEven)
    // Beyond 2^63 millionths there are no decimals left in a Double.
    guard millionths < 9.2e18 else {
      append(contentsOf: real.description.utf8)
      return
    }
    if real < 0 && millionths > 0 { append(UInt8(ascii: "-")) }
    append(fixed: UInt64(millionths), decimals: 6)
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
