public import Columns
internal import Delta

// ids asked for, in the key's normal form
//   ∪ ids that are the same person       merges, followed both ways
//   rows of them                         orders, set_aside, lines, customers, merges: their files written anew without
//   hash of each id, day                 forgotten
//   rows that name them                  rejects/*.csv, before the commit: afterwards nobody knows their e-mails
//
// The old files stay for older versions until they are vacuumed.

extension OrderStore {
  /// What was forgotten.
  public struct ForgetOutcome: Sendable {
    /// The version without it.
    public var version: Int
    /// The ids that the people went by.
    public var ids = 0
    /// Ids asked for of which the store has nothing, as they were given.
    public var unknown: [String] = []
    /// The rows that went, by table.
    public var rows: [String: Int] = [:]
    /// The amounts of the orders that went, in minor units.
    public var revenue: Int128 = 0
    /// Rows that were taken out of what imports had handed back.
    public var rejectedRows = 0
  }

  /// What changes with every version that forgets people, so that no import that began before adds to it.
  private static let mark = "patron.forgotten"

  /// Removes all that the store has of some people, and has their orders up to a day set aside from now on.
  ///
  /// - Parameters:
  ///   - asked: their ids, of the kind that the store's customers are told apart by.
  ///   - day: the last day whose orders are to be forgotten.
  ///   - threads: who works.
  ///   - now: the time, in milliseconds since 1970-01-01 UTC.
  ///   - progress: called with the number of rows written, on the calling thread.
  /// - Returns: what was removed.
  /// - Throws: `FileError`, `ParquetError`, `DeltaError`; `OrderError`, usage, if an id is none. Then the tables are as
  ///   they were.
  public func forget(
    _ asked: [String], upTo day: Day, threads: Threads, now: Int, progress: (Int) -> Void
  ) throws -> ForgetOutcome {
    let given = try asked.map { (text: $0, id: try settings.customerKey.normalised($0)) }
    let ids = Self.closed(Set(given.map(\.id)), over: try recordedMerges())
    let key = try StoreKey.make(in: path)
    let rewriting = Rewriting(store: self, threads: threads, now: now)
    var outcome = ForgetOutcome(version: version, ids: ids.count)
    var commit = StoreCommit(path: path, base: self, settings: settings, now: now)
    commit.operation = "DELETE"
    commit.marks[Self.mark] = "\(version + 1)"
    var known: Set<[UInt8]> = []
    do {
      var words = ForgottenWords(ids, settings.customerKey)
      var done = 0
      for kind in [StoreTable.orders, .setAside, .lines, .customers, .merges] {
        let found = try rewriting.rows(of: ids, in: kind)
        if kind == .customers { try words.addContacts(found) }
        known.formUnion(found.customers)
        let change = try rewriting.without(found) { progress(done + $0) }
        outcome.rows[kind.rawValue] = change.rows(of: change.removes) - change.rows(of: change.adds)
        done += change.rows(of: change.adds)
        commit.changes[kind] = change
        if kind == .orders {
          outcome.revenue = Self.revenue(change.removes) - Self.revenue(change.adds)
        }
      }
      let forgotten = ForgottenIDs(days: [:], key: key)
      let hashes = ids.map { Array(forgotten.hash(of: $0).utf8) }
      commit.changes[.forgotten] = try rewriting.withoutCustomers(
        Set(hashes), in: .forgotten, progress: { _ in })
      try commit.add(TableBlock(forgotten: hashes, on: day.rawValue), threads: threads)
      outcome.rejectedRows = try words.removeRows(fromFilesIn: "\(path)/\(Self.rejectsFolder)")
    } catch {
      commit.abandon()
      throw error
    }
    if let version = try commit.run() { outcome.version = version }
    outcome.unknown = given.filter { !known.contains($0.id) }.map(\.text)
    return outcome
  }

  /// Ids with all that are the same person.
  static func closed(_ ids: Set<[UInt8]>, over merges: [[UInt8]: [UInt8]]) -> Set<[UInt8]> {
    var same: [[UInt8]: [[UInt8]]] = [:]
    for (from, to) in merges {
      same[from, default: []].append(to)
      same[to, default: []].append(from)
    }
    var closed = ids
    var open = Array(ids)
    while let id = open.popLast() {
      for other in same[id] ?? [] where closed.insert(other).inserted { open.append(other) }
    }
    return closed
  }

  private static func revenue(_ files: [Add]) -> Int128 {
    files.reduce(0) { $0 + (RunTags($1)?.revenue ?? 0) }
  }
}

extension TableChange {
  /// The rows of some files.
  fileprivate func rows(of files: [Add]) -> Int {
    files.reduce(0) { $0 + ($1.numRecords ?? 0) }
  }
}

extension CustomerKey {
  /// An id that a person was asked for by, as a store has it.
  ///
  /// - Throws: `OrderError`, usage, if it is none.
  func normalised(_ text: String) throws(OrderError) -> [UInt8] {
    let bytes = Array(text.utf8)
    var changed: [UInt8]?
    let form: TextForm =
      switch self {
      case .id: .id
      case .email: .email
      case .phone: .phoneID
      }
    guard let range = form.read(bytes, bytes.indices, changed: &changed), !range.isEmpty else {
      throw OrderError(
        .usage, problem: "'\(text)' is no customer; the store's customers go by their \(rawValue)")
    }
    return Array((changed ?? bytes)[range])
  }
}
