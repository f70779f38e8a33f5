import Bytes
import Columns
import Parquet
import TestSupport
import Testing

@testable import Orders

/// Files that are no runs, though every checksum in them is right.
@Suite struct StoreRunFileTests {
  /// A file as `RunWriter` would write it, but for what a test changes.
  private struct Forgery {
    var orders = [
      TestOrder("a", day: 1, amount: 5), TestOrder("a", day: 1, amount: 7),
      TestOrder("b", day: 0, amount: 3), TestOrder("c", day: 9, amount: 0),
    ].sorted()
    /// How many times the row group stands in the file.
    var groups = 1
    var fields = RunFormat.fields(scale: 2)
    var isClustered = true
    /// What the footer says of each row group; nil leaves it out.
    var fact: (Int, RunGroup) -> String? = { $1.line }

    /// Writes the file, and reads all of it as a run.
    func read() throws -> [TestOrder] {
      let folder = try TemporaryFolder()
      let options = ColumnOptions(isClustered: isClustered, hasBounds: false)
      var encoder = ParquetEncoder(fields: fields, options: [fields[0].name: options])
      var bytes = encoder.begin()
      var lines: [String] = []
      for group in 0..<groups {
        let columns = fields.enumerated().map { index, field in
          switch (index, field.type) {
          case (_, .text): Column(field, .text(TextColumn(orders.map(\.id))))
          case (_, .money): Column(field, .int64(orders.map(\.amount)))
          case (_, .real): Column(field, .real(orders.map { Double($0.amount) }))
          default: Column(field, .int32(orders.map(\.day)))
          }
        }
        let encoded = try encoder.encode(columns)
        let facts = RunGroup(
          first: orders[0].hash, last: orders[orders.count - 1].hash,
          customers: Set(orders.map(\.id)).count, orders: orders.count,
          checksums: Array(encoded.chunkChecksums.prefix(3)))
        bytes += encoder.place(encoded)
        if let line = fact(group, facts) { lines.append(line) }
      }
      bytes += try encoder.finish(
        adding: [(RunFormat.rowGroupsKey, lines.joined(separator: "\n"))])
      let path = try folder.file("run.parquet", bytes)
      let run = try RunFile(
        try InputFile(path), footerChecksum: try #require(encoder.footerChecksum), scale: 2)
      return try run.groups.indices.flatMap { try run.block($0).orders }
    }

    /// Expects that the file is refused with a text that names it.
    func expectRefusal(
      _ text: String, sourceLocation: SourceLocation = #_sourceLocation
    ) {
      do {
        let orders = try read()
        Issue.record("read: \(orders)", sourceLocation: sourceLocation)
      } catch {
        #expect("\(error)".contains("/run.parquet: "), sourceLocation: sourceLocation)
        #expect("\(error)".contains(text), "\(error)", sourceLocation: sourceLocation)
      }
    }
  }

  @Test func `an honest file is read`() throws {
    let honest = Forgery()
    #expect(try honest.read() == honest.orders)
  }

  @Test func `orders that are not sorted are refused`() {
    for (left, right) in [(0, 3), (1, 2)] {
      var file = Forgery()
      file.orders.swapAt(left, right)
      file.fact = { _, group in
        RunGroup(
          first: min(group.first, group.last), last: max(group.first, group.last),
          customers: group.customers, orders: group.orders, checksums: group.checksums
        ).line
      }
      file.expectRefusal("row group 0 has")
    }
    // Days and amounts of one customer.
    for (days, amounts) in [([5, 4], [1, 1]), ([5, 5], [2, 1])] {
      var file = Forgery()
      file.orders = zip(days, amounts).map {
        TestOrder("a", day: Int32($0), amount: Int64($1))
      }
      file.expectRefusal("row group 0 has orders that are not sorted")
    }
    // Row groups that overlap.
    var file = Forgery()
    file.groups = 2
    file.expectRefusal("does not say what is in its row groups")
  }

