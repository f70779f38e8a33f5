import Bytes
import Columns
import Orders
import TestSupport
import Testing

@testable import Reports

@Suite struct ListWriterTests {
  /// The list of some people, published; its files' texts by their names.
  private func list(
    _ members: [ListMember], for receiver: Receiver = .klaviyo,
    limits: FileLimits = FileLimits(), threads: Int = 2
  ) throws -> (texts: [String: String], list: WrittenList) {
    let folder = try TemporaryFolder()
    var writer = try ListWriter(receiver, .fixture, to: "\(folder.path)/list", limits: limits)
    try writer.write(members.count, threads: Threads(threads)) { members[$0] }
    let list = try writer.finish()
    #expect(folder.names.allSatisfy { $0.hasSuffix(".tmp") })
    try Publication.publish(list.files.map(\.file))
    let texts = try folder.names.map { ($0, String(decoding: try folder.bytes($0), as: UTF8.self)) }
    return (Dictionary(uniqueKeysWithValues: texts), list)
  }

  private func people(_ count: Int) -> [ListMember] {
    (0..<count).map { .person("person\($0)@example.com") }
  }

  @Test(arguments: [1, 2, 3, 4, 5, 6, 7])
  func `lists are cut by rows, and every file has the header`(count: Int) throws {
    let (texts, list) = try list(people(count), limits: FileLimits(rows: 3))
    let names = count <= 3 ? ["list.csv"] : (1...(count + 2) / 3).map { "list-\($0).csv" }
    #expect(texts.keys.sorted() == names)
    #expect(list.files.map { $0.file.path.split(separator: "/").last.map(String.init) } == names)
    #expect(list.files.reduce(0) { $0 + $1.rows } == count)
    let header = list.receiver.header(.fixture).joined(separator: ",")
    let whole = try self.list(people(count)).texts["list.csv"] ?? ""
    var joined = header + "\n"
    for name in names {
      let lines = (texts[name] ?? "").split(separator: "\n", maxSplits: 1)
      #expect(lines.first ?? "" == header)
      joined += lines.last ?? ""
    }
    #expect(joined == whole)
  }

  @Test func `lists are cut where the next row would be too much for a file`() throws {
    let all = people(9)
    let size = try list(all).list.files[0].file.size
    let header = Receiver.klaviyo.header(.fixture).joined(separator: ",").utf8.count + 1
    let row = (size - header) / 9
    for bytes in [size, size - 1, header + 3 * row, header + 3 * row - 1, header + row, 1] {
      let (texts, list) = try list(all, limits: FileLimits(bytes: bytes))
      let rows = max(1, min(9, (bytes - header) / row))
      #expect(list.files.count == (9 + rows - 1) / rows, "\(bytes)")
      // A row that is too long on its own stands on its own.
      if rows > 1 || bytes == header + row {
        #expect(texts.values.allSatisfy { $0.utf8.count <= bytes })
      }
      #expect(list.counts.written == 9)
    }
  }

