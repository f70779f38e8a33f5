import Testing

@testable import Orders

@Suite struct TextFormTests {
  private func read(
    _ text: String, _ role: Role, hasFloatIDs: Bool = false, key: CustomerKey = .id
  ) -> String? {
    let bytes = Array("<\(text)>".utf8)
    var changed: [UInt8]?
    guard let form = TextForm(role, hasFloatIDs: hasFloatIDs, key: key),
      let range = form.read(bytes, 1..<bytes.count - 1, changed: &changed)
    else { return nil }
    return String(decoding: changed.map { $0[range] } ?? bytes[range], as: UTF8.self)
  }

  @Test(arguments: [
    ("ann@example.com", "ann@example.com"), (" Ann.B+x@Example.COM\t", "ann.b+x@example.com"),
    ("JÜRGEN@bücher.DE", "jürgen@bücher.de"), (" ", ""), ("", ""),
  ])
  func `e-mails lose blanks and capitals and nothing else`(text: String, normal: String) {
    #expect(read(text, .email) == normal)
  }

  @Test(arguments: [
    ("+49 (151) 23-45", "+491512345"), ("0049 151 2345", "+491512345"),
    ("'+491512345", "+491512345"), ("(+49) 151 2345", "+491512345"), ("491512345", "491512345"),
    ("0151 2345", "01512345"), ("0151+2345", "01512345"), ("n/a", ""), ("00", ""), ("+", ""),
  ])
  func `phones are their digits, behind a + if there was one`(text: String, normal: String) {
    #expect(read(text, .phone) == normal)
    #expect(read(text, .phone, key: .phone) == normal.filter { $0 != "+" }, "customers have none")
  }

  @Test(arguments: [
    ("00123", "00123"), (" 7 ", " 7 "), ("  ", ""), ("1e5", "1e5"), ("'75008", "'75008"),
    ("13085.0", "13085.0"), ("18446744073709551615", "18446744073709551615"),
  ])
  func `ids stay as written`(text: String, normal: String) {
    #expect(read(text, .customerID) == normal)
    #expect(read(text, .orderID) == normal)
  }

  @Test(arguments: [
    ("13085.0", "13085"), ("13085.000", "13085"), ("13085.", "13085."), ("13085.5", "13085.5"),
    (".0", ".0"), ("x.0", "x.0"), ("C489449", "C489449"), ("00123.0", "00123"),
  ])
  func `ids that were floats are whole`(text: String, normal: String) {
    #expect(read(text, .customerID, hasFloatIDs: true) == normal)
    #expect(read(text, .product, hasFloatIDs: true) == text)
  }

  @Test func `what a table marks as text is none of it`() {
    #expect(read(" '75008 ", .postcode) == "75008")
    #expect(read("'75008", .product) == "'75008")
    #expect(read("a\0b", .name) == nil)
    var changed: [UInt8]?
    #expect(TextForm.email.read([0x61, 0xFF], 0..<2, changed: &changed) == nil)
  }
}
