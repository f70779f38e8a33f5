// C482915370166: a letter and twelve digits, which are a permutation of the customer's number. Of its two
// halves of six digits, one after the other has a function of the other half added, modulo 10^6 (a Feistel
// network): each step can be undone, so no two customers share an id.

/// The number of a simulated customer, counted from 0, and the id that orders show.
package enum CustomerNumber {
  /// The length of every id.
  package static let idLength = 13

  /// The twelve digits of a customer's id, as a number.
  package static func digits(of number: UInt32) -> UInt64 {
    let half: UInt64 = 1_000_000
    var left = UInt64(number) / half
    var right = UInt64(number) % half
    for step in 1...4 {
      let mixed = (right &+ UInt64(step) &* half) &* 0x9e37_79b9_7f4a_7c15
      (left, right) = (right, (left + (mixed ^ mixed >> 29) >> 32) % half)
    }
    return left * half + right
  }

  /// Appends the id of a customer.
  package static func appendID(of number: UInt32, to bytes: inout [UInt8]) {
    var rest = digits(of: number)
    var text = InlineArray<13, UInt8>(repeating: UInt8(ascii: "C"))
    for place in stride(from: 12, to: 0, by: -1) {
      text[place] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10)
      rest /= 10
    }
    for place in 0..<13 { bytes.append(text[place]) }
  }
}
