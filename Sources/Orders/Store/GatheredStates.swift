internal import Bytes
internal import Columns
internal import Synchronization

// Orders come by order id and are stored by customer, in three tables:
//
//   assembled  →  encoded (on the thread that assembled them)  →  partitions by customer  →  blocks of a table

/// Orders that were assembled and are to be stored, gathered by customer.
final class GatheredStates: Sendable {
  /// What is known of the rows of each table before they are read.
  private struct Facts {
    /// The rows of each partition.
    var counts = [Int](repeating: 0, count: RecordGatherer.partitions)
    /// A bit for each column that has a value, at its place among the table's.
    var columns: UInt64 = 0
  }

  /// Some orders on their way.
  struct Encoded: Sendable {
    fileprivate var parts: [StoreTable: (chunk: (records: [UInt8], starts: [Int]), facts: Part)] =
      [:]
  }

  /// What is known of some rows.
  fileprivate struct Part: Sendable {
    var counts: [Int]
    var columns: UInt64
  }

  private static let tables: [StoreTable] = [.orders, .setAside, .lines]

  private let gatherers: [StoreTable: RecordGatherer]
  private let facts = Mutex<[StoreTable: Facts]>([:])
  private let scale: Int

  /// No orders yet, in a currency of so many decimals.
  init(scale: Int) {
    self.scale = scale
    gatherers = Dictionary(uniqueKeysWithValues: Self.tables.map { ($0, RecordGatherer()) })
  }

  /// The rows of a table.
  func rows(of table: StoreTable) -> Int {
    facts.withLock { $0[table]?.counts.reduce(0, +) ?? 0 }
  }

  /// The bytes that it takes in memory.
  var bytesInMemory: Int { gatherers.values.reduce(0) { $0 + $1.bytesInMemory } }

  /// Moves all records to scratch files beside `path`.
  ///
  /// - Throws: `FileError`.
  func spill(to path: String) throws {
    for (table, gatherer) in gatherers { try gatherer.spill(to: "\(path)-\(table.rawValue)") }
  }

  /// Encodes orders; may be called on any thread.
  static func encode(_ assembled: Assembled) -> Encoded {
    var encoded = Encoded()
    let orders = assembled.orders.map { order in
      var order = order
      order.lines = []
      return order
    }
    encoded.parts[.orders] = part(orders.map { ($0, nil) }, .orders)
    encoded.parts[.setAside] = part(
      assembled.setAside.map { state, reason in
        var state = state
        state.lines = []
        return (state, reason)
      }, .setAside)
    let lines = assembled.orders.filter { !$0.lines.isEmpty }.map { order in
      var own = OrderState()
      own.customer = order.customer
      own.orderID = order.orderID
      own.lines = order.lines
      return own
    }
    encoded.parts[.lines] = part(lines.map { ($0, nil) }, .lines)
    return encoded
  }

  private static func part(
    _ orders: [(state: OrderState, reason: SetAsideReason?)], _ table: StoreTable
  ) -> (chunk: (records: [UInt8], starts: [Int]), facts: Part)? {
    if orders.isEmpty { return nil }
    var part = Part(counts: Array(repeating: 0, count: RecordGatherer.partitions), columns: 0)
    var records: [UInt8] = []
    for (state, reason) in orders {
      OrderRecord.append(state, reason, to: &records)
      let hash = XXH64.hash(state.customer, state.customer.indices)
      part.counts[OrderGatherer.partition(of: hash)] += table == .lines ? state.lines.count : 1
      part.columns |= table == .lines ? state.lineColumns : state.columns
    }
    return (DetailChunk.grouped(records), part)
  }

  /// Adds orders.
  func add(_ encoded: Encoded) {
    for (table, part) in encoded.parts {
      gatherers[table]?.add(part.chunk.records, starts: part.chunk.starts)
      facts.withLock { facts in
        for (index, count) in part.facts.counts.enumerated() where count > 0 {
          facts[table, default: Facts()].counts[index] += count
        }
        facts[table, default: Facts()].columns |= part.facts.columns
      }
    }
  }

