import Columns
import TestSupport
import Testing

@testable import Orders

/// What is known of customers.
@Suite struct CustomerFactsTests {
  private static func facts(_ texts: [Role: String], day: Int32? = nil) -> CustomerFacts {
    CustomerFacts(texts.mapValues { Array($0.utf8) }, day: day)
  }

  @Test(
    arguments: [
      ("yes", true), ("TRUE", true), ("1", true), (" Subscribed ", true), ("opted in", true),
      ("no", false), ("False", false), ("0", false), ("unsubscribed", false),
      ("not subscribed", false), ("", nil), ("maybe", nil), ("2", nil), ("pending", nil),
    ] as [(String, Bool?)])
  func `consent is yes, no or not known`(text: String, consent: Bool?) {
    #expect(Self.facts([.consent: text]).consent == consent)
  }

  @Test(
    arguments: [
      ("1980-02-29", 3711), ("19800229", 3711), ("29.02.1980", 3711), ("01/02/1980", nil),
      ("1981-02-29", nil), ("long ago", nil), ("", nil),
    ] as [(String, Int32?)])
  func `a birthday is a day that is clear, or not known`(text: String, day: Int32?) {
    #expect(Self.facts([.birthday: text]).birthday == day)
  }

  @Test func `people are first seen when they register, or order before that`() {
    #expect(Self.facts([.registered: "1970-01-21 10:00:00"]).firstSeen == 20)
    #expect(Self.facts([.registered: "1970-01-21"], day: 10).firstSeen == 10)
    #expect(Self.facts([.registered: "1970-01-21"], day: 30).firstSeen == 20)
    #expect(Self.facts([.registered: "01/02/1970"], day: 30).firstSeen == 30)
  }

  @Test func `later values take the place of those that are there`() {
    var facts = Self.facts([.email: "a@x.org", .city: "Ulm", .consent: "yes"], day: 30)
    facts.add(
      Self.facts([.city: "Bonn", .phone: "49301", .consent: "perhaps", .email: ""], day: 20))
    #expect(
      facts.texts == [
        .email: Array("a@x.org".utf8), .city: Array("Bonn".utf8), .phone: Array("49301".utf8),
      ])
    #expect(facts.consent == true && facts.firstSeen == 20)
    facts.add(Self.facts([.consent: "no"], day: 40))
    #expect(facts.consent == false && facts.firstSeen == 20)
  }

  @Test func `rows of the table say what went in`() {
    var generator = Generator.seeded()
    let customers = (0..<200).map { number -> (id: [UInt8], facts: CustomerFacts) in
      var facts = CustomerFacts()
      for role in CustomerFacts.roles where Bool.random(using: &generator) {
        facts.texts[role] = Array("\(role) \(number)".utf8)
      }
      facts.consent = [true, false, nil].randomElement(using: &generator) ?? nil
      facts.birthday = [nil, Int32(number)].randomElement(using: &generator) ?? nil
      facts.firstSeen = [nil, Int32(-number)].randomElement(using: &generator) ?? nil
      return (Array("c\(number)".utf8), facts)
    }
    let block = TableBlock(customers: customers)
    #expect(block.rows == 200 && block.isInOrder)
    for (id, facts) in customers {
      let row = (0..<block.customers).first { block.ids[$0].elementsEqual(id) }
      #expect(CustomerFacts(block, row: row ?? 0) == facts)
    }
  }

  @Test func `rows of orders may come in any order`() {
    var generator = Generator.seeded()
    let rows = (0..<300).map { number -> CustomerRow in
      var texts: [Role: String] = [.city: "city \(number % 11)"]
      texts[.email] = number % 3 == 0 ? "\(number)@x.org" : ""
      texts[.consent] = ["yes", "no", ""][number % 3]
      texts[.birthday] = number % 50 == 0 ? "1980-02-29" : ""
      return CustomerRow(
        customer: Array("c\(number % 7)".utf8), facts: Self.facts(texts, day: Int32(number % 17)),
        sequence: UInt64(number))
    }
    var expected: [[UInt8]: CustomerFacts] = [:]
    for row in rows { expected[row.customer, default: CustomerFacts()].add(row.facts) }
    var updates = CustomerUpdates()
    for row in rows.shuffled(using: &generator) { updates.add([row]) }
    #expect(updates.all == expected)
    // People's own files are later than all orders.
    updates.add(Self.facts([.city: "Köln"]), of: Array("c1".utf8))
    #expect(updates.all[Array("c1".utf8)]?.texts[.city] == Array("Köln".utf8))
    #expect(updates.all[Array("c2".utf8)] == expected[Array("c2".utf8)])
  }
}
