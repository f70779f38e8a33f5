import Columns
import Delta
import TestSupport
import Testing

@testable import Orders

/// Assembled orders as rows of tables, and back.
@Suite struct OrderRowsTests {
  private func state(_ number: Int) -> OrderState {
    var state = OrderState()
    state.orderID = number % 4 == 0 ? [] : Array("#\(number)".utf8)
    state.customer = Array("c\(number % 5)".utf8)
    state.day = Int32(20_000 + number % 3)
    state.time = number % 2 == 0 ? nil : Int64(number) * 1_000_000
    state.amount = Amount(minor: Int64(number * 100), residual: 0)
    state.texts =
      number % 3 == 0 ? [:] : [.channel: Array("web".utf8), .status: Array("paid".utf8)]
    state.parts = number % 3 == 1 ? [.tax: 5, .cost: -7] : [:]
    state.undatedRefund = Int64(number % 2)
    state.refunds = (0..<number % 4).map { OrderRefund(day: Int32(20_010 + $0), amount: 3) }
    state.linesDigest = number % 2 == 0 ? 0 : .max - UInt32(number)
    state.lines = (0..<number % 3).map { line in
      var state = LineState(number: Int32(line))
      state.texts = line == 0 ? [:] : [.product: Array("p\(line)".utf8)]
      state.quantity = line == 1 ? nil : 1500
      state.unitPrice = Int64(line)
      return state
    }
    return state
  }

  private func states(of block: TableBlock) -> [OrderState?] {
    let rows = OrderRows(block)
    return (0..<block.customers).flatMap { customer in
      (block.starts[customer]..<block.starts[customer + 1]).map {
        rows.state(customer: customer, row: $0)
      }
    }
  }

  /// What the tables of orders keep.
  private func kept(_ state: OrderState, rows: Int = 0) -> OrderState {
    var state = state
    state.lines = []
    state.rows = rows
    return state
  }

  private func sorted(_ states: [OrderState?]) -> [String] {
    states.map { "\($0 as Any)" }.sorted()
  }

  /// Dictionaries are printed in any order.
  private func texts(_ state: OrderState?) -> [String] {
    (state?.texts ?? [:]).map { "\($0) \($1)" }.sorted()
  }

