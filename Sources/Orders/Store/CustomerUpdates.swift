internal import Bytes
internal import Columns

// files of people, contact columns of orders  →  for each customer the latest value of each column
//                                             →  rows of `customers` that are new, or other than the stored ones
//
// Later is the later file or row, files of people after those of orders; what is stored comes first.

/// What a row says of a customer.
struct CustomerRow: Sendable, Equatable {
  /// The customer's key, not empty.
  var customer: [UInt8]
  /// What it says.
  var facts: CustomerFacts
  /// Its place in the import: see `DetailRecord.sequence`.
  var sequence: UInt64
}

/// Gathers what an import says of customers.
struct CustomerUpdates: Sendable {
  /// What rows of orders say, which come in no order of their own.
  private var ofOrders: [[UInt8]: Latest] = [:]
  /// What rows of files of people say, in their order.
  private var ofPeople: [[UInt8]: CustomerFacts] = [:]

  /// Facts with the sequence of the row that each is from.
  private struct Latest: Sendable {
    var facts = CustomerFacts()
    var sequences: [Role: UInt64] = [:]

    mutating func add(_ row: CustomerRow) {
      func isLater(_ role: Role) -> Bool { row.sequence >= sequences[role] ?? 0 }
      for (role, text) in row.facts.texts where isLater(role) {
        facts.texts[role] = text
        sequences[role] = row.sequence
      }
      if let consent = row.facts.consent, isLater(.consent) {
        facts.consent = consent
        sequences[.consent] = row.sequence
      }
      if let birthday = row.facts.birthday, isLater(.birthday) {
        facts.birthday = birthday
        sequences[.birthday] = row.sequence
      }
      facts.firstSeen = [facts.firstSeen, row.facts.firstSeen].compactMap { $0 }.min()
    }
  }

  /// Adds what orders say, whatever the order of their rows.
  mutating func add(_ rows: [CustomerRow]) {
    for row in rows { ofOrders[row.customer, default: Latest()].add(row) }
  }

  /// Adds what the next row of a file of people says.
  mutating func add(_ facts: CustomerFacts, of customer: [UInt8]) {
    ofPeople[customer, default: CustomerFacts()].add(facts)
  }

  /// What the import says of each customer.
  var all: [[UInt8]: CustomerFacts] {
    ofOrders.mapValues(\.facts).merging(ofPeople) { orders, people in
      var facts = orders
      facts.add(people)
      return facts
    }
  }

  /// Has a commit write the rows that are new or change.
  ///
  /// - Parameters:
  ///   - commit: the commit, with the store that it is made from.
  ///   - moves: ids whose rows go to those of other ids, which keep the values that they have.
  ///   - forgotten: people of whom nothing is taken but with later orders.
  ///   - threads: who works.
  /// - Returns: how many are new, and how many are others than before.
  /// - Throws: errors of the files; then no new file of the change is left.
  func write(
    into commit: inout StoreCommit, moving moves: [[UInt8]: [UInt8]], forgotten: ForgottenIDs?,
    threads: Threads
  ) throws -> (new: Int, changed: Int) {
    var counts = (new: 0, changed: 0)
    let said = all
    if said.isEmpty && moves.isEmpty { return counts }
    do {
      let rewriting = commit.base.map { Rewriting(store: $0, threads: threads, now: commit.now) }
      let ids = Set(said.keys).union(moves.keys).union(moves.values)
      let stored = try rewriting.map { try Self.stored(ids, $0) } ?? [:]
      var wanted = Self.moved(stored, by: moves)
      for id in Set(said.keys).union(wanted.keys) {
        var facts = wanted[id] ?? CustomerFacts()
        if let own = stored[id] { facts.add(own) }
        if let new = said[id] {
          let isUnwanted =
            new.firstSeen == nil && stored[id] == nil && forgotten?.day(of: id) != nil
          if isUnwanted && wanted[id] == nil { continue }
          if !isUnwanted { facts.add(new) }
        }
        wanted[id] = facts
      }
      var gone = Set(moves.keys.filter { stored[$0] != nil })
      let changed = wanted.filter { $0.value != stored[$0.key] }
      for id in changed.keys {
        if stored[id] == nil {
          counts.new += 1
        } else {
          counts.changed += 1
          gone.insert(id)
        }
      }
      let change = try rewriting?.withoutCustomers(gone, in: .customers, progress: { _ in })
      commit.changes[.customers, default: TableChange()].add(change ?? TableChange())
      let rows = changed.map { (id: $0.key, facts: $0.value) }
      try commit.add(TableBlock(customers: rows), threads: threads)
    } catch {
      commit.abandon()
      throw error
    }
    return counts
  }

  /// What the table has of some customers.
  private static func stored(
    _ ids: Set<[UInt8]>, _ rewriting: Rewriting
  ) throws -> [[UInt8]: CustomerFacts] {
    var stored: [[UInt8]: CustomerFacts] = [:]
    try rewriting.rows(of: ids, in: .customers).forEachGroup { _, _, block, rows in
      let wanted = Set(rows)
      for row in TableBlock.rows(of: [block]) where wanted.contains(Int(row.row)) {
        stored[Array(block.ids[Int(row.customer)])] = CustomerFacts(block, row: Int(row.row))
      }
    }
    return stored
  }

  /// What rows that move bring to others, by the ids of those.
  private static func moved(
    _ stored: [[UInt8]: CustomerFacts], by moves: [[UInt8]: [UInt8]]
  ) -> [[UInt8]: CustomerFacts] {
    var moved: [[UInt8]: CustomerFacts] = [:]
    for (from, to) in moves.sorted(by: { $0.key.lexicographicallyPrecedes($1.key) }) {
      if let facts = stored[from] { moved[to, default: CustomerFacts()].add(facts) }
    }
    return moved
  }
}
