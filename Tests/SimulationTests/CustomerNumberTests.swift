import Simulation
import TestSupport
import Testing

@Suite struct CustomerNumberTests {
  /// The customer's number, from the digits of the id: the steps undone from the last to the first.
  private static func number(of digits: UInt64) -> UInt64 {
    let half: UInt64 = 1_000_000
    var (left, right) = (digits / half, digits % half)
    for step in (1...4).reversed() {
      let mixed = (left &+ UInt64(step) &* half) &* 0x9e37_79b9_7f4a_7c15
      (left, right) = ((right + half - ((mixed ^ mixed >> 29) >> 32) % half) % half, left)
    }
    return left * half + right
  }

  @Test func `every id leads back to its customer`() {
    var generator = Generator.seeded()
    let random = (0..<2000).map { _ in UInt32.random(in: .min ... .max, using: &generator) }
    for customer in Array(0..<2000) + random + [.max - 1, .max] {
      let digits = CustomerNumber.digits(of: customer)
      #expect(digits < 1_000_000_000_000)
      #expect(Self.number(of: digits) == UInt64(customer))
    }
  }

  @Test func `an id is a letter and twelve digits`() {
    var generator = Generator.seeded()
    for _ in 0..<2000 {
      let customer = UInt32.random(in: .min ... .max, using: &generator)
      var bytes: [UInt8] = Array("before".utf8)
      CustomerNumber.appendID(of: customer, to: &bytes)
      let digits = String(CustomerNumber.digits(of: customer))
      let id = "C" + String(repeating: "0", count: 12 - digits.count) + digits
      #expect(String(decoding: bytes, as: UTF8.self) == "before" + id)
      #expect(id.utf8.count == CustomerNumber.idLength)
    }
  }

  @Test func `ids of consecutive customers spread over all digits`() {
    let high = (0..<10_000).map { CustomerNumber.digits(of: $0) / 100_000_000_000 }
    for digit in 0..<10 {
      #expect(abs(high.filter { $0 == UInt64(digit) }.count - 1000) < 150)
    }
  }
}
