internal import Columns

extension OrderStore {
  /// For each id that was merged the one that it was merged into, which may have been merged later.
  ///
  /// - Throws: errors of the table.
  func recordedMerges() throws -> [[UInt8]: [UInt8]] {
    var map: [[UInt8]: [UInt8]] = [:]
    for block in try stored(.merges)?.blocks() ?? [] {
      guard let targets = block.column("to_id")?.texts else { continue }
      for customer in 0..<block.customers {
        map[Array(block.ids[customer])] = Array(targets[block.starts[customer]])
      }
    }
    return map
  }

  /// For each id that was merged the person in the end.
  ///
  /// - Throws: errors of the table; `OrderError` if its ids go round in a circle.
  func merges() throws -> [[UInt8]: [UInt8]] { try AssemblyRules.closed(try recordedMerges()) }
}

/// Ids that are one person: those that a store knows of, and those that an import adds.
struct Merges: Sendable {
  /// For each id the person in the end.
  let map: [[UInt8]: [UInt8]]
  /// Those that were not recorded before, as they were given.
  let new: [[UInt8]: [UInt8]]

  /// Joins both.
  ///
  /// - Throws: `OrderError`, usage, if an id is two persons, or in the end its own.
  init(
    _ given: [[UInt8]: [UInt8]], on recorded: [[UInt8]: [UInt8]]
  ) throws(OrderError) {
    new = given.filter { recorded[$0.key] == nil }
    map = try AssemblyRules.closed(recorded.merging(new) { $1 })
    for (from, to) in given where recorded[from] != nil {
      let person = map[from] ?? from
      if person == map[to] ?? to { continue }
      throw OrderError(
        .usage,
        problem:
          "the customer map says that '\(Self.text(from))' is '\(Self.text(to))', and the store "
          + "that it is '\(Self.text(person))'; map '\(Self.text(person))' to '\(Self.text(to))', too"
      )
    }
  }

  /// A map whose ids are in the normal form of a kind of key; what is no such id is nobody's.
  static func normalised(
    _ map: [[UInt8]: [UInt8]], as key: CustomerKey
  ) -> [[UInt8]: [UInt8]] {
    if key == .id { return map }
    var normal: [[UInt8]: [UInt8]] = [:]
    for (from, to) in map {
      if let from = try? key.normalised(text(from)), let to = try? key.normalised(text(to)),
        from != to
      {
        normal[from] = to
      }
    }
    return normal
  }

  private static func text(_ id: [UInt8]) -> String { String(decoding: id, as: UTF8.self) }
}

extension TableBlock {
  /// Rows of `merges`, sorted.
  init(merges: [[UInt8]: [UInt8]], on day: Int32) {
    let fields = StoreTable.merges.fields(scale: 0)
    let rows = merges.sorted { $0.key.lexicographicallyPrecedes($1.key) }
    var targets = TextColumn()
    for (_, to) in rows { targets.append(to) }
    self.init(
      .merges, ids: rows.map(\.key),
      [
        Column(fields[1], .text(targets)), Column(fields[2], .int32(rows.map { _ in day })),
      ])
  }
}
