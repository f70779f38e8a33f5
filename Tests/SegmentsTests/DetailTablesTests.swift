import Columns
import Histories
import Models
import Orders
import TestSupport
import Testing

@testable import Segments

/// Tables that need more of orders than a day and an amount.
@Suite struct DetailTablesTests {
  static let header =
    "order_id,customer_id,order_date,amount,channel,country,coupon,discount\n"
  private static let lineHeader =
    "order_id,customer_id,order_date,product,category,quantity,price,discount\n"

  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// Imports files in turn into a new store.
  func store(_ name: String, _ texts: [String]) throws -> StoredOrders {
    let path = "\(folder.path)/\(name)"
    var options = OrderOptions()
    options.currency = try #require(Currency(code: "EUR"))
    for (number, text) in texts.enumerated() {
      let file = try folder.file("\(name)-\(number).csv", text)
      _ = try StoreImport(
        into: path, options: options, memory: 1 << 30, threads: Threads(2), now: 1_795_219_200_000
      ).run([file], progress: { _, _, _ in }, reject: { _ in }, accept: { _ in })
    }
    return try StoredOrders(OrderStore(path), threads: Threads(2))
  }

  /// The tables of orders as of a day, those of nothing but days and amounts among them.
  func tables(
    _ source: any OrderSource, asOf: String = "2024-12-31", rules: TableRules = TableRules(),
    threads: Int = 2
  ) throws -> BaseTables {
    let parts = asOf.split(separator: "-").compactMap { Int($0) }
    let asOf = try #require(Day(year: parts[0], month: parts[1], day: parts[2]))
    let windows = StageWindows.standard
    let (built, sums) = try HistoryBuilder.build(
      from: source,
      rules: HistoryBuilder.Rules(
        asOf: asOf, keepsZeroOrders: false, longestGap: windows.longestGap),
      observer: TableSums(asOf: asOf, rules: rules), threads: Threads(threads))
    let frame = TableFrame(
      asOf: asOf, from: built.histories.firstDay.min().map { Day(rawValue: $0) } ?? asOf,
      currency: ("EUR", 2), hasAmounts: source.hasAmounts,
      guests: try source.guestRevenue())
    var tables = try BaseTables(
      built.histories, sums, rules: rules, frame: frame, threads: Threads(threads))
    try tables.addDetails(
      of: source, rules: rules, frame: frame, keepsZeroOrders: false, threads: Threads(threads))
    return tables
  }

  func column(_ tables: BaseTables, _ table: String, _ name: String) throws -> [String] {
    try #require(tables.all.first { $0.name == table }).columns.texts(name)
  }

  /// What a column has in the rows that another one says, by that.
  private func column(
    _ tables: BaseTables, _ table: String, _ name: String, by label: String
  ) throws -> [String: String] {
    let keys = try column(tables, table, label)
    return Dictionary(
      zip(keys, try column(tables, table, name)), uniquingKeysWith: { one, _ in one })
  }

