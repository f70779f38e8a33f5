import Testing

@testable import Reports

@Suite struct EmailAddressTests {
  @Test(arguments: [
    ("test@example.com", "test@example.com"), (" Ann.B+x@Example.COM\t", "ann.b+x@example.com"),
    ("JÜRGEN@BÜCHER.example.com", "jürgen@bücher.example.com"),
    ("u\u{308}@example.com", "ü@example.com"), ("\u{FEFF}a@b.co\u{200B}", "a@b.co"),
    ("\u{A0}a@b.co", "a@b.co"), ("o'neil@b.co", "o'neil@b.co"), ("a.b@gmail.com", "a.b@gmail.com"),
  ])
  func `addresses lose blanks and capitals and nothing else`(text: String, address: String) {
    let read = EmailAddress(text)?.text ?? ""
    #expect(Array(read.utf8) == Array(address.utf8))
  }

  @Test(arguments: [
    "", " ", "a", "@", "a@", "@b.co", "a@b", "a@b.", "a@.b", "a@b..c", "a b@c.de", "a@b@c.de",
    "Ann <a@b.co>", "a@b.co,c@d.de", "a@b.co;", "\"a\"@b.co", "=a@b.co", "+a@b.co", "-a@b.co",
    "a\u{200B}b@c.de", "a\nb@c.de", "n/a",
  ])
  func `what mail cannot reach is no address`(text: String) {
    #expect(EmailAddress(text) == nil)
  }
}
