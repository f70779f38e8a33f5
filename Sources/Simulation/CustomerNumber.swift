// C482915370166: a letter and twelve digits, which are a permutation of the customer's number. Of its two
// halves of six digits, one after the other has a function of the other half added, modulo 10^6 (a Feistel
// network): each step can be undone, so no two customers share an id.

/// The number of a simulated customer, counted from 0, and the id that orders show.
package enum CustomerNumber {
  /// The length of every id.
  package static let idLength = 13

  private static let half: UInt64 = 1_000_000

  /// The twelve digits of a customer's id, in two numbers of six.
  package static func digits(of number: UInt32) -> (left: UInt64, right: UInt64) {
    var left = UInt64(number) / half
    var right = UInt64(number) % half
    for step in 1...4 {
      let sum = left + mixed(right, step: step)
      (left, right) = (right, sum < half ? sum : sum - half)
    }
    return (left, right)
  }

  /// A number below 10^6 for each number below it, another one in each step.
  package static func mixed(_ right: UInt64, step: Int) -> UInt64 {
    // Two rounds: after one, consecutive numbers are still spread more evenly than by chance, and sums of such
    // are not.
    var bits = (right &+ UInt64(step) &* half) &* 0x9e37_79b9_7f4a_7c15
    bits = (bits ^ (bits &>> 32)) &* 0xd6e8_feb8_6659_fd93
    return ((bits &>> 32) &* half) &>> 32
  }

  /// Writes the id of a customer.
  package static func writeID(of number: UInt32, to bytes: inout MutableSpan<UInt8>, at start: Int)
  {
    let (left, right) = digits(of: number)
    bytes[start] = UInt8(ascii: "C")
    writeDigits(UInt32(left), to: &bytes, at: start + 1)
    writeDigits(UInt32(right), to: &bytes, at: start + 7)
  }

  @inline(__always)
  private static func writeDigits(
    _ number: UInt32, to bytes: inout MutableSpan<UInt8>, at start: Int
  ) {
    var power: UInt32 = 100_000
    for place in 0..<6 {
      bytes[start + place] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: number / power % 10)
      power /= 10
    }
  }
}
