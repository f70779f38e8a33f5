public import Columns

/// What is known of a person beside their orders.
///
/// Texts are as imports keep them: e-mails in lower case, phones as their digits, behind a + if they began with one
/// or with 00, the others as written, without blanks around them.
public struct Contact: Sendable, Equatable {
  /// The e-mail address.
  public var email: String?
  /// The phone number.
  public var phone: String?
  /// The given name.
  public var firstName: String?
  /// The family name.
  public var lastName: String?
  /// The whole name.
  public var name: String?
  /// The country, by a code or a name.
  public var country: String?
  /// The postal code.
  public var postcode: String?
  /// The town.
  public var city: String?
  /// Whether the person may be written to; nil if nobody knows.
  public var consent: Bool?
  /// The day of birth.
  public var birthday: Day?
  /// The first day of an order that said something of the person, or that of a registration.
  public var firstSeen: Day?

  /// Somebody of whom nothing is known.
  public init() {}
}

extension Contact {
  /// A row of `customers`.
  init(_ block: TableBlock, row: Int) {
    let facts = CustomerFacts(block, row: row)
    func text(_ role: Role) -> String? {
      facts.texts[role].map { String(decoding: $0, as: UTF8.self) }
    }
    email = text(.email)
    phone = text(.phone)
    firstName = text(.firstName)
    lastName = text(.lastName)
    name = text(.name)
    country = text(.country)
    postcode = text(.postcode)
    city = text(.city)
    consent = facts.consent
    birthday = facts.birthday.map { Day(rawValue: $0) }
    firstSeen = facts.firstSeen.map { Day(rawValue: $0) }
  }
}
