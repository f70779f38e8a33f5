/// A country, with how its telephone numbers are written.
public struct Country: Sendable, Equatable {
  /// The two letters of ISO 3166-1, in upper case.
  public let code: String
  /// The digits that stand for the country in international numbers; empty if there are none.
  let callingCode: [UInt8]
  /// The digits dialled before a national number within the country; empty if there are none.
  let trunk: [UInt8]
  /// Whether national numbers are always written with these digits.
  let hasTrunkAlways: Bool
  /// How many digits a national number has, without the trunk prefix.
  let lengths: ClosedRange<Int>

  /// The country of a code of two or three letters, or of a name; nil for any other text.
  ///
  /// Nothing but letters counts, in lower or upper case: `U.S.A.` is `USA`.
  public init?(_ text: String) {
    guard let country = Self.byName[text] ?? Self.byName[Self.key(text)] else { return nil }
    self = country
  }

  /// Whether a national number may have so many digits.
  func allows(_ national: ArraySlice<UInt8>) -> Bool { lengths.contains(national.count) }

  /// The countries of the calling code that some digits begin with; no code begins with another one, nor with 0.
  static func countries(calledBy digits: ArraySlice<UInt8>) -> [Country] {
    var code = 0
    for digit in digits.prefix(3) {
      code = 10 * code + Int(digit - 0x30)
      if !byCallingCode[code].isEmpty { return byCallingCode[code] }
    }
    return []
  }

  private static func key(_ text: String) -> String { text.lowered.letters }

  /// All countries with what they are found by.
  private static let rows: [(country: Country, names: [String])] = table.split(separator: "\n").map
  {
    let fields = $0.split(separator: " ", maxSplits: 6).map(String.init)
    guard fields.count == 7, let fewest = Int(fields[4]), let most = Int(fields[5]) else {
      preconditionFailure("a line of seven fields: \($0)")
    }
    func digits(_ field: String) -> [UInt8] { field == "-" ? [] : Array(field.utf8) }
    let country = Country(
      code: fields[0], callingCode: digits(fields[2]),
      trunk: digits(fields[3]).filter { $0 != UInt8(ascii: "?") },
      hasTrunkAlways: fields[3].hasPrefix("0") && !fields[3].hasSuffix("?"),
      lengths: fewest...most)
    return (country, [fields[0], fields[1]] + fields[6].split(separator: "|").map(String.init))
  }

  private static let byName: [String: Country] = Dictionary(
    rows.flatMap { row in (row.names.map(key) + [row.country.code]).map { ($0, row.country) } },
    uniquingKeysWith: { first, _ in first })

  private static let byCallingCode: [[Country]] = rows.reduce(
    into: [[Country]](repeating: [], count: 1000)
  ) { codes, row in
    guard let code = Int(String(decoding: row.country.callingCode, as: UTF8.self)) else { return }
    codes[code].append(row.country)
  }

  private init(
    code: String, callingCode: [UInt8], trunk: [UInt8], hasTrunkAlways: Bool,
    lengths: ClosedRange<Int>
  ) {
    self.code = code
    self.callingCode = callingCode
    self.trunk = trunk
    self.hasTrunkAlways = hasTrunkAlways
    self.lengths = lengths
  }
}
