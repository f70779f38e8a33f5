internal import Bytes
internal import Columns

// Rows of an id that turns out to be another's leave their files, and are written again under the other id in the
// import's own commit. Orders that the import restates do not move: their new state has the new id already.

/// Stored rows of ids that an import merges into others.
struct CustomerMoves {
  /// For each id the one that it is from now on.
  let ids: [[UInt8]: [UInt8]]
  private let found: [StoreTable: FoundRows]

  /// Looks for the rows of some ids.
  ///
  /// - Throws: errors of the files.
  init(_ ids: [[UInt8]: [UInt8]], in store: OrderStore?, threads: Threads, now: Int) throws {
    self.ids = ids
    var found: [StoreTable: FoundRows] = [:]
    if let store, !ids.isEmpty {
      let rewriting = Rewriting(store: store, threads: threads, now: now)
      for kind in [StoreTable.orders, .setAside, .lines] {
        found[kind] = try rewriting.rows(of: Set(ids.keys), in: kind)
      }
    }
    self.found = found
  }

  /// The places of orders that move, or would but for the new state that takes their place.
  var places: [StoredPlace] {
    [StoreTable.orders, .setAside].flatMap { kind in
      (found[kind]?.rows ?? [:]).flatMap { file, groups in
        groups.flatMap { group, rows in
          rows.map { StoredPlace(table: kind, file: file, group: group, row: $0) }
        }
      }
    }
  }

  /// The rows that move, under their new ids.
  ///
  /// - Parameters:
  ///   - kind: of which table.
  ///   - replaced: rows that go for good.
  ///   - staleLines: orders whose lines go for good, by their new ids.
  /// - Returns: the rows, sorted.
  /// - Throws: errors of the files.
  func block(
    of kind: StoreTable, but replaced: Set<StoredPlace>, _ staleLines: Set<Rewriting.Order>
  ) throws -> TableBlock {
    var blocks: [TableBlock] = []
    try found[kind]?.forEachGroup { file, group, block, rows in
      let wanted = Set(rows)
      let orders = kind == .lines ? block.column("order_id") : nil
      let moving = TableBlock.rows(of: [block]).filter { row in
        let place = Int(row.row)
        if !wanted.contains(place)
          || replaced.contains(StoredPlace(table: kind, file: file, group: group, row: place))
        {
          return false
        }
        guard let orders, orders.validity?[place] ?? true, let id = orders.texts?[place] else {
          return true
        }
        let customer = person(Array(block.ids[Int(row.customer)]))
        return !staleLines.contains(Rewriting.Order(customer: customer, orderID: Array(id)))
      }
      let part = TableBlock(kind, moving, of: [block])
      let owners = TableBlock.rows(of: [part]).map { person(Array(part.ids[Int($0.customer)])) }
      blocks.append(TableBlock(kind, ids: owners, part.columns))
    }
    return blocks.isEmpty ? TableBlock(table: kind) : TableBlock.merging(blocks)
  }

  /// The id that an id is from now on.
  private func person(_ id: [UInt8]) -> [UInt8] { ids[id] ?? id }

  /// What a store knows of orders, as if the rows had moved.
  func states(_ stored: any StoredStates) -> any StoredStates {
    ids.isEmpty ? stored : MovedStates(stored: stored, ids: ids)
  }
}

/// Stored orders under the ids that their customers have from now on.
private struct MovedStates: StoredStates {
  let stored: any StoredStates
  let ids: [[UInt8]: [UInt8]]

  func states(of partition: Int) throws -> [(state: OrderState, place: StoredPlace)] {
    try stored.states(of: partition).map { state, place in
      var state = state
      state.customer = ids[state.customer] ?? state.customer
      return (state: state, place: place)
    }
  }
}
