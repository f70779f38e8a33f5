import Columns
import TestSupport
import Testing

@testable import Orders

@Suite struct DetailCSVTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private static let shop: [(name: String, role: Role)] = [
    ("Name", .orderID), ("Email", .email), ("Financial Status", .status), ("Created at", .stamp),
    ("Total", .orderTotal), ("Taxes", .tax), ("Duties", .tax), ("Lineitem name", .product),
    ("Lineitem quantity", .quantity), ("Lineitem price", .unitPrice), ("Billing Zip", .postcode),
    ("Phone", .phone),
  ]

  @Test func `reads the rows of an order by role, blanks left out`() throws {
    let path = try folder.file(
      "shop.csv",
      #"""
      Name,Email,Financial Status,Total,Taxes,Duties,Created at,Lineitem name,Lineitem quantity,Lineitem price,Notes,Billing Zip,Phone
      #1001, Ann@Example.COM ,paid,59.70,9.53,0.20,2025-10-07 09:50:26 +0200,"Mug, ""blue""",2,19.90,"a
      note",'75008,+49 (151) 23-45
      #1001,,,,,,,Ümlaut,1,19.90,,,

      """#)
    let reading = try DetailReading(path, Self.shop, shape: .lines, fills: true)
    #expect(reading.rejected.isEmpty)
    try #require(reading.rows.count == 2)
    let first = reading.rows[0]
    #expect(first.sequence == 2)
    #expect(first.text(.orderID) == "#1001")
    #expect(first.text(.email) == "ann@example.com")
    #expect(first.text(.product) == "Mug, \"blue\"")
    #expect(first.text(.postcode) == "75008")
    #expect(first.text(.phone) == "+491512345")
    #expect(first.minor(.orderTotal) == 5970 && first.minor(.tax) == 973)
    #expect(first.money[.quantity]?.femto == 2 * ExactMoney.unit)
    #expect(first.day == 20_368 && first.micros == 28_226_000_000 && first.isUTC)
    let second = reading.rows[1]
    #expect(second.sequence == 4)
    #expect(Set(second.texts.keys) == [.orderID, .product])
    #expect(Set(second.money.keys) == [.quantity, .unitPrice])
    #expect(second.day == nil)
    #expect(reading.partitions.filter { $0 > 0 } == [2])
  }

  @Test func `every reason to hand a row back is counted with its revenue`() throws {
    // ¤ stands for a byte that is no UTF-8.
    let text =
      """
      id,customer,date,total,refund,refunded on,qty,note
      1,a,2024-01-01,10.00,,,1,x
      2,a,2024-01-01,ten,,,1,x
      3,a,,10.00,,,1,x
      4,a,2024-02-30,10.00,,,1,x
      5,a,2024-01-01,,,,1,x
      6,a,2024-01-01,1.5,1..0,,1,x
      7,a,2024-01-01,1.5,1.0,soon,1,x
      8,a,2024-01-01,1.5,1.0,,few,x
      9,a,2024-01-01,1.5
      10,a¤b,2024-01-01,1.25,,,1,x
      ¤,a,2024-01-01,1.25,,,1,x
      11,a,2024-01-01,1000000000000000,,,1,x
      12, ,2024-01-01,3,,,,x¤
      """
    let bytes = text.unicodeScalars.flatMap { $0 == "¤" ? [0xFF] : Array(String($0).utf8) }
    let path = try folder.file("orders.csv", bytes)
    let reading = try DetailReading(
      path,
      [
        ("id", .orderID), ("customer", .customerID), ("date", .stamp), ("total", .orderTotal),
        ("refund", .refunded), ("refunded on", .refundDate), ("qty", .quantity), ("note", .also),
      ])
    #expect(
      reading.rejected.map { String($0.prefix { $0 != ":" }) } == [
        "3 bad_amount", "4 bad_date", "5 bad_date", "6 bad_amount", "7 bad_refund",
        "8 bad_refund", "9 bad_quantity", "10 broken_row", "11 bad_customer", "12 broken_row",
        "13 bad_amount",
      ])
    #expect(reading.rejected.first == "3 bad_amount: 2,a,2024-01-01,ten,,,1,x")
    #expect(reading.rows.map { $0.text(.orderID) } == ["1", "12"])
    #expect(reading.rows.last?.texts[.customerID] == nil)
    #expect(reading.account.rejectedRows == 11)
    #expect(reading.account.all.revenue == 2 * 1000 + 3 * 150 + 2 * 125)
  }

  @Test func `nothing depends on chunks, threads or quotes`() throws {
    var generator = Generator.seeded()
    var plain = "order,customer,date,amount,product,qty\n"
    var quoted = plain
    for row in 0..<120_000 {
      let order = Int.random(in: 0..<row / 2 + 1, using: &generator)
      let day = Int.random(in: 10...28, using: &generator)
      let fields = [
        "\(order)", "c\(order % 997)", "2024-01-\(day) 10:00:0\(row % 10)", "\(order).\(10 + day)",
        row % 50 == 0 ? "" : "p\(row % 300)", row % 977 == 0 ? "x" : "\(row % 7)",
      ]
      plain += fields.joined(separator: ",") + "\n"
      quoted += fields.map { "\"\($0)\"" }.joined(separator: ",") + "\r\n"
    }
    let roles: [(String, Role)] = [
      ("order", .orderID), ("customer", .customerID), ("date", .stamp), ("amount", .lineTotal),
      ("product", .product), ("qty", .quantity),
    ]
    let paths = [try folder.file("plain.csv", plain), try folder.file("quoted.csv", quoted)]
    let expected = try DetailReading(paths[0], roles, shape: .lines, threads: 1)
    #expect(expected.rows.count + expected.rejected.count == 120_000)
    #expect(expected.rejected.count == 123)
    for (path, threads) in [(paths[0], 3), (paths[1], 1), (paths[1], 2)] {
      let other = try DetailReading(path, roles, shape: .lines, threads: threads)
      #expect(other.rows == expected.rows)
      #expect(other.account == expected.account)
      #expect(other.partitions == expected.partitions)
    }
  }

  @Test func `rows that are the same have the same digest, and others another`() throws {
    let path = try folder.file(
      "lines.csv",
      """
      order,product,text,qty,price,customer,date
      1,a,x,1,2.50,7,2024-01-01
      1,a,x,1.0,2.5,7,2024-01-01
      1,a,y,1,2.50,7,2024-01-01
      1,a,,1,2.50,7,2024-01-01
      1,a,x,2,2.50,7,2024-01-01
      1,a,x,1,2.50,7,2024-01-01 00:00
      2,a,x,1,2.50,7,2024-01-01
      """)
    let reading = try DetailReading(
      path,
      [
        ("order", .orderID), ("product", .product), ("text", .also), ("qty", .quantity),
        ("price", .unitPrice), ("customer", .customerID), ("date", .stamp),
      ], shape: .lines)
    let digests = reading.rows.map(\.digest)
    #expect(digests[0] == digests[1])
    #expect(Set(digests).count == 6)
    #expect(reading.rows[0].texts[.also] == nil)
  }

  @Test func `ids that were floats are whole where the preset says so`() throws {
    let path = try folder.file(
      "ids.csv", "c,date,amount\n13085.0,2024-01-01,1\n00123,2024-01-01,1\n1.5,2024-01-01,1\n")
    let roles: [(String, Role)] = [("c", .customerID), ("date", .stamp), ("amount", .amount)]
    let plain = try DetailReading(path, roles)
    #expect(plain.rows.map { $0.text(.customerID) } == ["13085.0", "00123", "1.5"])
    let whole = try DetailReading(path, roles, rules: { $0.hasFloatIDs = true })
    #expect(whole.rows.map { $0.text(.customerID) } == ["13085", "00123", "1.5"])
  }

  @Test func `minor units are those of each row's own currency`() throws {
    let path = try folder.file(
      "cents.csv",
      "c,date,amount,currency\n1,2024-01-01,1999,eur\n2,2024-01-01,1999,JPY\n3,2024-01-01,1999,KWD\n"
    )
    let reading = try DetailReading(
      path,
      [("c", .customerID), ("date", .stamp), ("amount", .amount), ("currency", .currency)],
      options: {
        $0.hasMinorUnits = true
        $0.currency = Currency(code: "EUR") ?? .unnamed
      })
    let unit = ExactMoney.unit
    let expected: [Int128?] = [1999 * unit, 199_900 * unit, 1999 * unit / 10]
    #expect(reading.rows.map { $0.money[.amount]?.femto } == expected)
  }

  @Test func `lines without an order id meet by customer and stamp, orders need not`() throws {
    var text = "customer,date,product,amount\n"
    for row in 0..<400 { text += "\(row / 40),2024-01-0\(1 + row / 20 % 2) 10:00,\(row),1\n" }
    let path = try folder.file("lines.csv", text)
    let roles: [(String, Role)] = [
      ("customer", .customerID), ("date", .stamp), ("product", .product), ("amount", .lineTotal),
    ]
    let lines = try DetailReading(path, roles, shape: .lines)
    #expect(lines.partitions.filter { $0 > 0 }.allSatisfy { $0 % 20 == 0 })
    let orders = try DetailReading(path, roles, shape: .orders)
    #expect(orders.partitions.max() ?? 0 < 10)
  }

  @Test func `what cancels an order meets it`() throws {
    let path = try folder.file(
      "cancels.csv",
      "order,customer,date,amount\n536379,a,2024-01-01,5\nC536379,a,2024-01-02,-5\nC,a,2024-01-02,1\n"
    )
    let roles: [(String, Role)] = [
      ("order", .orderID), ("customer", .customerID), ("date", .stamp), ("amount", .amount),
    ]
    let apart = try DetailReading(path, roles)
    #expect(apart.partitions.filter { $0 > 0 } == [1, 1, 1])
    let together = try DetailReading(path, roles, rules: { $0.cancelPrefix = "C" })
    #expect(together.partitions.filter { $0 > 0 }.sorted() == [1, 2])
    #expect(together.rows.map { $0.text(.orderID) } == ["536379", "C536379", "C"])
  }

  @Test func `open days and marks are noted with their lines`() throws {
    let path = try folder.file(
      "de.csv",
      "c;date;amount\n1;03/04/2024;12,50\n2;13/04/2024 10:00;1.234,56\n3;05/05/2024;1,234\n")
    let reading = try DetailReading(
      path, [("c", .customerID), ("date", .stamp), ("amount", .amount)])
    #expect(reading.evidence.dayFirst?.line == 3)
    #expect(reading.evidence.ambiguous?.line == 2)
    #expect(reading.marks.comma?.line == 2)
    #expect(reading.rejected == ["4 bad_amount: 3;05/05/2024;1,234"])
    #expect(reading.rows.map { $0.minor(.amount) } == [1250, 123_456])
    let months = try DetailReading(
      path, [("c", .customerID), ("date", .stamp), ("amount", .amount)],
      rules: { $0.monthFirst = true })
    #expect(months.rejected.count == 2)
    #expect(months.rows.map(\.day) == [19_786])
  }
}
