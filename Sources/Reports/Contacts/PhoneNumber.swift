// A number as people write it  →  its digits, and whether a + or 00 says that they begin with a calling code
//                              →  calling code and national number, if there is one reading alone
//
// An international number that has lost its +, as it does where tables take it for a number, and a national one look alike:
//
//   the digits begin with     in countries that always write 0    in others
//   the trunk prefix          national                            national
//   the own calling code      international                       international, unless it may be national, too
//   anything else             national, its 0 lost, unless it     national
//                             may be another country's
//
// What may be read in two ways is not read: a message would go to a stranger.

/// A telephone number in the form of ITU-T E.164.
public struct PhoneNumber: Sendable, Equatable {
  /// Calling code and national number, 7 to 15 digits.
  public let digits: String

  /// The number with the + before it.
  public var e164: String { "+" + digits }

  /// The number that a text is, of somebody in a country; nil if it is none, or may be two.
  public init?(_ text: String, in country: Country?) {
    guard let written = Written(text) else { return nil }
    let number =
      written.isInternational
      ? Self.international(written.digits[...])
      : country.flatMap { Self.national(written.digits[...], in: $0) }
    guard let number, (7...15).contains(number.count) else { return nil }
    digits = String(decoding: number, as: UTF8.self)
  }

  /// The digits of a text.
  private struct Written {
    var digits: [UInt8] = []
    /// Whether they begin with a calling code for sure.
    var isInternational = false

    /// Nil if there is anything but digits and what people write between them.
    init?(_ text: String) {
      for scalar in text.withoutFloatEnd.unicodeScalars {
        if let digit = Self.digit(scalar) {
          digits.append(0x30 + digit)
        } else if scalar == "+" || scalar == "\u{FF0B}" {
          if isInternational || !digits.isEmpty { return nil }
          isInternational = true
        } else if !Self.isBetweenDigits(scalar) {
          return nil
        }
      }
      if !isInternational && digits.starts(with: [0x30, 0x30]) {
        digits.removeFirst(2)
        isInternational = true
      }
    }

    /// The value of a decimal digit of any script.
    private static func digit(_ scalar: Unicode.Scalar) -> UInt8? {
      if scalar.isASCII { return "0"..."9" ~= scalar ? UInt8(scalar.value - 0x30) : nil }
      let properties = scalar.properties
      return properties.numericType == .decimal ? properties.numericValue.map { UInt8($0) } : nil
    }

    private static func isBetweenDigits(_ scalar: Unicode.Scalar) -> Bool {
      switch scalar {
      case " ", "'", ".", "/", "(", ")", "-": true
      default:
        scalar.properties.isBlank || scalar.properties.generalCategory == .dashPunctuation
      }
    }
  }

  /// A number that begins with a calling code; a trunk prefix 0 behind it, `+44 (0)20`, is dropped.
  private static func international(_ digits: ArraySlice<UInt8>) -> [UInt8]? {
    let countries = Country.countries(calledBy: digits)
    guard let country = countries.first else { return nil }
    let national = national(behind: country, digits)
    return countries.contains { $0.allows(national) } ? country.callingCode + national : nil
  }

  private static func national(
    behind country: Country, _ digits: ArraySlice<UInt8>
  ) -> ArraySlice<UInt8> {
    let national = digits.dropFirst(country.callingCode.count)
    let isRepeated = country.trunk.first == 0x30 && national.starts(with: country.trunk)
    return isRepeated ? national.dropFirst(country.trunk.count) : national
  }

  /// A number that may begin with a calling code, of somebody in a country.
  private static func national(_ digits: ArraySlice<UInt8>, in country: Country) -> [UInt8]? {
    if country.callingCode.isEmpty { return nil }
    func reading(_ national: ArraySlice<UInt8>) -> [UInt8]? {
      country.allows(national) ? country.callingCode + national : nil
    }
    let dialled =
      digits.starts(with: country.trunk) && !country.trunk.isEmpty
      ? reading(digits.dropFirst(country.trunk.count)) : nil
    let called =
      digits.starts(with: country.callingCode)
      ? reading(national(behind: country, digits)) : nil
    let bare = reading(digits)
    if country.trunk.first == 0x30 && digits.first == 0x30 { return dialled }
    if country.hasTrunkAlways {
      return called ?? (international(digits) == nil ? bare : nil)
    }
    let readings = Set([dialled, called, bare].compactMap { $0 })
    return readings.count == 1 ? readings.first : nil
  }
}

extension String {
  /// A whole number without the `.0` of a column that was read as floats; any other text as it is.
  fileprivate var withoutFloatEnd: Substring {
    let whole = dropLast(2)
    return hasSuffix(".0") && !whole.isEmpty && whole.utf8.allSatisfy { $0 &- 0x30 <= 9 }
      ? whole : self[...]
  }
}