  /// The rows of a table in blocks, one for each partition; each may be read once.
  ///
  /// - Parameters:
  ///   - table: which.
  ///   - sums: further rows of what was set aside.
  /// - Returns: the blocks.
  func blocks(of table: StoreTable, adding sums: TableBlock? = nil) -> TableParts {
    let facts = facts.withLock { $0[table] ?? Facts() }
    var counts = facts.counts
    var names = OrderState.columnNames(facts.columns, of: table)
    var place: Int?
    if let sums, let hash = sums.hashes.first {
      place = OrderGatherer.partition(of: hash)
      counts[place ?? 0] += sums.rows
      names.formUnion(sums.columns.map(\.field.name))
    }
    let (scale, gatherer) = (scale, gatherers[table])
    return TableParts(table: table, counts: counts, names: names) { [place] partition in
      let orders = try gatherer.map { try OrderRecord.orders(of: try $0.take(partition)) } ?? []
      let block =
        switch table {
        case .lines: TableBlock(linesOf: orders.map(\.state), scale: scale)
        case .setAside:
          TableBlock(setAside: orders.map { ($0.state, $0.reason ?? .guest) }, scale: scale)
        default: TableBlock(orders: orders.map(\.state), scale: scale)
        }
      guard let sums, place == partition else { return block }
      return TableBlock.merging([block, sums])
    }
  }
}

extension OrderState {
  /// The columns beside the required ones that `orders` and `set_aside` may have, in the order of the bits.
  private static let ownColumns: [String] =
    keptTexts.map(\.rawValue) + keptParts.map(\.rawValue)
    + [
      "order_id", "order_time", "undated_refund", "refunded_amount", "refund_date", "refunds",
      "lines_digest",
    ]
  private static let ownLineColumns = [
    "order_id", "product", "category", "brand", "quantity", "unit_price", "discount", "cost",
  ]

  /// The names of columns by their bits.
  fileprivate static func columnNames(_ bits: UInt64, of table: StoreTable) -> Set<String> {
    let names = table == .lines ? ownLineColumns : ownColumns
    return Set(names.enumerated().filter { bits >> UInt64($0.offset) & 1 == 1 }.map(\.element))
  }

  /// A bit for each column that the order has a value for.
  fileprivate var columns: UInt64 {
    Self.bits(
      Self.keptTexts.map { texts[$0] != nil } + Self.keptParts.map { parts[$0] != nil } + [
        !orderID.isEmpty, time != nil, undatedRefund != 0, !refunds.isEmpty, !refunds.isEmpty,
        refunds.count > 1, linesDigest != 0,
      ])
  }

  /// The same for its lines.
  fileprivate var lineColumns: UInt64 {
    lines.reduce(0) { bits, line in
      bits
        | Self.bits([
          !orderID.isEmpty, line.texts[.product] != nil, line.texts[.category] != nil,
          line.texts[.brand] != nil, line.quantity != nil, line.unitPrice != nil,
          line.discount != nil, line.cost != nil,
        ])
    }
  }

  private static func bits(_ flags: [Bool]) -> UInt64 {
    var bits: UInt64 = 0
    for (place, flag) in flags.enumerated() where flag { bits |= 1 << UInt64(place) }
    return bits
  }
}

extension TableBlock {
  /// The most minor units that a row holds.
  private static let mostOfRow = Int128(999_999_999_999_999_999)

  /// Sums of rows of nobody by reason and day, as rows of `set_aside`; nil if there are none.
  init?(_ days: SetAsideDays, scale: Int) {
    var rows: [(state: OrderState, reason: SetAsideReason)] = []
    for (reason, day, tally) in days.sums {
      var rest = tally.revenue
      var state = OrderState()
      state.day = day
      state.rows = tally.rows
      repeat {
        let part = min(max(rest, -Self.mostOfRow), Self.mostOfRow)
        state.amount = Amount(minor: Int64(part), residual: 0)
        rows.append((state, reason))
        rest -= part
        state.rows = 0
      } while rest != 0
    }
    if rows.isEmpty { return nil }
    self.init(setAside: rows, scale: scale)
  }
}
