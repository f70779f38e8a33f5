import TestSupport
import Testing

@testable import Orders

/// Random logs of orders, versions and refunds, in files: against a twin that keeps a dictionary of orders, in one
/// import and in thirty.
@Suite struct AssemblerLawTests {
  /// What a row of a file of orders says.
  private struct Event {
    var id: Int
    var customer: Int?
    var day: Int32
    /// Minor units; below zero it is a refund.
    var amount: Int64
    var status: String
  }

  private static let reasons: [String: SetAsideReason] = [
    "pending": .pending, "voided": .voided, "cancelled": .cancelled, "refunded": .refunded,
  ]

  /// Some files of events: few orders, so that they come again, changed or not, and refunds of some of them.
  private static func log(_ generator: inout Generator) -> [[Event]] {
    let orders = Int.random(in: 1...30, using: &generator)
    var files: [[Event]] = []
    for _ in 0..<Int.random(in: 1...30, using: &generator) {
      var events: [Event] = []
      for _ in 0..<Int.random(in: 0...20, using: &generator) {
        if let file = files.randomElement(using: &generator),
          let event = file.randomElement(using: &generator), Bool.random(using: &generator)
        {
          events.append(event)
          continue
        }
        let isRefund = Int.random(in: 0..<3, using: &generator) == 0
        let amount = Int64.random(in: 0..<8, using: &generator) * 100
        events.append(
          Event(
            id: Int.random(in: 0..<orders, using: &generator),
            customer: [nil, 1, 2, 3].randomElement(using: &generator) ?? nil,
            day: Int32.random(in: 100...105, using: &generator),
            amount: isRefund ? -amount - 100 : amount,
            status: isRefund
              ? "paid"
              : ["paid", "paid", "paid", "pending", "voided", "cancelled", "refunded"]
                .randomElement(using: &generator) ?? "paid"))
      }
      files.append(events)
    }
    return files
  }

  private static func rows(_ files: some Sequence<[Event]>, _ rule: ConflictRule = .replace)
    -> TestRows
  {
    var rows = TestRows()
    rows.rules.onConflict = rule
    for file in files {
      rows.file(.orders, roles: [.orderID, .stamp, .orderTotal, .status])
      for event in file {
        var texts: [Role: String] = [.orderID: "\(event.id)", .status: event.status]
        texts[.customerID] = event.customer.map { "c\($0)" }
        rows.row(texts, day: event.day, [.orderTotal: "\(event.amount / 100)"])
      }
    }
    return rows
  }

  /// What is known of an order in the end.
  private struct Known {
    var last: Event?
    var refunds: [Refund: Int] = [:]
    var waiting: [Event] = []
  }

  private struct Refund: Hashable, Comparable {
    var day: Int32
    var amount: Int64

    static func < (left: Refund, right: Refund) -> Bool {
      (left.day, left.amount) < (right.day, right.amount)
    }
  }

  /// The live orders by id: customer, day, amount and refunds; and what is left of all.
  private static func twin(
    _ files: [[Event]], _ rule: ConflictRule
  ) -> (live: [String], aside: [String: Int], left: Int64) {
    var known: [Int: Known] = [:]
    for file in files {
      var inFile: [Int: [Refund: Int]] = [:]
      for event in file {
        if event.amount < 0 {
          inFile[event.id, default: [:]][
            Refund(day: event.day, amount: -event.amount), default: 0] += 1
        } else if rule == .replace || known[event.id]?.last == nil {
          known[event.id, default: Known()].last = event
        }
      }
      for (id, refunds) in inFile {
        known[id, default: Known()].refunds.merge(refunds) { max($0, $1) }
      }
    }
    var live: [String] = []
    var aside: [String: Int] = [:]
    var left: Int64 = 0
    for (id, order) in known {
      guard let last = order.last else { continue }
      let taken = order.refunds.reduce(0) { $0 + $1.key.amount * Int64($1.value) }
      let isDated = last.status == "refunded" && last.amount > 0 && taken >= last.amount
      let reason =
        (isDated ? nil : Self.reasons[last.status]) ?? (last.customer == nil ? .guest : nil)
      if let reason {
        aside[reason.rawValue, default: 0] += 1
        continue
      }
      var rest = last.amount
      var refunds: [String] = []
      for (refund, count) in order.refunds.sorted(by: { $0.key < $1.key }) {
        for _ in 0..<count {
          rest -= min(rest, refund.amount)
          refunds.append("\(refund.day):\(refund.amount)")
        }
      }
      left += rest
      live.append("\(id) c\(last.customer ?? 0) \(last.day) \(last.amount) \(refunds)")
    }
    return (live.sorted(), aside, left)
  }

  private static func live(_ states: [OrderState]) -> [String] {
    states.map { state in
      let refunds = state.refunds.map { "\($0.day):\($0.amount)" }
      let id = String(decoding: state.orderID, as: UTF8.self)
      let customer = String(decoding: state.customer, as: UTF8.self)
      return "\(id) \(customer) \(state.day) \(state.amount.minor) \(refunds)"
    }.sorted()
  }

  @Test(arguments: [ConflictRule.replace, .keep])
  func `orders are those of a dictionary of orders`(rule: ConflictRule) throws {
    var generator = Generator.seeded()
    for _ in 0..<150 {
      let files = Self.log(&generator)
      let twin = Self.twin(files, rule)
      let result = try Self.rows(files, rule).assembled()
      try #require(Self.live(result.orders) == twin.live)
      try #require(result.account.used.revenue == Int128(twin.left))
      for (reason, count) in twin.aside {
        let found = result.setAside.count {
          $0.reason.rawValue == reason && $0.state.amount.minor >= 0
        }
        try #require(found == count, "\(reason)")
      }
    }
  }

  @Test(arguments: [ConflictRule.replace, .keep])
  func `every row and its revenue is somewhere`(rule: ConflictRule) throws {
    var generator = Generator.seeded()
    for _ in 0..<80 {
      let files = Self.log(&generator)
      let store = FakeStore()
      let cut = Int.random(in: 0...files.count, using: &generator)
      for part in [files[..<cut], files[cut...]] {
        let result = try Self.rows(part, rule).assembled(store.states)
        let events = part.joined()
        try #require(result.account.all.rows == events.count)
        try #require(
          result.account.all.revenue == events.reduce(0) { $0 + Int128($1.amount) })
        store.apply(result)
      }
    }
  }

  @Test(arguments: [ConflictRule.replace, .keep])
  func `one import is thirty`(rule: ConflictRule) throws {
    var generator = Generator.seeded()
    for _ in 0..<80 {
      let files = Self.log(&generator)
      let one = FakeStore()
      one.apply(try Self.rows(files, rule).assembled())
      let thirty = FakeStore()
      for file in files { thirty.apply(try Self.rows([file], rule).assembled(thirty.states)) }
      try #require(one.contents == thirty.contents)
      // And once more changes nothing.
      let again = try Self.rows(files.suffix(1), rule).assembled(thirty.states)
      try #require(again.orders.isEmpty && again.setAside.isEmpty && again.removals.isEmpty)
    }
  }

  @Test func `rows in any order are the same orders`() throws {
    var generator = Generator.seeded()
    for _ in 0..<30 {
      let rows = Self.rows(Self.log(&generator))
      let assembler = OrderAssembler(rows.rules)
      let one = try assembler.assemble(rows.rows)
      let other = try assembler.assemble(rows.rows.shuffled(using: &generator))
      try #require(one.orders == other.orders)
      try #require(one.account == other.account && one.conflicts == other.conflicts)
    }
  }
}
