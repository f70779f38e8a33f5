import Testing

@testable import Reports

@Suite struct CountryTests {
  @Test(arguments: [
    ("DE", "DE"), (" de ", "DE"), ("DEU", "DE"), ("Germany", "DE"), ("U.S.A.", "US"), ("UK", "GB"),
    ("Great Britain", "GB"), ("EIRE", "IE"), ("Cote d'Ivoire", nil), ("Côte d’Ivoire", "CI"),
    ("O\u{308}sterreich", "AT"), ("Unspecified", nil), ("", nil), ("D", nil), ("42", nil),
  ])
  func `countries have their codes by codes and names`(text: String, code: String?) {
    #expect(Country(text)?.code == code)
  }
}