  @Test func `orders come back`() {
    let all = (0..<40).map(state)
    let block = TableBlock(orders: all, scale: 2)
    #expect(block.isInOrder && block.rows == 40 && block.customers == 5)
    let back = states(of: block)
    #expect(back.count == 40)
    for state in all { #expect(back.contains(kept(state)), "\(state)") }
  }

  @Test func `orders that do not count come back with the reason`() {
    let all = (0..<30).map { number in
      var state = state(number)
      state.customer = number % 2 == 0 ? [] : state.customer
      state.rows = number
      return (state: state, reason: number % 2 == 0 ? SetAsideReason.guest : .pending)
    }
    let block = TableBlock(setAside: all, scale: 2)
    let back = states(of: block)
    for (state, reason) in all {
      var expected = kept(state, rows: state.rows)
      expected.standing = .setAside(reason)
      #expect(back.contains(expected))
    }
    let summary = RunWriter.Summary(block)
    #expect(summary.reasons["guest"]?.orders == 15 && summary.reasons["pending"]?.orders == 15)
    #expect(summary.reasons["guest"]?.rows == (0..<15).reduce(0) { $0 + 2 * $1 })
    #expect(summary.reasons["guest"]?.revenue == (0..<15).reduce(0) { $0 + 200 * Int128($1) })
    #expect(summary.refunded == all.count { !$0.state.refunds.isEmpty })
  }

  @Test func `lines stand with their order`() {
    let all = (0..<20).map(state)
    let block = TableBlock(linesOf: all, scale: 2)
    #expect(block.rows == all.reduce(0) { $0 + $1.lines.count } && block.isInOrder)
    #expect(block.column("category") == nil)
    #expect(TableBlock(linesOf: [], scale: 2).rows == 0)
    #expect(TableBlock(orders: [], scale: 2).rows == 0)
  }

  @Test func `refunds are read as they were written, or not at all`() {
    let refunds = [(10, 5), (10, 6), (400, 1), (20_000, 999_999_999_999_999_999)].map {
      OrderRefund(day: Int32($0.0), amount: Int64($0.1))
    }
    for count in 2...4 {
      let text = StoredRefunds.text(Array(refunds.prefix(count)))
      #expect(text.flatMap { StoredRefunds.read($0[...]) } == Array(refunds.prefix(count)))
    }
    #expect(StoredRefunds.text([refunds[0]]) == nil)
    for text in [
      "", " ", "2011-01-05", "2011-01-05:", "2011-01-05:0", "2011-01-05:-1", "2011-02-30:1",
      "2011-01-05:1 ", "2011-01-05:1  2011-01-06:1", "2011-01-06:1 2011-01-05:1",
      "2011-01-05:9999999999999999999", "2011-01-05:1x", "20110105xx:1", "é011-01-0:1",
    ] {
      #expect(StoredRefunds.read(Array(text.utf8)[...]) == nil, "\(text)")
    }
  }

  @Test func `refunds that contradict their sum are found`() {
    var one = state(3)
    one.refunds = [OrderRefund(day: 1, amount: 3), OrderRefund(day: 2, amount: 4)]
    var block = TableBlock(orders: [one], scale: 2)
    #expect(states(of: block).compactMap { $0 }.count == 1)
    for (name, value) in [("refunded_amount", Int64(8)), ("refund_date", 3)] {
      let honest = block
      block.columns = block.columns.map { column in
        guard column.field.name == name else { return column }
        return column.field.type == .date
          ? Column(column.field, .int32([Int32(value)])) : Column(column.field, .int64([value]))
      }
      #expect(states(of: block) == [nil])
      block = honest
    }
    block.columns.removeAll { $0.field.name == "refund_date" }
    #expect(states(of: block) == [nil])
  }

  @Test func `tags of a file come back, and others are another writer's`() throws {
    let all = (0..<9).map { (state: state($0), reason: SetAsideReason.pending) }
    let tags = RunTags(
      RunWriter.Summary(TableBlock(setAside: all, scale: 2)), buckets: 4, sha256: "ab")
    func add(_ tags: [String: String?], rows: Int = 9) throws -> Add {
      Add(
        path: try TablePath("x.parquet"), size: 1, modificationTime: 0,
        stats: FileStatistics(numRecords: rows).json, tags: tags)
    }
    #expect(try RunTags(add(tags.tags(of: .setAside)), of: .setAside) == tags)
    #expect(tags.refunded == 6)
    for (key, value) in [
      ("patron.refunded", "10"), ("patron.refunded", "-1"), ("patron.refunded", "x"),
      ("patron.reason.pending", "9 1"), ("patron.reason.pending", "10 1 0"),
      ("patron.reason.pending", "0 0 0"),
      ("patron.reason.pending", "9 9223372036854775807 0"),
      ("patron.reason.pending", "9 1 170141183460469231731687303715884105727"),
    ] {
      var changed = tags.tags(of: .setAside)
      changed[key] = value
      #expect(try RunTags(add(changed), of: .setAside) == nil, "\(key) \(value)")
    }
    let most = "\(Int.max) \(Int.max) 0"
    var changed = tags.tags(of: .setAside)
    changed["patron.reason.pending"] = most
    #expect(try RunTags(add(changed, rows: .max), of: .setAside) == nil)
    // Tables without orders have neither days nor amounts in the log.
    let lines = RunTags(
      RunWriter.Summary(TableBlock(linesOf: all.map(\.state), scale: 2)), buckets: 1, sha256: "x")
    #expect(lines.tags(of: .lines)["patron.revenue"] == nil)
    #expect(try RunTags(add(lines.tags(of: .lines)), of: .lines)?.customers == lines.customers)
  }
}