  @Test func `channels tell where customers came from, and who uses several`() throws {
    let tables = try tables(
      store(
        "shop",
        [
          Self.header + """
            1,a,2024-01-10,10.00,web,NL,,
            2,a,2024-02-10,20.00,shop,NL,,
            3,b,2024-01-15T09:00:00,30.00,shop,NL,,
            4,b,2024-01-15T08:00:00,40.00,web,NL,,
            5,c,2024-12-20,50.00,,NL,,
            6,,2024-05-05,7.00,web,NL,,

            """
        ]))
    func by(_ name: String) throws -> [String: String] {
      try column(tables, "channels", name, by: "channel")
    }
    #expect(
      try column(tables, "channels", "channel") == [
        "shop", "web", "unknown", "no_known_channel", "single_channel", "multi_channel",
        "all_customers", "guests", "total",
      ])
    let customers = try by("customers")
    #expect(customers["web"] == "2" && customers["shop"] == "2" && customers["unknown"] == "1")
    #expect(customers["multi_channel"] == "2" && customers["single_channel"] == "0")
    // Of the two orders of one day the earlier is the first, though it is the greater.
    #expect(try by("first_customers")["web"] == "2" && by("first_customers")["shop"] == "0")
    #expect(try by("came_again")["web"] == "1")
    #expect(try by("first_customers_90")["unknown"] == "0")
    #expect(try by("share_came_again_90")["web"] == "0.500000")
    #expect(try by("first_customers_365")["all_customers"] == "0")
    #expect(try by("net_revenue")["total"] == "157.00" && by("net_revenue")["guests"] == "7.00")
  }

  @Test func `discounts are told by the number of the order and by code`() throws {
    let tables = try tables(
      store(
        "shop",
        [
          Self.header + """
            1,a,2023-01-10,90.00,web,NL,TEN,10.00
            2,a,2023-02-10,20.00,web,NL,,
            3,b,2023-01-15,30.00,web,NL,TEN,0.00
            4,c,2023-01-15,40.00,web,NL,,-10.00
            5,c,2023-08-01,40.00,web,NL,,0.00

            """
        ]))
    func by(_ name: String) throws -> [String: String] {
      try column(tables, "discounts", name, by: "orders_with")
    }
    #expect(
      try column(tables, "discounts", "orders_with") == [
        "1", "2", "3", "4", "5+", "TEN", "discount without code", "no discount", "all orders",
      ])
    #expect(
      try by("discounted_orders") == [
        "1": "3", "2": "0", "3": "0", "4": "0", "5+": "0", "TEN": "2", "discount without code": "1",
        "no discount": "0", "all orders": "3",
      ])
    // 20 off 160 + 20.
    #expect(try by("discount_depth")["1"] == "0.111111")
    #expect(try by("net_revenue_per_discounted_order")["1"] == "53.33")
    #expect(try by("net_revenue_per_full_price_order")["2"] == "30.00")
    #expect(try by("share_came_again_90")["TEN"] == "0.500000")
    #expect(try by("share_came_again_90")["discount without code"] == "0.000000")
    #expect(try by("share_came_again_365")["discount without code"] == "1.000000")
    #expect(try by("share_came_again_90")["no discount"] == "")
  }

  @Test func `drivers set those who have something against all others of the window`() throws {
    var text = Self.header
    // Of ten customers the first five came by the web, four of them again; of the others one.
    for customer in 0..<10 {
      let channel = customer < 5 ? "web" : "shop"
      text +=
        "\(customer),c\(customer),2023-0\(1 + customer % 2)-10,\(customer / 2 + 1).00,\(channel),,,\n"
      if customer < 4 || customer == 9 {
        text += "\(customer + 100),c\(customer),2023-03-01,1.00,,NL,,\n"
      }
    }
    let tables = try tables(store("shop", [text]))
    let table = try #require(tables.all.first { $0.name == "drivers" })
    let columns = table.columns
    let keys = zip(columns.texts("driver"), columns.texts("value")).map { "\($0) \($1)" }
    #expect(
      keys.enumerated().filter { $0.offset % 2 == 0 }.map(\.element) == [
        "channel shop", "channel web", "country unknown", "value_band 1", "value_band 2",
        "value_band 3", "value_band 4", "value_band 5", "month 2023-01", "month 2023-02",
      ])
    #expect(columns.texts("within_days").prefix(4) == ["90", "365", "90", "365"])
    #expect(columns.texts("customers").prefix(4) == ["5", "5", "5", "5"])
    #expect(columns.texts("came_again").prefix(4) == ["1", "1", "4", "4"])
    #expect(columns.texts("others_came_again").prefix(4) == ["4", "4", "1", "1"])
    #expect(columns.texts("lift").prefix(4) == ["0.250000", "0.250000", "4.000000", "4.000000"])
    #expect(
      columns.texts("net_revenue_to")[6...15].joined(separator: " ")
        == "1.00 1.00 2.00 2.00 3.00 3.00 4.00 4.00 5.00 5.00")
    // The unknown country is everybody's: there are no others to compare with.
    #expect(table.definition.contains(" 18 shares are compared here"))
  }

  @Test func `products know their pieces, revenue, buyers and who came back for anything`() throws {
    let tables = try tables(
      store(
        "shop",
        [
          Self.lineHeader + """
            1,a,2024-01-10,hat,wear,2,10.00,1.00
            1,a,2024-01-10,cap,wear,1,5.00,
            2,a,2024-02-10,hat,wear,0.5,10.00,
            3,b,2024-01-15,hat,wear,1,10.00,
            4,,2024-01-15,hat,wear,1,10.00,
            5,b,2025-01-15,cap,wear,9,5.00,

            """
        ]))
    func by(_ name: String) throws -> [String: String] {
      try column(tables, "products", name, by: "product")
    }
    #expect(try column(tables, "products", "product") == ["hat", "cap", "all lines"])
    #expect(try by("units") == ["hat": "3.500", "cap": "1.000", "all lines": "4.500"])
    #expect(try by("line_revenue") == ["hat": "34.00", "cap": "5.00", "all lines": "39.00"])
    #expect(try by("orders") == ["hat": "3", "cap": "1", "all lines": "3"])
    #expect(try by("buyers") == ["hat": "2", "cap": "1", "all lines": "2"])
    #expect(try by("bought_again") == ["hat": "1", "cap": "1", "all lines": "1"])
    #expect(try column(tables, "categories", "lines") == ["4", "4"])
    #expect(tables.leftOut.map(\.name).contains("brands"))
  }

  /// Orders of random customers.
  private func random(using generator: inout Generator) -> [String] {
    (0..<1500).map { number in
      let customer = "c\(Int.random(in: 0..<90, using: &generator))"
      let month = Int.random(in: 1...9, using: &generator)
      let channel = ["web", "shop", "app", ""].randomElement(using: &generator) ?? ""
      let code = ["", "", "A", "B", "C\(number)"].randomElement(using: &generator) ?? ""
      let amount = ["0.00", "1.00", "2.50"].randomElement(using: &generator) ?? ""
      return "\(number),\(customer),2024-0\(month)-11,\(amount),\(channel),NL,\(code),0.50\n"
    }
  }

  @Test func `rows of channels, numbers and codes each add up to all`() throws {
    var generator = Generator.seeded()
    let all = try tables(
      store("shop", [Self.header + random(using: &generator).joined()]), asOf: "2024-08-31")
    func sum(_ table: String, _ name: String, _ kinds: Set<String>) throws -> Int {
      zip(try column(all, table, "row_kind"), try column(all, table, name)).reduce(0) {
        $0 + (kinds.contains($1.0) ? Int($1.1.replacing(".", with: "")) ?? 0 : 0)
      }
    }
    let codes: Set = ["code", "other_codes", "discount_without_code", "no_discount"]
    let channels: Set = ["channel", "unknown"]
    let orders = try #require(Int(try column(all, "frequency", "orders")[6]))
    let revenue = try column(all, "frequency", "net_revenue")[6].replacing(".", with: "")
    for (table, kinds) in [
      ("channels", channels), ("channels", ["customers"]), ("channels", ["all"]),
      ("discounts", ["order_number"]), ("discounts", codes), ("discounts", ["all"]),
    ] {
      #expect(try sum(table, "orders", kinds) == orders, "\(table) \(kinds)")
      #expect(try sum(table, "net_revenue", kinds) == Int(revenue), "\(table) \(kinds)")
    }
    let customers = try #require(Int(try column(all, "frequency", "customers")[6]))
    #expect(try sum("channels", "first_customers", channels) == customers)
    #expect(try sum("channels", "customers", ["customers"]) == customers)
    #expect(try sum("discounts", "first_orders", codes) == customers)
    #expect(
      try sum("discounts", "first_customers_90", codes)
        == sum("channels", "first_customers_90", channels))
    #expect(try column(all, "discounts", "row_kind").count { $0 == "code" } == 100)
  }

  @Test func `tables are the same on any threads and after any history of imports`() throws {
    var generator = Generator.seeded()
    let rows = random(using: &generator)
    let one = try tables(store("one", [Self.header + rows.joined()]), threads: 1)
    let other = try tables(
      store(
        "other",
        [1000..<1500, 0..<400, 400..<1000].map { Self.header + rows[$0].joined() }),
      threads: 3)
    #expect(one.all.map(\.name) == other.all.map(\.name))
    for (left, right) in zip(one.all, other.all) {
      #expect(left.columns == right.columns, "\(left.name)")
    }
  }

  @Test func `tables that cannot be made say what they need`() throws {
    let plain = try tables(store("plain", ["customer_id,order_date,amount\na,2024-01-01,1.00\n"]))
    let names = ["channels", "discounts", "drivers", "products", "categories", "brands"]
    /// Those that need no options.
    func leftOut(_ tables: BaseTables) -> [BaseTables.LeftOut] {
      tables.leftOut.filter { names.contains($0.name) }
    }
    #expect(!plain.all.contains { names.contains($0.name) })
    #expect(leftOut(plain).map(\.name) == names)
    #expect(leftOut(plain)[0].reason.contains("no order of the store has a channel"))
    #expect(leftOut(plain)[3].reason.contains("the store has no lines"))
    let file = try folder.file("orders.csv", "customer_id,order_date,amount\na,2024-01-01,1.00\n")
    let log = try OrderReader(options: OrderOptions(), threads: Threads(1)).read(
      [file], progress: { _, _ in }, reject: { _ in })
    let files = try tables(log)
    #expect(leftOut(files).count == 6)
    #expect(leftOut(files).allSatisfy { $0.reason.contains("patron import FILE --into STORE") })
    let unnamed = try tables(
      store(
        "unnamed", ["customer_id,order_date,product,price\na,2024-01-01T10:00:00,hat,1.00\n"]))
    #expect(unnamed.leftOut.last?.reason.contains("the lines of the store name no orders") == true)
  }

  @Test(arguments: [0, 1, 7, 20]) func `intervals end where the share would be just as far off`(
    successes: Int
  ) throws {
    let n = 20.0
    let (low, high) = try #require(Trials(count: 20, successes: successes).interval)
    let p = Double(successes) / n
    for end in [low, high] where end > 0 && end < 1 {
      let z = (p - end) / (end * (1 - end) / n).squareRoot()
      #expect(abs(abs(z) - 1.959963984540054) < 1e-9)
    }
    #expect(low <= p && p <= high)
    #expect(Trials().interval == nil)
  }

  @Test func `value bands keep equal revenue together, and may have nobody`() {
    func bands(_ revenue: [Int64]) -> [(Int, ClosedRange<Int64>, Int)] {
      var bands = ValueBands()
      for value in revenue { bands.add(value, CameAgain(first: 0, next: nil, asOf: 100)) }
      return bands.all().map { ($0.band, $0.range, $0.returns.within90.count) }
    }
    #expect(bands([]).isEmpty)
    #expect(bands([7, 7, 7]).map(\.0) == [1])
    #expect(bands([1, 1, 1, 1, 1, 1, 1, 1, 2, 3]).map(\.0) == [1, 5])
    let even = bands(Array(1...10))
    #expect(even.map(\.0) == [1, 2, 3, 4, 5] && even.map(\.2) == [2, 2, 2, 2, 2])
    #expect(even.map(\.1) == [1...2, 3...4, 5...6, 7...8, 9...10])
  }

  @Test func `flags of a customer are what they were made of`() {
    for (next, asOf): (Int32?, Int32) in [
      (nil, 0), (nil, 90), (nil, 400), (1, 50), (90, 90), (91, 364), (91, 365), (366, 400),
    ] {
      let returns = CameAgain(first: 0, next: next, asOf: asOf)
      #expect(CameAgain.Flags(returns).returns == returns)
    }
  }
}
