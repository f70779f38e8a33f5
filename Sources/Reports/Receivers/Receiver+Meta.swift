internal import Columns
internal import Orders

// Meta Business Help, "How to format a customer list when creating a custom audience" and "Customer lifetime value":
// its own template, in which a cell of 64 hexadecimal digits is taken for one that is hashed already. Everything is
// hashed here, so that nothing leaves in plain, but what must be plain: `uid` and `value`. A date of birth as a whole
// has no form of which a hash is taken; its year has.

extension Receiver {
  static let metaHeader = [
    "email", "email", "email", "phone", "phone", "phone", "madid", "fn", "ln", "zip", "ct", "st",
    "country", "dob", "doby", "gen", "age", "uid", "value",
  ]

  func metaRow(_ member: ListMember, _ settings: ListSettings) -> ListRow {
    let contact = member.contact
    let reach = Reach(contact)
    func bare(_ text: String) -> String { text.lowered.withoutPunctuation.collapsed }
    func postcode(_ text: String) -> String {
      let code = bare(text).withoutSpaces
      return reach.country?.code == "US" ? String(code.prefix(5)) : code
    }
    let match = PostalMatch(contact, in: reach.country, name: bare, postcode: postcode)
    func digest(_ text: String?) -> ContactDigest? {
      text.flatMap { $0.isEmpty ? nil : ContactDigest($0) }
    }
    var row = ListRow(reach)
    let email = digest(reach.email?.text)
    let phone = digest(reach.phone?.digits)
    row.digest(email)
    row.empty(2)
    row.digest(phone)
    row.empty(3)
    row.digest(digest(contact.firstName.map(bare)))
    row.digest(digest(contact.lastName.map(bare)))
    row.digest(digest(contact.postcode.map(postcode)))
    row.digest(digest(contact.city.map { bare($0).withoutSpaces }))
    row.empty()
    row.digest(digest(reach.country?.code.lowercased()))
    row.empty()
    row.digest(digest(contact.birthday.map { String($0.civil.year) }))
    row.empty(2)
    // An id by which the person is written to would leave in plain.
    let isContact =
      EmailAddress(member.id) != nil || PhoneNumber(member.id, in: reach.country) != nil
    if isContact { row.empty() } else { row.id(member.id) }
    // What a customer will bring is not less than nothing.
    row.money(member.figures?.clv.map { max(0, $0) }, scale: settings.scale)
    row.key = email?.key ?? phone?.key ?? match?.key
    return row
  }
}
