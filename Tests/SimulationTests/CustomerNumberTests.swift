import Simulation
import TestSupport
import Testing

@Suite struct CustomerNumberTests {
  /// The customer's number, from the digits of the id: the steps undone from the last to the first.
  private static func number(of digits: (left: UInt64, right: UInt64)) -> UInt64 {
    var (left, right) = digits
    for step in (1...4).reversed() {
      let before = (right + 1_000_000 - CustomerNumber.mixed(left, step: step)) % 1_000_000
      (left, right) = (before, left)
    }
    return left * 1_000_000 + right
  }

  @Test func `every id leads back to its customer`() {
    var generator = Generator.seeded()
    let random = (0..<2000).map { _ in UInt32.random(in: .min ... .max, using: &generator) }
    for customer in Array(0..<2000) + random + [.max - 1, .max] {
      let digits = CustomerNumber.digits(of: customer)
      #expect(digits.left < 1_000_000 && digits.right < 1_000_000)
      #expect(Self.number(of: digits) == UInt64(customer))
    }
  }

  @Test func `an id is a letter and twelve digits`() {
    var generator = Generator.seeded()
    for _ in 0..<2000 {
      let customer = UInt32.random(in: .min ... .max, using: &generator)
      var bytes = [UInt8](repeating: 0, count: 20)
      var span = bytes.mutableSpan
      CustomerNumber.writeID(of: customer, to: &span, at: 4)
      let (left, right) = CustomerNumber.digits(of: customer)
      let digits = String(1_000_000_000_000 + left * 1_000_000 + right).dropFirst()
      #expect(bytes == [0, 0, 0, 0] + Array("C\(digits)".utf8) + [0, 0, 0])
      #expect(digits.utf8.count + 1 == CustomerNumber.idLength)
    }
  }

  @Test func `ids of consecutive customers spread over all digits`() {
    let ids = (0..<10_000).map { CustomerNumber.digits(of: $0) }
    for high in [ids.map { $0.left / 100_000 }, ids.map { $0.right / 100_000 }] {
      for digit in 0..<10 {
        #expect(abs(high.filter { $0 == UInt64(digit) }.count - 1000) < 150)
      }
    }
  }
}
