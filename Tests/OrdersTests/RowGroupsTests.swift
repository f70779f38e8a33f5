import Columns
import TestSupport
import Testing

@testable import Orders

/// Rows that are brought together, and what they share.
@Suite struct RowGroupsTests {
  /// Rows that name orders, or buy at one of a few moments.
  private static func rows(_ count: Int, _ generator: inout Generator) -> [DetailRow] {
    (0..<count).map { place in
      var row = DetailRow(sequence: UInt64(place))
      if Bool.random(using: &generator) {
        row.texts[.orderID] = Array("\(Int.random(in: 0..<count / 3 + 1, using: &generator))".utf8)
      }
      row.texts[.customerID] = Array("\(Int.random(in: 0..<9, using: &generator))".utf8)
      row.day = Int32.random(in: 0..<3, using: &generator)
      row.micros = Bool.random(using: &generator) ? nil : 7
      return row
    }
  }

  @Test(arguments: [false, true])
  func `groups are those of a dictionary, even if all keys have one hash`(
    haveOneHash: Bool
  ) throws {
    var generator = Generator.seeded()
    for count in [0, 1, 7, 300] {
      let written = Self.rows(count, &generator)
      let rows = try DetailRows(written)
      var groups = RowGroups(of: rows.bytes, rows: count)
      var twin: [String: [UInt64]] = [:]
      var order: [String] = []
      for (row, record) in zip(written, rows.records) {
        let isAlone = row.sequence % 5 == 0
        var key = rows.text(.orderID, of: record).map { RowGroups.Key(id: $0, in: rows.bytes) }
        if key == nil, let text = rows.text(.customerID, of: record),
          let stamp = record.stamp(in: rows.bytes.span)
        {
          key = RowGroups.Key(customer: text, in: rows.bytes, stamp, file: 0)
        }
        if haveOneHash { key?.hash = 42 }
        groups.add(record, isAlone ? nil : key)
        let name =
          isAlone
          ? "alone \(row.sequence)"
          : row.text(.orderID).map { "id \($0)" }
            ?? "\(row.text(.customerID) ?? "") \(row.day ?? 0) \(row.micros ?? -1)"
        if twin[name] == nil { order.append(name) }
        twin[name, default: []].append(row.sequence)
      }
      let (records, starts) = groups.grouped()
      let found = zip(starts, starts.dropFirst()).map { records[$0..<$1].map(\.sequence) }
      #expect(found == order.map { twin[$0] ?? [] })
    }
  }

  @Test func `a group is found by an id that stands elsewhere`() throws {
    var row = DetailRow()
    row.texts[.orderID] = Array("A-1".utf8)
    let rows = try DetailRows([row])
    var groups = RowGroups(of: rows.bytes, rows: 1)
    let id = try #require(rows.text(.orderID, of: rows.records[0]))
    groups.add(rows.records[0], RowGroups.Key(id: id, in: rows.bytes))
    for (text, group) in [("A-1", 0), ("A-2", nil), ("", nil)] {
      let bytes = Array(text.utf8)
      #expect(groups.group(of: RowGroups.Key(id: bytes.indices, in: bytes), in: bytes) == group)
    }
  }

  @Test func `texts are themselves, however many there are`() {
    var generator = Generator.seeded()
    var pool = TextPool()
    for _ in 0..<500 {
      let bytes = Array("<\(Int.random(in: 0..<20, using: &generator))>".utf8)
      let range = 1..<bytes.count - 1
      let role: Role = Bool.random(using: &generator) ? .status : .country
      #expect(pool.text(bytes, range, role) == Array(bytes[range]))
    }
    let code = Array("eUr".utf8)
    #expect(pool.capitals(of: code, code.indices, .currency) == Array("EUR".utf8))
    #expect(pool.capitals(of: code, 1..<2, .currency) == Array("U".utf8))
  }

  @Test func `values of roles are those that were set, and of no other roles`() {
    var texts: OrderTexts = [.status: [1], .channel: [2]]
    #expect(texts[.status] == [1] && texts[.channel] == [2])
    #expect(Role.allCases.count { texts[$0] != nil } == 2)
    #expect(texts != [.status: [1]])
    texts[.channel] = nil
    #expect(texts == [.status: [1]])
    #expect(texts.map { "\($0) \($1)" } == ["status [1]"])
    for role in OrderState.keptTexts {
      var one = OrderTexts()
      one[role] = [3]
      #expect(one[role] == [3])
    }
    for role in OrderState.keptParts {
      var one = OrderParts()
      one[role] = 3
      #expect(Role.allCases.filter { one[$0] != nil } == [role])
    }
  }
}
