import Columns
import Foundation
import TestSupport
import Testing

@Suite struct TextFormatTests {
  private func text(_ write: (inout [UInt8]) -> Void) -> String {
    var bytes: [UInt8] = []
    write(&bytes)
    return String(decoding: bytes, as: UTF8.self)
  }

  private func money(_ amount: Int64, _ scale: Int) -> String {
    text { $0.append(money: amount, scale: scale) }
  }

  private func real(_ value: Double) -> String { text { $0.append(real: value) } }

  @Test(arguments: [0, 1, -1, 9, 10, 99, 100, -12_345, .max, .min] as [Int64])
  func `writes integers as Swift does`(value: Int64) {
    #expect(text { $0.append(integer: value) } == "\(value)")
  }

  @Test(
    arguments: [
      (0, 0, "0"), (5, 0, "5"), (-5, 0, "-5"), (.min, 0, "-9223372036854775808"),
      (0, 2, "0.00"), (5, 2, "0.05"), (-5, 2, "-0.05"), (99, 2, "0.99"), (100, 2, "1.00"),
      (-12_345, 2, "-123.45"), (.max, 2, "92233720368547758.07"),
      (.min, 2, "-92233720368547758.08"),
      (1, 3, "0.001"), (-1000, 3, "-1.000"), (.max, 3, "9223372036854775.807"),
      (.min, 3, "-9223372036854775.808"), (12_345, 4, "1.2345"), (.min, 4, "-922337203685477.5808"),
    ] as [(Int64, Int, String)])
  func `writes money in major units with all decimals`(amount: Int64, scale: Int, expected: String)
  {
    #expect(money(amount, scale) == expected)
  }

  @Test(
    arguments: [
      (0, "1970-01-01T00:00:00Z"), (-1, "1969-12-31T23:59:59.999999Z"),
      (1_709_251_199_000_000, "2024-02-29T23:59:59Z"),
      (1_709_164_800_000_040, "2024-02-29T00:00:00.000040Z"),
      (-86_400_000_000, "1969-12-31T00:00:00Z"),
      (.max, "294247-01-10T04:00:54.775807Z"),
    ] as [(Int64, String)])
  func `writes moments in UTC`(moment: Int64, expected: String) {
    #expect(text { $0.append(moment: moment) } == expected)
  }

  @Test func `money reads back as the same decimal`() throws {
    var generator = Generator.seeded()
    for _ in 0..<5000 {
      let amount =
        Int64.random(in: .min ... .max, using: &generator)
        >> Int64.random(in: 0...63, using: &generator)
      let scale = Int.random(in: 0...4, using: &generator)
      let expected = Decimal(
        sign: amount < 0 ? .minus : .plus, exponent: -scale, significand: Decimal(amount.magnitude))
      try #require(Decimal(string: money(amount, scale)) == expected, "\(amount) at scale \(scale)")
    }
  }

  @Test(
    arguments: [
      (0, "0.000000"), (-0.0, "0.000000"), (1, "1.000000"), (-1.5, "-1.500000"),
      (-1e-7, "0.000000"), (-4.9e-7, "0.000000"), (-.leastNonzeroMagnitude, "0.000000"),
      (-5.1e-7, "-0.000001"), (0.1, "0.100000"), (1 / 3, "0.333333"), (2 / 3, "0.666667"),
      (0.9999995, "1.000000"), (0.99999949, "0.999999"), (0.9999996, "1.000000"),
      (123_456_789.0123455, "123456789.012345"),
      (1e12, "1000000000000.000000"), (1e300, "1e+300"),
    ] as [(Double, String)])
  func `writes reals with six decimals`(value: Double, expected: String) {
    #expect(real(value) == expected)
  }

  /// k/128 has seven decimals and so is exactly a half for odd multiples of 64 in the millionths.
  @Test func `rounds an exact half to even`() {
    #expect(real(0.0078125) == "0.007812")
    #expect(real(0.0234375) == "0.023438")
    #expect(real(-0.0234375) == "-0.023438")
    #expect(real(1.0078125) == "1.007812")
  }

  @Test func `rounds as the C library does, near halves too`() throws {
    var generator = Generator.seeded()
    for index in 0..<40_000 {
      var value =
        switch index % 4 {
        case 0: Double.random(in: 0...1, using: &generator)
        // The double next to k + ½ millionths.
        case 1: (Double(Int.random(in: 0...9_000_000, using: &generator)) + 0.5) / 1e6
        case 2: Double(Int.random(in: 0...1_000_000, using: &generator)) / 128
        default: Double.random(in: 0...1, using: &generator) * pow(2, Double(index % 63))
        }
      if Bool.random(using: &generator) { value = -value }
      let printed = String(format: "%.6f", value)
      try #require(real(value) == (printed == "-0.000000" ? "0.000000" : printed), "\(value)")
    }
  }

  @Test(arguments: [9.2e18, 0x1p63, 1e19, 12_345_678_901_234.562, 1e16, .greatestFiniteMagnitude])
  func `writes huge reals so that they read back`(value: Double) {
    #expect(Double(real(value)) == value)
    #expect(Double(real(-value)) == -value)
  }

  @Test(arguments: [Double.nan, .infinity, -.infinity])
  func `no NaN or infinity leaves the program`(value: Double) async {
    await #expect(processExitsWith: .failure) { [bits = value.bitPattern as UInt64] in
      var bytes: [UInt8] = []
      bytes.append(real: Double(bitPattern: bits))
    }
  }

  @Test func `appends to what is there`() {
    var bytes = Array("a,".utf8)
    bytes.append(integer: 7)
    bytes.append(day: Day(rawValue: 0))
    #expect(String(decoding: bytes, as: UTF8.self) == "a,71970-01-01")
  }
}
