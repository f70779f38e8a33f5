import TestSupport
import Testing

@testable import Reports

@Suite struct PhoneNumberTests {
  private func read(_ text: String, _ country: String = "") -> String? {
    PhoneNumber(text, in: Country(country))?.e164
  }

  @Test(arguments: [
    ("+44 7123 456789", "", "+447123456789"), ("0044 7123 456789", "", "+447123456789"),
    ("+44 (0) 7123 456789", "", "+447123456789"), ("(+44) 7123-456789", "", "+447123456789"),
    ("07123 456789", "GB", "+447123456789"), ("447123456789", "GB", "+447123456789"),
    ("7123456789", "GB", "+447123456789"), ("7123456789.0", "GB", "+447123456789"),
    ("'07123456789", "GB", "+447123456789"), ("+447123456789", "DE", "+447123456789"),
    ("０７１２３\u{2013}456789", "GB", "+447123456789"), ("\u{FF0B}447123456789", "", "+447123456789"),
    // What stores keep of +49 (0)170 1234567.
    ("4901701234567", "DE", "+491701234567"), ("491701234567", "DE", "+491701234567"),
    ("0170/1234567", "DE", "+491701234567"), ("06 698 12345", "IT", "+390669812345"),
    ("+39 06 698 12345", "IT", "+390669812345"), ("393331234567", "IT", "+393331234567"),
    ("3331234567", "IT", "+393331234567"), ("612 34 56 78", "ES", "+34612345678"),
    ("34612345678", "ES", "+34612345678"), ("8 (912) 345-67-89", "RU", "+79123456789"),
    ("9123456789", "RU", "+79123456789"), ("812 1234567", "RU", "+78121234567"),
    ("+7 812 1234567", "RU", "+78121234567"), ("(202) 555-0143", "US", "+12025550143"),
    ("1-202-555-0143", "CA", "+12025550143"), ("06 20 123 4567", "HU", "+36201234567"),
    ("8 029 123-45-67", "BY", "+375291234567"), ("20 12 34 56", "DK", "+4520123456"),
  ])
  func `numbers are read as people write them`(text: String, country: String, number: String) {
    #expect(read(text, country) == number)
  }

  @Test(arguments: [
    ("", "DE"), ("12", "DE"), ("n/a", "DE"), ("07123 456789", ""), ("7123456789", ""),
    ("+", "DE"), ("+999 123456789", "DE"), ("+44 7123 45678901234", ""), ("+1 202 555", "US"),
    ("+44+7123456789", ""), ("0171 23456 ext. 7", "DE"), ("+800 1234 5678", ""),
    ("1-800-FLOWERS", "US"), ("4.47123E+11", "GB"), ("07123 456789", "AQ"),
    ("0+447123456789", "GB"),
    // Without its + it may be a mobile of prefix 393.
    ("39312345678", "IT"),
    // A German number that has lost its 0, or one of the United States.
    ("12025550143", "DE"), ("555-0143", "US"),
  ])
  func `what is no number, or may be two, is none`(text: String, country: String) {
    #expect(read(text, country) == nil)
  }

  /// Numbers of every country, in the forms and with the reading of libphonenumber (receivers_reference.py).
  @Test func `no number is read as another one`() {
    var unread: [String: Set<String>] = [:]
    var lines = 0
    for line in Fixtures.text("receivers/phones.tsv").split(separator: "\n") {
      let cells = line.split(separator: "\t").map(String.init)
      lines += 1
      if let own = read(cells[1], cells[0]) {
        #expect(own == cells[2], "\(line)")
      } else {
        let form =
          cells[1].hasPrefix("+") ? "+" : "+" + cells[1] == cells[2] ? "digits" : "national"
        unread[form, default: []].insert(cells[0])
      }
    }
    #expect(lines > 1400)
    // Where a number that has lost its + may be a national one, too, and mobiles of Argentina with their 15.
    #expect(unread == ["digits": ["AD", "KI", "LU", "NU", "TK", "WS"], "national": ["AR"]])
  }
}