  @Test func `the first of those with one contact is written`() throws {
    let members: [ListMember] = [
      .person("a@example.com", phone: "+447123456789"), .person("A@EXAMPLE.com"),
      .person("b@example.com", phone: "+44 7123 456789"), .person("", phone: "+447123456789"),
      .person("", phone: "+447123456780"), .person("c@example.com", phone: "+447123456780"),
    ]
    let (texts, list) = try list(members)
    let rows = (texts["list.csv"] ?? "").split(separator: "\n").dropFirst().map {
      $0.split(separator: ",", omittingEmptySubsequences: false).prefix(2).joined(separator: " ")
    }
    #expect(
      rows == [
        "a@example.com +447123456789", "b@example.com ", " +447123456780", "c@example.com ",
      ])
    #expect(list.counts.duplicates == 2 && list.counts.repeatedPhones == 2)
  }

  @Test func `no byte depends on threads`() throws {
    let members = people(9000) + people(10)
    let one = try list(members, limits: FileLimits(rows: 4000), threads: 1)
    let four = try list(members, limits: FileLimits(rows: 4000), threads: 4)
    #expect(one.texts == four.texts && one.texts.count == 3)
    #expect(one.list.counts == four.list.counts && one.list.counts.duplicates == 10)
  }

  @Test(arguments: Receiver.allCases)
  func `a list of too few people is warned of`(receiver: Receiver) throws {
    let few = try list(people(99), for: receiver).list.warnings
    #expect(few.count == (receiver == .googleAds || receiver == .meta ? 1 : 0))
    #expect(try list(people(100), for: receiver).list.warnings == [])
  }

  @Test func `a list of nobody has a header`() throws {
    let (texts, list) = try list([], for: .googleAds)
    #expect(texts == ["list.csv": "Email,Phone,First Name,Last Name,Country,Zip\n"])
    #expect(list.files.map(\.rows) == [0])
  }

  @Test func `a list that is not published leaves nothing`() throws {
    let folder = try TemporaryFolder()
    do {
      var writer = try ListWriter(
        .csv, .fixture, to: "\(folder.path)/list", limits: FileLimits(rows: 1))
      let all = people(3)
      try writer.write(3, threads: Threads(1)) { all[$0] }
    }
    #expect(folder.names == [])
  }

  /// Excel and others run what begins so; a number is none of it.
  @Test(arguments: [
    ("=1+1", "'=1+1"), ("+cmd", "'+cmd"), ("-2+3", "'-2+3"), ("@SUM(A1)", "'@SUM(A1)"),
    ("\t=1", "'=1"), ("\r=1", "'=1"), ("-5", "-5"), ("+5.5", "+5.5"), ("-", "'-"), ("x=1", "x=1"),
    ("=\"a\",b", "\"'=\"\"a\"\",b\""), ("a\nb", "a b"), ("", ""),
  ])
  func `cells that a spreadsheet would run are texts`(text: String, cell: String) {
    var row = ListRow(Reach(Contact()))
    row.typed(text)
    #expect(String(decoding: row.line, as: UTF8.self) == cell)
  }

  @Test func `figures are those of the score table's columns`() {
    func column(_ name: String, _ type: ColumnType, _ values: ColumnValues, _ valid: [Bool]? = nil)
      -> Column
    {
      Column(Field(name, type, isNullable: valid != nil), values, validity: valid)
    }
    let columns = [
      column("orders", .integer, .int32([1, 7])),
      column("last_order_date", .date, .int32([10, 20])),
      column("net_revenue", .money(scale: 2), .int64([5, 500]), [false, true]),
      column("average_order_value", .money(scale: 2), .int64([5, 71]), [false, true]),
      column("average_days_between_purchases", .real, .real([0, 2.5]), [false, true]),
      column("expected_orders_90", .real, .real([0.25, 1.5])),
      column("churn_probability", .real, .real([0.75, 0.5])),
      column("clv_90", .money(scale: 2), .int64([0, 99]), [false, true]),
      column("next_order_due_date", .date, .int32([0, 30]), [false, true]),
      column("lifecycle_stage", .text, .labels(codes: [1, 0], names: ["active", "lost"])),
      column("rfm_segment", .text, .labels(codes: [0, 1], names: ["new", "loyal"])),
      column("value_tier", .text, .labels(codes: [0, 0], names: ["top"]), [false, true]),
    ]
    let named = Dictionary(uniqueKeysWithValues: columns.map { ($0.field.name, $0) })
    #expect(
      ListMember.Figures(named, row: 1, horizon: 90)
        == ListMember.Figures(
          orders: 7, lastOrder: Day(rawValue: 20), revenue: 500, averageOrderValue: 71,
          daysBetweenPurchases: 2.5, expectedOrders: 1.5, churnProbability: 0.5, clv: 99,
          nextOrder: Day(rawValue: 30), stage: "active", segment: "loyal", tier: "top"))
    #expect(
      ListMember.Figures(named, row: 0, horizon: 90)
        == ListMember.Figures(
          orders: 1, lastOrder: Day(rawValue: 10), revenue: nil, averageOrderValue: nil,
          daysBetweenPurchases: nil, expectedOrders: 0.25, churnProbability: 0.75, clv: nil,
          nextOrder: nil, stage: "lost", segment: "new", tier: nil))
  }
}
