internal import Columns
internal import Orders

// The whole of what is known, for people and systems of the shop's own: everybody on the list, the columns of the score
// table by their names, contacts in their usual forms or, where they have none, as they were written.

extension Receiver {
  static func tableHeader(_ settings: ListSettings) -> [String] {
    [
      "customer_id", "email", "phone", "first_name", "last_name", "name", "country", "postcode",
      "city", "subscribed", "birthday", "orders", "last_order_date", "net_revenue",
      "average_order_value", "average_days_between_purchases", "churn_probability",
      "expected_orders_\(settings.horizon)", "clv_\(settings.horizon)", "next_order_due_date",
      "lifecycle_stage", "rfm_segment", "value_tier", "list_reason", "as_of",
    ]
  }

  func tableRow(_ member: ListMember, _ settings: ListSettings) -> ListRow {
    let (contact, figures, scale) = (member.contact, member.figures, settings.scale)
    let reach = Reach(contact)
    var row = ListRow(reach)
    row.id(member.id)
    if let email = reach.email { row.text(email.text) } else { row.typed(contact.email) }
    if let phone = reach.phone { row.text(phone.e164) } else { row.typed(contact.phone) }
    row.typed(contact.firstName)
    row.typed(contact.lastName)
    row.typed(contact.name)
    row.typed(reach.country?.code ?? contact.country)
    row.typed(contact.postcode)
    row.typed(contact.city)
    row.text(contact.consent.map { $0 ? "yes" : "no" } ?? "unknown")
    row.day(contact.birthday)
    row.integer(figures?.orders)
    row.day(figures?.lastOrder)
    row.money(figures?.revenue, scale: scale)
    row.money(figures?.averageOrderValue, scale: scale)
    row.real(figures?.daysBetweenPurchases)
    row.outlook(member, settings)
    return row
  }
}
