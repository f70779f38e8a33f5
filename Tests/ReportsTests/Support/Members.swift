import Columns
import Foundation
import Orders
import TestSupport

@testable import Reports

/// The members in fixtures/receivers.
struct FixtureMember: Decodable {
  struct Person: Decodable {
    var email: String?
    var phone: String?
    var first_name: String?
    var last_name: String?
    var name: String?
    var country: String?
    var postcode: String?
    var city: String?
    var consent: Bool?
    var birthday: String?
  }

  struct Scores: Decodable {
    var orders: Int32
    var last_order: String
    var revenue: Int64?
    var average_order_value: Int64?
    var days_between: Double?
    var expected_orders: Double
    var churn: Double
    var clv: Int64?
    var next_order: String?
    var stage: String
    var segment: String
    var tier: String?
  }

  var id: String
  var contact: Person
  var reason: String
  var figures: Scores?

  static func all() throws -> [ListMember] {
    let data = Data(Fixtures.text("receivers/members.json").utf8)
    return try JSONDecoder().decode([FixtureMember].self, from: data).map(\.member)
  }

  private static func day(_ text: String) -> Day {
    let parts = text.split(separator: "-").compactMap { Int($0) }
    return Day(year: parts[0], month: parts[1], day: parts[2]) ?? Day(rawValue: 0)
  }

  private var member: ListMember {
    var person = Contact()
    person.email = contact.email
    person.phone = contact.phone
    person.firstName = contact.first_name
    person.lastName = contact.last_name
    person.name = contact.name
    person.country = contact.country
    person.postcode = contact.postcode
    person.city = contact.city
    person.consent = contact.consent
    person.birthday = contact.birthday.map(Self.day)
    let scores = figures.map {
      ListMember.Figures(
        orders: $0.orders, lastOrder: Self.day($0.last_order), revenue: $0.revenue,
        averageOrderValue: $0.average_order_value, daysBetweenPurchases: $0.days_between,
        expectedOrders: $0.expected_orders, churnProbability: $0.churn, clv: $0.clv,
        nextOrder: $0.next_order.map(Self.day), stage: $0.stage, segment: $0.segment,
        tier: $0.tier)
    }
    return ListMember(id: id, contact: person, figures: scores, reason: reason)
  }
}

extension ListSettings {
  /// Those that fixtures/receivers is made with.
  static let fixture = ListSettings(asOf: Day(rawValue: 20_779), horizon: 365, scale: 2)
}

extension ListMember {
  /// Somebody who agreed, with an e-mail.
  static func person(_ email: String, phone: String? = nil) -> ListMember {
    var contact = Contact()
    contact.email = email
    contact.phone = phone
    contact.consent = true
    return ListMember(id: email, contact: contact, figures: nil, reason: "")
  }
}
