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
    fileprivate var parts: [StoreTable: (chunk: Chunk, facts: Part)] = [:]
  }

  /// Records grouped by partition, and where each begins.
  fileprivate typealias Chunk = (records: [UInt8], starts: [Int])

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
  ///
  /// - Parameters:
  ///   - scale: the decimals.
  ///   - isUsed: whether some may come; without, there are no partitions for them.
  init(scale: Int, isUsed: Bool = true) {
    self.scale = scale
    gatherers =
      isUsed
      ? Dictionary(
        uniqueKeysWithValues: Self.tables.map { ($0, RecordGatherer(remembersKeys: false)) })
      : [:]
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
    var (orders, setAside, lines) = (Encoder(), Encoder(), Encoder())
    for order in assembled.orders {
      let hash = XXH64.hash(order.customer, order.customer.indices)
      if order.lines.isEmpty {
        orders.add(order, nil, hash, rows: 1, columns: order.columns)
        continue
      }
      var own = OrderState()
      own.customer = order.customer
      own.orderID = order.orderID
      own.lines = order.lines
      lines.add(own, nil, hash, rows: own.lines.count, columns: own.lineColumns)
      var rest = order
      rest.lines = []
      orders.add(rest, nil, hash, rows: 1, columns: rest.columns)
    }
    for (state, reason) in assembled.setAside {
      let hash = XXH64.hash(state.customer, state.customer.indices)
      setAside.add(state, reason, hash, rows: 1, columns: state.columns)
    }
    var encoded = Encoded()
    encoded.parts[.orders] = orders.part
    encoded.parts[.setAside] = setAside.part
    encoded.parts[.lines] = lines.part
    return encoded
  }

  /// Rows of a table as they are encoded.
  private struct Encoder {
    private var records: [UInt8] = []
    private var facts = Part(
      counts: Array(repeating: 0, count: RecordGatherer.partitions), columns: 0)

    mutating func add(
      _ state: OrderState, _ reason: SetAsideReason?, _ hash: UInt64, rows: Int, columns: UInt64
    ) {
      OrderRecord.append(state, reason, hash: hash, to: &records)
      facts.counts[OrderGatherer.partition(of: hash)] += rows
      facts.columns |= columns
    }

    /// All of them, grouped; nil if there are none.
    var part: (chunk: Chunk, facts: Part)? {
      records.isEmpty ? nil : (DetailChunk.grouped(records), facts)
    }
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
    var bits = ColumnBits()
    for role in Self.keptTexts { bits.add(texts[role] != nil) }
    for role in Self.keptParts { bits.add(parts[role] != nil) }
    bits.add(!orderID.isEmpty)
    bits.add(time != nil)
    bits.add(undatedRefund != 0)
    bits.add(!refunds.isEmpty)
    bits.add(!refunds.isEmpty)
    bits.add(refunds.count > 1)
    bits.add(linesDigest != 0)
    return bits.all
  }

  /// The same for its lines.
  fileprivate var lineColumns: UInt64 {
    var all: UInt64 = 0
    for line in lines {
      var bits = ColumnBits()
      bits.add(!orderID.isEmpty)
      for role in [Role.product, .category, .brand] { bits.add(line.texts[role] != nil) }
      for number in [line.quantity, line.unitPrice, line.discount, line.cost] {
        bits.add(number != nil)
      }
      all |= bits.all
    }
    return all
  }
}

/// Bits that are set one after the other.
private struct ColumnBits {
  private(set) var all: UInt64 = 0
  private var next: UInt64 = 1

  mutating func add(_ isSet: Bool) {
    if isSet { all |= next }
    next &<<= 1
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
