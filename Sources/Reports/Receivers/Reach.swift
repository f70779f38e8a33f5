internal import Orders

/// The ways to a person, each in the form in which receivers compare it.
struct Reach: Sendable {
  let email: EmailAddress?
  let phone: PhoneNumber?
  let country: Country?
  /// Parts of the contact that are there and are none of these.
  let unusable: UnusableParts

  /// The ways to a person.
  init(_ contact: Contact) {
    func isThere(_ text: String?) -> Bool { text.map { !$0.trimmed.isEmpty } ?? false }
    email = contact.email.flatMap { EmailAddress($0) }
    country = contact.country.flatMap { Country($0) }
    phone = contact.phone.flatMap { [country] in PhoneNumber($0, in: country) }
    var unusable = UnusableParts()
    if email == nil && isThere(contact.email) { unusable.insert(.email) }
    if phone == nil && isThere(contact.phone) { unusable.insert(.phone) }
    if country == nil && isThere(contact.country) { unusable.insert(.country) }
    self.unusable = unusable
  }
}

/// Parts of a contact that cannot be used as they are written.
struct UnusableParts: OptionSet, Sendable {
  let rawValue: UInt8
  static let email = UnusableParts(rawValue: 1)
  static let phone = UnusableParts(rawValue: 2)
  static let country = UnusableParts(rawValue: 4)
}

/// Name and place of a person, by which advertisers find who has neither e-mail nor phone; all four or none.
struct PostalMatch {
  let firstName: String
  let lastName: String
  let country: Country
  let postcode: String

  /// Nil if one of them is missing.
  ///
  /// - Parameters:
  ///   - contact: what is known of the person.
  ///   - country: the person's country.
  ///   - name: the form of names.
  ///   - postcode: the form of postal codes.
  init?(
    _ contact: Contact, in country: Country?, name: (String) -> String,
    postcode: (String) -> String
  ) {
    guard let country else { return nil }
    firstName = contact.firstName.map(name) ?? ""
    lastName = contact.lastName.map(name) ?? ""
    self.country = country
    self.postcode = contact.postcode.map(postcode) ?? ""
    if firstName.isEmpty || lastName.isEmpty || self.postcode.isEmpty { return nil }
  }

  /// What tells people apart who are known by it alone.
  var key: ContactKey {
    // A unit separator stands in no name.
    ContactDigest([firstName, lastName, country.code, postcode].joined(separator: "\u{1F}")).key
  }
}
