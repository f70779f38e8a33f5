internal import Bytes
internal import Columns

/// The orders of one partition as they came: customers by number, orders packed.
struct GatheredOrders: Sendable {
  /// The customers.
  private(set) var customers = CustomerTable()
  /// The orders.
  private(set) var packs: [PackedOrders] = []
  /// The number of orders.
  private(set) var count = 0
  private var packedBytes = 0

  /// The bytes that they take in memory.
  var bytesInMemory: Int {
    customers.bytesInMemory + packedBytes + MemoryLayout<PackedOrders>.stride * packs.capacity
  }

  /// Brings the customers into the cache where enough rows are to come for that to pay.
  func prepare(for rows: Int, through columns: inout OrderColumns) {
    // Two rows touch more lines than there are in 256 bytes.
    if rows * 128 >= customers.bytesInMemory { columns.warmth &+= customers.warmUp() }
  }

  /// Adds some rows of a chunk.
  ///
  /// - Parameters:
  ///   - rows: the rows; their ids are ranges of `ids`.
  ///   - ids: the bytes of the ids.
  ///   - order: the order of day and month in their dates, if it is known.
  ///   - columns: memory to work in, empty before the first of some rows. Full, they are packed; `pack` packs
  ///     what the last rows leave in it.
  mutating func add(
    _ rows: Span<OrderChunk.Row>, ids: Span<UInt8>, order: DateOrder?,
    through columns: inout OrderColumns
  ) {
    var start = 0
    while start < rows.count {
      let end = min(rows.count, start + columns.capacity - columns.count)
      let part = rows.extracting(start..<end)
      let places = columns.count..<columns.count + part.count
      var numbers = columns.customers.mutableSpan
      customers.count(part, ids: ids, numbers: &numbers, from: places.lowerBound)
      var days = columns.days.mutableSpan
      for index in 0..<part.count { days[places.lowerBound + index] = part[index].day }
      var amounts = columns.amounts.mutableSpan
      for index in 0..<part.count { amounts[places.lowerBound + index] = part[index].amount }
      if let order { columns.decide(places, order) }
      columns.count = places.upperBound
      start = end
      if columns.count == columns.capacity { pack(&columns) }
    }
  }

  /// Packs what stands in `columns`, and empties them.
  mutating func pack(_ columns: inout OrderColumns) {
    if columns.count == 0 { return }
    append(PackedOrders(columns))
    columns.count = 0
  }

  /// Says what days the dates are that are open; where it was said before, it stays.
  ///
  /// - Precondition: every one of them is a date in that order.
  mutating func decide(_ order: DateOrder) {
    for index in packs.indices { packs[index].layout.decide(order) }
  }

  private mutating func append(_ pack: PackedOrders) {
    packs.append(pack)
    count += pack.layout.count
    packedBytes += pack.bytes.count
  }
}

// What does not fit into memory. A partition's bytes:
//
//   for each customer   length of the id, 4 bytes; orders, 4 bytes; low byte first
//   ids                 end to end
//   orders              packed, end to end; how, stays in memory
extension GatheredOrders {
  /// Its bytes, to be read back by `append`.
  func encoded() -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: 8 * customers.count)
    var target = bytes.mutableSpan
    for (number, customer) in customers.customers.enumerated() {
      Words.set(
        UInt64(customer.idCount) | UInt64(customer.orders) << 32, in: &target, at: 8 * number)
    }
    bytes.reserveCapacity(bytes.count + customers.ids.count + packedBytes)
    bytes += customers.ids
    for pack in packs { bytes += pack.bytes }
    return bytes
  }

  /// Adds orders from their bytes.
  ///
  /// - Precondition: the bytes are those of so many customers, of orders that were packed so.
  mutating func append(_ bytes: [UInt8], customers count: Int, packs layouts: [PackedOrders.Layout])
  {
    let source = bytes.span
    var numbers: [UInt32] = []
    numbers.reserveCapacity(count)
    var start = 8 * count
    for number in 0..<count {
      let word = Words.word(source, 8 * number)
      let id = start..<start + Int(UInt32(truncatingIfNeeded: word))
      numbers.append(
        customers.add(
          XXH64.hash(bytes, id), source.extracting(id), orders: UInt32(word >> 32)))
      start = id.upperBound
    }
    for layout in layouts {
      let end = start + layout.size
      append(PackedOrders(layout, bytes: Array(bytes[start..<end]), numbers: numbers))
      start = end
    }
  }
}
