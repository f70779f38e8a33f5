/// What stands before or after an amount and says its currency: a sign, an abbreviation, or an ISO 4217 code.
struct CurrencySymbol: Sendable, Equatable {
  /// The codes that it may mean, best known first; empty if it may mean many.
  let codes: [String]

  /// What people write, in UTF-8, and the codes it may mean; what begins like another is listed before it.
  private static let spelled: [(String, String)] = [
    ("US$", "USD"), ("CA$", "CAD"), ("C$", "CAD"), ("AU$", "AUD"), ("A$", "AUD"), ("NZ$", "NZD"),
    ("HK$", "HKD"), ("NT$", "TWD"), ("MX$", "MXN"), ("S$", "SGD"), ("R$", "BRL"),
    ("$", "USD CAD AUD NZD HKD SGD TWD MXN ARS CLP COP BBD BMD BSD BZD FJD JMD LRD NAD TTD XCD"),
    ("€", "EUR"), ("£", "GBP EGP LBP SYP GIP FKP SHP"), ("¥", "JPY CNY"), ("₹", "INR"),
    ("₽", "RUB"), ("₩", "KRW"), ("₺", "TRY"), ("₴", "UAH"), ("₪", "ILS"), ("₫", "VND"),
    ("₱", "PHP"), ("฿", "THB"), ("₦", "NGN"), ("₡", "CRC"), ("₵", "GHS"), ("₸", "KZT"),
    ("₼", "AZN"), ("₾", "GEL"), ("₲", "PYG"), ("kr.", "DKK SEK NOK ISK"),
    ("kr", "SEK NOK DKK ISK"), ("zł", "PLN"), ("Kč", "CZK"), ("Ft", "HUF"), ("лв.", "BGN"),
    ("лв", "BGN"), ("руб.", "RUB"), ("Fr.", "CHF"), ("Rs.", "INR PKR LKR NPR MUR"),
    ("Rs", "INR PKR LKR NPR MUR"), ("RM", "MYR"), ("Rp", "IDR"), ("TL", "TRY"),
  ]

  private static let known = spelled.map { spelling, codes in
    (
      bytes: Array(spelling.utf8),
      symbol: CurrencySymbol(codes: codes.split(separator: " ").map { String($0) })
    )
  }

  /// The codes of ISO 4217 that are in use.
  private static let codes = Set(
    """
    AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN
    BZD CAD CDF CHF CLF CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP
    GEL GHS GIP GMD GNF GTQ GYD HKD HNL HRK HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS
    KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR
    MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF
    SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD
    TZS UAH UGX USD UYU UYW UZS VED VES VND VUV WST XAF XCD XCG XOF XPF YER ZAR ZMW ZWG
    """.split { $0 == " " || $0 == "\n" }.map(String.init))

  /// The symbol that a range begins with, and its bytes; nil if it begins with none.
  static func read(
    _ bytes: [UInt8], _ range: Range<Int>
  ) -> (symbol: CurrencySymbol, count: Int)? {
    func isLetter(_ at: Int) -> Bool {
      at < range.upperBound && (97...122).contains(bytes[at] | 0x20)
    }
    let word = range.prefix { isLetter($0) }
    if word.count == 3 {
      let code = String(decoding: bytes[word], as: UTF8.self).uppercased()
      if codes.contains(code) { return (CurrencySymbol(codes: [code]), 3) }
    }
    guard let match = known.first(where: { bytes[range].starts(with: $0.bytes) })
    else { return nil }
    // An abbreviation is a whole word.
    let end = range.lowerBound + match.bytes.count
    return isLetter(end - 1) && isLetter(end) ? nil : (match.symbol, match.bytes.count)
  }

  /// Whether both may mean the same currency.
  func agrees(with other: CurrencySymbol) -> Bool { codes.contains { other.codes.contains($0) } }

  /// Whether it may mean the currency of a code.
  func means(_ code: String) -> Bool { codes.contains(code) }
}
