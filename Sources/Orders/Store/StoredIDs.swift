internal import Bytes
internal import Columns

// Orders that an import names and the store has, found without an index:
//
//   hashes of the import's order ids, distinct          a table of 2^n places, the hash's top bits say where
//   each run of orders and set_aside that has ids
//     row group: order_id                               decoded, hashed, looked up: a hit is (run, group, row)
//     row groups with hits: their other columns         the rows that were hit become states
//
// A hash may be that of another id: who asks compares the bytes. Memory grows with the import and the hits alone.

/// What a store knows of the orders that an import names too.
struct StoredIDs: StoredStates {
  /// The states by their partition, in the order of (table, file, group, row).
  private let found: [Int: [(state: OrderState, place: StoredPlace)]]
  /// The hash of an order id.
  static func hash(_ id: [UInt8]) -> UInt64 { XXH64.hash(id, id.indices) }

  /// A row group to look through.
  private struct Group: Sendable {
    let table: StoreTable
    let file: Int
    let group: Int
    let run: RunFile
  }

  /// Looks through a store.
  ///
  /// - Parameters:
  ///   - store: the store; nil for one that is to be made, which knows nothing.
  ///   - hashes: those of the import's order ids, ascending, none twice; without what says that an order cancels
  ///     another.
  ///   - cancelPrefixes: what says so.
  ///   - threads: who looks, a row group each.
  ///   - progress: called with row groups done and in all, on the calling thread.
  /// - Throws: errors of the files; `OrderError` if one contradicts itself.
  init(
    _ store: OrderStore?, hashes: [UInt64], cancelPrefixes: [[UInt8]] = [], threads: Threads,
    progress: (_ done: Int, _ of: Int) -> Void
  ) throws {
    var groups: [Group] = []
    for kind in [StoreTable.orders, .setAside] where !hashes.isEmpty {
      guard let table = try store?.stored(kind) else { continue }
      for (index, file) in try table.files().enumerated() {
        guard let tags = file.tags else { continue }
        let run = try table.open(file, tags)
        guard run.hasColumn("order_id") else { continue }
        groups += run.groups.indices.map { Group(table: kind, file: index, group: $0, run: run) }
      }
    }
    let probe = HashTable(hashes)
    var found: [Int: [(state: OrderState, place: StoredPlace)]] = [:]
    var done = 0
    try threads.forEach(groups.count) { [groups] index in
      try Self.states(in: groups[index], probe, cancelPrefixes)
    } inOrder: { states in
      for (hash, state) in states {
        found[OrderGatherer.partition(of: hash), default: []].append(state)
      }
      done += 1
      progress(done, groups.count)
    }
    self.found = found
  }

  /// The stored orders whose ids have hashes of a partition and are named by the import.
  func states(of partition: Int) -> [(state: OrderState, place: StoredPlace)] {
    found[partition] ?? []
  }

  /// The orders of a row group whose ids' hashes are looked for.
  private static func states(
    in group: Group, _ probe: HashTable, _ cancelPrefixes: [[UInt8]]
  ) throws -> [(hash: UInt64, state: (state: OrderState, place: StoredPlace))] {
    var scratch = OrderScratch()
    guard let index = group.run.fields.firstIndex(where: { $0.name == "order_id" }),
      let ids = try group.run.column(
        index, group.run.fields[index], of: group.group, &scratch.decoder),
      let texts = ids.texts
    else { return [] }
    scratch.hashes.removeAll(keepingCapacity: true)
    XXH64.append(hashesOf: texts.bytes.span, ends: texts.ends.span, to: &scratch.hashes)
    var hashes = scratch.hashes
    for prefix in cancelPrefixes { texts.setHashes(&hashes, ofTextsWith: prefix) }
    let rows = hashes.indices.filter { probe.contains(hashes[$0]) && ids.validity?[$0] ?? true }
    if rows.isEmpty { return [] }

    let block = try group.run.rows(of: group.group)
    let orders = OrderRows(block)
    var customer = 0
    return try rows.map { row in
      while customer + 1 < block.customers && block.starts[customer + 1] <= row { customer += 1 }
      guard let state = orders.state(customer: customer, row: row) else {
        throw group.run.misfit(group.group, "has an order in row \(row) that contradicts itself")
      }
      let place = StoredPlace(
        table: group.table, file: group.file, group: group.group, row: row)
      return (hash: hashes[row], state: (state: state, place: place))
    }
  }
}

extension TextColumn {
  /// Gives texts that begin with a prefix, and go on, the hashes of what follows it.
  fileprivate func setHashes(_ hashes: inout [UInt64], ofTextsWith prefix: [UInt8]) {
    for row in 0..<count {
      let range = range(row)
      guard range.count > prefix.count, bytes[range].starts(with: prefix) else { continue }
      hashes[row] = XXH64.hash(bytes, range.lowerBound + prefix.count..<range.upperBound)
    }
  }
}

/// Hashes that are looked up often: open places, the next one where one is taken.
private struct HashTable: Sendable {
  private let places: [UInt64]
  private let shift: Int
  /// Whether it has zero, which stands for an open place.
  private let hasZero: Bool

  /// A table of hashes that are spread evenly, at most half full.
  init(_ hashes: [UInt64]) {
    var bits = 1
    while 1 << bits < hashes.count * 2 { bits += 1 }
    shift = 64 - bits
    var places = [UInt64](repeating: 0, count: 1 << bits)
    for hash in hashes where hash != 0 {
      var place = Int(hash >> shift)
      while places[place] != 0 && places[place] != hash { place = (place + 1) & (places.count - 1) }
      places[place] = hash
    }
    self.places = places
    hasZero = hashes.first == 0
  }

  func contains(_ hash: UInt64) -> Bool {
    if hash == 0 { return hasZero }
    var place = Int(hash >> shift)
    while places[place] != 0 {
      if places[place] == hash { return true }
      place = (place + 1) & (places.count - 1)
    }
    return false
  }
}