  @Test func `a customer whose orders do not stand together is refused`() {
    let honest = Forgery().orders
    var file = Forgery()
    file.orders = [honest[0], honest[honest.count - 1], honest[0]]
    file.fact = { _, group in
      RunGroup(
        first: honest[0].hash, last: honest[honest.count - 1].hash, customers: 2, orders: 3,
        checksums: group.checksums
      ).line
    }
    file.expectRefusal("row group 0 has customers that do not stand together")
  }

  @Test func `a footer that says something else of the customers is refused`() {
    let changes: [(inout RunGroup) -> Void] = [
      { $0.first -= 1 }, { $0.first += 1 }, { $0.last -= 1 }, { $0.last += 1 },
      { $0.customers -= 1 }, { $0.customers += 1 },
    ]
    for change in changes {
      var file = Forgery()
      file.fact = { _, group in
        var group = group
        change(&group)
        return group.line
      }
      file.expectRefusal("row group 0 has not the")
    }
  }

  @Test func `a footer without sense is refused`() {
    let lines: [(RunGroup) -> String?] = [
      { _ in nil }, { _ in "" }, { $0.line + " 0" }, { $0.line + "\n" + $0.line },
      { _ in "0 0 1 0 0" }, { _ in "5 4 1 0 0 0" }, { _ in "0 0 0 0 0 0" },
      { _ in "0 0 5 0 0 0" }, { _ in "0 0 -1 0 0 0" }, { _ in "0 10000000000000000 1 0 0 0" },
      { _ in "0 0 1 0 0 100000000" }, { $0.line.uppercased() + "é" },
    ]
    for line in lines {
      var file = Forgery()
      file.fact = { _, group in line(group) }
      file.expectRefusal("does not say what is in its row groups")
    }
  }

  @Test func `more customers than the bytes of their ids can be are refused`() {
    var file = Forgery()
    file.orders = (0..<6000).map { TestOrder("a", day: Int32($0), amount: 1) }
    file.fact = { _, group in
      var group = group
      group.customers = 5000
      return group.line
    }
    file.expectRefusal("row group 0 cannot have 5000 customers in")
  }

  @Test func `a checksum of another chunk is refused`() {
    for column in 0..<3 {
      var file = Forgery()
      file.fact = { _, group in
        var group = group
        group.checksums[column] ^= 1
        return group.line
      }
      file.expectRefusal("CRC")
    }
  }

  @Test func `other columns are refused`() {
    let fields = RunFormat.fields(scale: 2)
    let others: [[Field]] = [
      Array(fields[..<2]), fields + [Field("channel", .text)],
      [fields[0], fields[2], fields[1]], [Field("customer", .text), fields[1], fields[2]],
      [fields[0], Field("order_date", .integer), fields[2]],
      [fields[0], fields[1], Field("amount", .money(scale: 3))],
      [fields[0], fields[1], Field("amount", .real)],
    ]
    for other in others + fields.indices.map({ Self.nullable(fields, $0) }) {
      var file = Forgery()
      file.fields = other
      // Facts of three chunks, so that the columns alone are wrong.
      file.fact = { _, group in
        var group = group
        while group.checksums.count < 3 { group.checksums.append(0) }
        return group.line
      }
      file.expectRefusal("columns are")
    }
  }

  private static func nullable(_ fields: [Field], _ index: Int) -> [Field] {
    var fields = fields
    fields[index] = Field(fields[index].name, fields[index].type, isNullable: true)
    return fields
  }

  @Test func `customers that stand row by row are counted too`() {
    var file = Forgery()
    file.orders = (0..<300).map { TestOrder("customer number \($0)", day: 1, amount: 1) }.sorted()
    file.isClustered = false
    file.fact = { _, group in
      var group = group
      group.customers = 299
      return group.line
    }
    file.expectRefusal("row group 0 has not the 299 customers")
  }
}
