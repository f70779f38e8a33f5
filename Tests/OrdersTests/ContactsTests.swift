import Bytes
import Columns
import TestSupport
import Testing

@testable import Orders

/// What a store knows of people beside their orders.
@Suite struct ContactsTests {
  private static let orders =
    "customer_id,order_date,amount\na,2024-01-01,1\nb,2024-02-01,2\nc,2024-03-01,4\n"
  private static let people = """
    customer_id,email,phone,first_name,last_name,name,country,postcode,city,consent,birthday
    b,B@Example.com,+44 7123 456789,Bea,Berg,Bea Berg,GB,SW1A 1AA,London,yes,1990-02-28
    lead,l@example.com,,,,,,,,no,
    a,a@example.com,,,,,,,,,

    """

  private static func store() throws -> TestStore {
    let store = try TestStore()
    let people = try store.folder.file("people.csv", people)
    try store.add(orders) { $0.customerFiles = [people] }
    return store
  }

  private static func contacts(_ store: TestStore) throws -> (Contacts?, [[UInt8]]) {
    let source = try StoredOrders(store.open(), threads: Threads(2))
    let block = try TestStore.joined(source)
    return (
      try source.contacts(threads: Threads(2)), (0..<block.customers).map { Array(block.ids[$0]) }
    )
  }

  @Test func `people have what their rows say`() throws {
    let (contacts, _) = try Self.contacts(Self.store())
    let people = try #require(contacts)
    #expect(people.count == 3)
    let ids = (0..<3).map { Array(people.id($0)) }
    #expect(ids.map { XXH64.hash($0, 0..<$0.count) }.isAscending)
    let bea = try #require((0..<3).first { ids[$0] == Array("b".utf8) }.map { people[$0] })
    var wanted = Contact()
    wanted.email = "b@example.com"
    wanted.phone = "+447123456789"
    wanted.firstName = "Bea"
    wanted.lastName = "Berg"
    wanted.name = "Bea Berg"
    wanted.country = "GB"
    wanted.postcode = "SW1A 1AA"
    wanted.city = "London"
    wanted.consent = true
    wanted.birthday = Day(year: 1990, month: 2, day: 28)
    #expect(bea == wanted)
    #expect(Set((0..<3).map { people[$0].consent }) == [true, false, nil])
  }

  @Test func `customers find their row, and who has not ordered is a lead`() throws {
    let store = try Self.store()
    let (contacts, ids) = try Self.contacts(store)
    let people = try #require(contacts)
    let places = people.places(of: ids.count, id: { ids[$0][...] }, until: Day(rawValue: 20_000))
    for (customer, id) in ids.enumerated() {
      let place = Int(places.ofCustomers[customer])
      if id == Array("c".utf8) {
        #expect(place == -1)
      } else {
        #expect(Array(people.id(place)) == id)
      }
    }
    #expect(places.leads.map { Array(people.id(Int($0))) } == [Array("lead".utf8)])
    let source = try StoredOrders(store.open(), threads: Threads(1))
    let leads = try source.leads(
      until: Day(rawValue: 20_000), besides: ids.count, id: { ids[$0][...] }, threads: Threads(1))
    #expect(leads == places.leads.count)
    let none = people.places(of: 0, id: { ids[$0][...] }, until: Day(rawValue: 20_000))
    #expect(none.ofCustomers == [] && none.leads == [0, 1, 2])
  }

  @Test func `who was merged is one, and who was forgotten is none`() throws {
    let store = try Self.store()
    try store.add(files: []) { $0.customerMap = [Array("a".utf8): Array("b".utf8)] }
    let merged = try #require(try Self.contacts(store).0)
    #expect(Set((0..<merged.count).map { merged[$0].email }) == ["b@example.com", "l@example.com"])
    _ = try store.open().forget(
      ["b"], upTo: Day(rawValue: 20_000), threads: Threads(2), now: TestStore.now,
      progress: { _ in })
    let left = try #require(try Self.contacts(store).0)
    #expect((0..<left.count).map { left[$0].email } == ["l@example.com"])
  }

  @Test func `a store without people has none`() throws {
    let store = try TestStore()
    try store.add(Self.orders)
    #expect(try Self.contacts(store).0 == nil)
  }

  /// Many blocks, many people: each is found, whatever the cut.
  @Test func `every customer of many is found`() throws {
    let store = try TestStore()
    let orders = (0..<500).map { "c\($0),2024-01-01,1\n" }.joined()
    let people = (0..<3000).filter { $0 % 3 != 1 }.map { "c\($0),c\($0)@example.com\n" }.joined()
    let file = try store.folder.file("people.csv", "customer_id,email\n" + people)
    try store.add("customer_id,order_date,amount\n" + orders) { $0.customerFiles = [file] }
    let (contacts, ids) = try Self.contacts(store)
    let all = try #require(contacts)
    let places = all.places(of: ids.count, id: { ids[$0][...] }, until: Day(rawValue: 20_000))
    for (customer, id) in ids.enumerated() {
      let name = String(decoding: id, as: UTF8.self)
      let known = Int(name.dropFirst()).map { $0 % 3 != 1 } ?? false
      let place = Int(places.ofCustomers[customer])
      #expect(known ? place >= 0 && all[place].email == "\(name)@example.com" : place == -1)
    }
    #expect(places.leads.count == (500..<3000).count { $0 % 3 != 1 })
  }
}

extension [UInt64] {
  fileprivate var isAscending: Bool { zip(self, dropFirst()).allSatisfy { $0 <= $1 } }
}
