import Columns
import TestSupport
import Testing

@testable import Orders

/// What a store's first import fixes.
@Suite struct StoreSettingsTests {
  private let store: TestStore

  init() throws { store = try TestStore() }

  private static let first = "customer,date,amount\na,2024-01-01T23:30:00Z,1.234\n"
  private static let second = "customer,date,amount\na,2024-01-02T23:30:00Z,2.346\n"

  private func orders() throws -> [String] {
    try store.orders().orders.map { "\(Day(rawValue: $0.day)) \($0.amount)" }
  }

  /// Expects that an import is a usage error that names what is fixed, and changes nothing.
  private func expectClash(
    _ text: String, sourceLocation: SourceLocation = #_sourceLocation,
    _ change: (inout OrderOptions) -> Void
  ) throws {
    let files = store.files
    let error = #expect(throws: OrderError.self, sourceLocation: sourceLocation) {
      try store.add(Self.second, with: change)
    }
    #expect(error?.kind == .usage, sourceLocation: sourceLocation)
    #expect(error?.path == store.path, sourceLocation: sourceLocation)
    #expect(
      error?.problem.hasPrefix(text) == true, "\(error?.problem ?? "")",
      sourceLocation: sourceLocation)
    #expect(store.files == files, sourceLocation: sourceLocation)
  }

  private static func zone(_ name: String) throws -> TimeZoneTable {
    try #require(TimeZoneTable(name: name))
  }

  private static func currency(_ code: String) throws -> Currency {
    try #require(Currency(code: code))
  }

  @Test func `a named currency and zone hold for imports that name none`() throws {
    let (berlin, tokyo) = try (Self.zone("Europe/Berlin"), Self.zone("Asia/Tokyo"))
    let (dinar, euro) = try (Self.currency("KWD"), Self.currency("EUR"))
    try store.add(Self.first) {
      $0.currency = dinar
      $0.timeZone = berlin
    }
    try expectClash("the store's currency: KWD, fixed by its first import; EUR was asked for") {
      $0.currency = euro
    }
    try expectClash("the store's time zone: Europe/Berlin, fixed") { $0.timeZone = tokyo }
    try expectClash("the store's amounts: as written, fixed") { $0.amount = .none }
    try expectClash("the store's revenue: net, fixed") { $0.revenue = .gross }
    try expectClash("the store's customer key: id, fixed") { $0.customerKey = .email }
    let outcome = try store.add(Self.second)
    #expect(outcome.settings.currency == dinar && outcome.settings.timeZone == "Europe/Berlin")
    #expect(try orders() == ["2024-01-02 1234", "2024-01-03 2346"])
    // Saying what is fixed is no contradiction.
    try store.add("customer,date,amount\nb,2024-01-01,1\n") {
      $0.currency = dinar
      $0.timeZone = berlin
      $0.amount = .named("amount")
      $0.revenue = .net
      $0.customerKey = .id
    }
    let settings = try store.open().settings
    #expect(settings.revenueBasis == "as written" && settings.hasAmounts)
  }

  @Test func `without a zone and a currency, none can be named later, but for UTC`() throws {
    let (berlin, utc) = try (Self.zone("Europe/Berlin"), Self.zone("UTC"))
    let euro = try Self.currency("EUR")
    try store.add(Self.first)
    try expectClash("the store's currency: not named, fixed") { $0.currency = euro }
    try expectClash("the store's time zone: UTC, fixed") { $0.timeZone = berlin }
    try store.add(Self.second) { $0.timeZone = utc }
    #expect(try orders() == ["2024-01-01 123", "2024-01-02 235"])
  }

  @Test func `a store without amounts takes none`() throws {
    try store.add(Self.first) { $0.amount = .none }
    try expectClash("the store's amounts: none, fixed") { $0.amount = .named("amount") }
    // A column that would be guessed is not asked for.
    try store.add(Self.second)
    #expect(try orders() == ["2024-01-01 0", "2024-01-02 0"])
    #expect(try !StoredOrders(store.open(), threads: Threads(1)).hasAmounts)
    #expect(try store.open().settings.revenueBasis == "none")
  }

  @Test func `a table of another make is refused`() throws {
    try store.add(Self.first)
    let commit = try #require(store.commits.first)
    let text = String(decoding: try store.bytes(commit), as: UTF8.self)
    // As another program would write it: without our marks.
    let foreign = text.replacing("Patron/0.1.0", with: "Else/1").replacing(
      "patronCrc32", with: "crc")
    let changes = [
      ("\"patron.layout\":\"2\"", "\"patron.layout\":\"3\"", "use a newer patron"),
      ("\"patron.layout\":\"2\"", "\"patron.layout\":\"1\"", "import the files again"),
      ("\"patron.revenue_basis\":\"net\"", "\"patron.revenue_basis\":\"x\"", "a newer patron"),
      ("\"patron.customer_key\":\"id\"", "\"patron.customer_key\":\"x\"", "a newer patron"),
      ("\"patron.layout\":\"2\",", "", "was not made by patron import"),
      ("decimal(18,2)", "decimal(18,3)", "somebody changed the table"),
      ("\"patron.currency\":\"\"", "\"patron.currency\":\"JPY\"", "somebody changed the table"),
      ("\"patron.currency\":\"\"", "\"patron.currency\":\"J\"", "somebody changed the table"),
    ]
    for (old, new, problem) in changes {
      try #require(foreign.contains(old), "\(old)")
      try store.write(commit, Array(foreign.replacing(old, with: new).utf8))
      let error = #expect(throws: OrderError.self, "\(new)") { try store.open() }
      #expect(error?.description.contains(problem) == true, "\(error?.description ?? "")")
    }
  }
}
