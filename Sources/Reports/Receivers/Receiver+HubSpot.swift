internal import Columns
internal import Orders

// HubSpot Knowledge Base, "Set up your import files": headers are the names of properties; contacts are told apart by
// their e-mail alone, so that a row without one would be another contact with each import. Days are YYYY-MM-DD.
// `Lifecycle stage` is a property of HubSpot's own with fixed values; ours has another name.

extension Receiver {
  static func hubSpotHeader(_ settings: ListSettings) -> [String] {
    [
      "Email", "First name", "Last name", "Phone number", "Country/Region", "Postal code", "City",
      "customer_id", "orders", "last_order_date", "net_revenue", "average_order_value",
      "churn_probability", "expected_orders_\(settings.horizon)", "clv_\(settings.horizon)",
      "next_order_due_date", "customer_lifecycle_stage", "rfm_segment", "value_tier",
      "list_reason", "as_of",
    ]
  }

  func hubSpotRow(_ member: ListMember, _ settings: ListSettings) -> ListRow {
    let (contact, figures, scale) = (member.contact, member.figures, settings.scale)
    let reach = Reach(contact)
    var row = ListRow(reach)
    row.text(reach.email?.text)
    row.typed(contact.firstName)
    row.typed(contact.lastName)
    row.text(reach.phone?.e164)
    row.typed(reach.country?.code ?? contact.country)
    row.typed(contact.postcode)
    row.typed(contact.city)
    row.id(member.id)
    row.integer(figures?.orders)
    row.day(figures?.lastOrder)
    row.money(figures?.revenue, scale: scale)
    row.money(figures?.averageOrderValue, scale: scale)
    row.outlook(member, settings)
    row.key = reach.email.map { ContactDigest($0.text).key }
    return row
  }
}
