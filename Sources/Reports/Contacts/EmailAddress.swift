/// An e-mail address in the form in which addresses are compared: without blanks around it, in lower case.
///
/// Dots and +tags stay: who has them in an address receives mail by it.
public struct EmailAddress: Sendable, Equatable {
  /// The address.
  public let text: String

  /// The address that a text is; nil if mail cannot reach it, or a spreadsheet would run it.
  ///
  /// It is one `@` between something and a domain with a dot in it, without blanks and the characters that stand around
  /// addresses (`<>,;:"()[]\`). One that begins with `=`, `+` or `-` is a formula to a spreadsheet; what would make it
  /// none would make it another address.
  public init?(_ text: String) {
    let address = text.lowered.trimmed
    let bytes = address.utf8
    guard let first = bytes.first, !"@=+-".utf8.contains(first),
      let at = bytes.firstIndex(of: UInt8(ascii: "@")),
      !bytes.contains(where: { Self.strange.contains($0) }),
      bytes.allSatisfy({ 0x21...0x7E ~= $0 })
        || !address.unicodeScalars.contains(where: { $0.properties.isBlank })
    else { return nil }
    let domain = bytes[bytes.index(after: at)...]
    let labels = domain.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    guard labels.count >= 2, labels.allSatisfy({ !$0.isEmpty }),
      !domain.contains(UInt8(ascii: "@"))
    else { return nil }
    self.text = String(address)
  }

  /// What stands around addresses, or between them.
  private static let strange = "<>,;:\"()[]\\".utf8
}
