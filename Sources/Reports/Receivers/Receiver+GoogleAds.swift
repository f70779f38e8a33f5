internal import Orders

// Google Ads Help, "Format your customer data file" and "About the customer matching process": English headers; e-mail,
// phone and names as SHA-256 of their forms in lower case without needless spaces, phones as E.164 with the +; country
// and postal code never hashed; the postal match needs name, country and code.

extension Receiver {
  static let googleAdsHeader = ["Email", "Phone", "First Name", "Last Name", "Country", "Zip"]

  func googleAdsRow(_ member: ListMember) -> ListRow {
    let reach = Reach(member.contact)
    let match = PostalMatch(
      member.contact, in: reach.country, name: { $0.lowered.collapsed }, postcode: \.collapsed)
    var row = ListRow(reach)
    let email = reach.email.map { ContactDigest($0.text) }
    let phone = reach.phone.map { ContactDigest($0.e164) }
    row.digest(email)
    row.digest(phone)
    row.digest(match.map { ContactDigest($0.firstName) })
    row.digest(match.map { ContactDigest($0.lastName) })
    row.text(match?.country.code)
    row.typed(match?.postcode)
    row.key = email?.key ?? phone?.key ?? match?.key
    return row
  }
}
