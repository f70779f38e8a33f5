internal import Columns

/// What an import did to people.
public struct PeopleCounts: Sendable, Equatable {
  /// The rows of files of people.
  public var rows = 0
  /// Customers of whom something is known now, and nothing was before.
  public var new = 0
  /// Customers of whom something else is known now.
  public var changed = 0
  /// Stored orders that went to another id.
  public var merged = 0

  /// Whether nothing came of it.
  public var isEmpty: Bool { rows == 0 && new == 0 && changed == 0 && merged == 0 }
}

/// What an import and its store say of people: who is whom, who was forgotten, and how they are reached.
struct PeopleImport {
  /// What became of them so far.
  private(set) var counts = PeopleCounts()
  /// What is known of them.
  var updates = CustomerUpdates()
  private let store: OrderStore?
  private let forgotten: ForgottenIDs?
  private let recorded: [[UInt8]: [UInt8]]
  private let given: [[UInt8]: [UInt8]]
  private let files: [String]

  /// What a store, if there is one, and options say.
  ///
  /// - Throws: errors of the store's tables, and of its key.
  init(_ options: OrderOptions, on store: OrderStore?) throws {
    self.store = store
    forgotten = try store?.forgotten()
    recorded = try store?.recordedMerges() ?? [:]
    given = options.customerMap
    files = options.customerFiles
  }

  /// Whether there is something to do without any order.
  var isAsked: Bool { !given.isEmpty || !files.isEmpty }

  /// Options with what is known of people.
  ///
  /// - Throws: `OrderError`, usage, if an id is two persons, or in the end its own.
  func known(by options: OrderOptions) throws(OrderError) -> OrderOptions {
    var options = options
    options.customerMap = try Merges(given, on: recorded).map
    options.forgotten = forgotten
    options.keepsContacts = true
    return options
  }

  /// The stored rows that go to other ids.
  ///
  /// - Throws: `OrderError`, usage, of the map; errors of the files.
  func moves(_ options: OrderOptions, threads: Threads, now: Int) throws -> CustomerMoves {
    let merges = try merges(options)
    return try CustomerMoves(
      merges.map.filter { merges.new[$0.key] != nil }, in: store, threads: threads, now: now)
  }

  private func merges(_ options: OrderOptions) throws(OrderError) -> Merges {
    try Merges(
      Merges.normalised(given, as: options.customerKey ?? .id), on: recorded)
  }

  /// Reads the files of people.
  ///
  /// - Parameters:
  ///   - options: how orders are read, once their files are known.
  ///   - spool: where copies go.
  ///   - threads: who works.
  ///   - reject: called with every row that cannot be read.
  /// - Returns: what the files were, and what there is to tell the user.
  /// - Throws: errors of the files, and what the call throws.
  mutating func read(
    _ options: OrderOptions, spool: Spool, threads: Threads,
    reject: (OrderReader.RejectedRow) throws -> Void
  ) throws -> (inputs: [OrderInput], notes: [String]) {
    let key = options.customerKey ?? .id
    let rules = try AssemblyRules(options)
    var inputs: [OrderInput] = []
    var notes: [String] = []
    for path in files {
      let file = try CustomerFile(path, key: key, spool: spool, threads: threads)
      var strangers = 0
      for row in file.rows {
        guard let id = row.texts[key.role], !rules.guests.contains(id) else {
          strangers += 1
          continue
        }
        let customer = rules.customerMap[id] ?? id
        if customer != id && forgotten?.day(of: id) != nil { continue }
        var texts = row.texts
        texts[key.role] = customer
        updates.add(CustomerFacts(texts, day: nil), of: customer)
      }
      for row in file.rejected { try reject(row) }
      counts.rows += file.count
      inputs.append(file.input)
      if !file.rejected.isEmpty {
        notes.append(
          "\(file.rejected.count) rows of \(path) could not be read; no order is meant, but they are "
            + "handed back all the same")
      }
      if strangers > 0 {
        notes.append("\(strangers) rows of \(path) name no customer, and say nothing")
      }
    }
    return (inputs, notes)
  }

  /// Has a commit write what is known of people, and the rows that go to other ids.
  ///
  /// Their old rows are taken out with those that the import restates.
  ///
  /// - Parameters:
  ///   - moves: the rows that go to other ids.
  ///   - sums: what the import's orders take the place of.
  ///   - options: how orders were read.
  ///   - commit: the commit.
  ///   - threads: who works.
  /// - Throws: errors of the files; then no new file of the commit is left.
  mutating func write(
    _ moves: CustomerMoves, replacing sums: Assembled, _ options: OrderOptions,
    into commit: inout StoreCommit, threads: Threads
  ) throws {
    do {
      let replaced = Set(sums.removals)
      let stale = Set(sums.staleLines)
      for kind in [StoreTable.orders, .setAside, .lines] {
        let block = try moves.block(of: kind, but: replaced, stale)
        if kind != .lines { counts.merged += block.rows }
        try commit.add(block, threads: threads)
      }
      // Who was forgotten is not to be named again.
      let new = try merges(options).new.filter { from, to in
        forgotten?.day(of: from) == nil && forgotten?.day(of: to) == nil
      }
      try commit.add(
        TableBlock(merges: new, on: Int32(commit.now / 86_400_000)), threads: threads)
    } catch {
      commit.abandon()
      throw error
    }
    let table = try updates.write(
      into: &commit, moving: moves.ids, forgotten: forgotten, threads: threads)
    (counts.new, counts.changed) = table
  }
}
