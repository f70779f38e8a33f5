internal import Columns
internal import Orders

// Klaviyo Help Center, "How to create and add subscribers to a new list" and "Troubleshooting list uploads": a first
// column of e-mails, custom properties by their headers, no e-mail or phone twice. The properties have the names of
// Klaviyo's own predictive analytics. A day without a time is midnight UTC there, and so the day before to the west of
// Greenwich: noon UTC is the same day from UTC-12 to UTC+11.

extension Receiver {
  static let klaviyoHeader = [
    "Email Address", "Phone Number", "First Name", "Last Name", "Country", "Zip Code", "City",
    "customer_id", "historic_clv", "predicted_clv", "total_clv", "historic_number_of_orders",
    "predicted_number_of_orders", "average_days_between_orders", "average_order_value",
    "churn_probability", "expected_date_of_next_order", "lifecycle_stage", "rfm_segment",
    "value_tier", "list_reason", "as_of",
  ]
  private static let noon = " 12:00:00"

  func klaviyoRow(_ member: ListMember, _ settings: ListSettings) -> ListRow {
    let (contact, figures, scale) = (member.contact, member.figures, settings.scale)
    let reach = Reach(contact)
    var row = ListRow(reach)
    let email = reach.email.map { ContactDigest($0.text).key }
    let phone = reach.phone.map { ContactDigest($0.e164).key }
    row.text(reach.email?.text)
    row.secondKey(reach.phone, email == nil ? nil : phone)
    row.typed(contact.firstName)
    row.typed(contact.lastName)
    row.typed(reach.country?.code ?? contact.country)
    row.typed(contact.postcode)
    row.typed(contact.city)
    row.id(member.id)
    row.money(figures?.revenue, scale: scale)
    row.money(figures?.clv, scale: scale)
    row.money(figures.flatMap(\.totalValue), scale: scale)
    row.integer(figures?.orders)
    row.real(figures?.expectedOrders)
    row.real(figures?.daysBetweenPurchases)
    row.money(figures?.averageOrderValue, scale: scale)
    row.real(figures?.churnProbability)
    row.day(figures?.nextOrder, at: Self.noon)
    row.text(figures?.stage)
    row.text(figures?.segment)
    row.text(figures?.tier)
    row.typed(member.reason)
    row.day(settings.asOf, at: Self.noon)
    row.key = email ?? phone
    return row
  }
}

extension ListMember.Figures {
  /// What the customer has brought and will bring; nil without amounts, or if it is beyond any amount.
  fileprivate var totalValue: Int64? {
    guard let revenue, let clv else { return nil }
    let (total, isTooLarge) = revenue.addingReportingOverflow(clv)
    return isTooLarge ? nil : total
  }
}
