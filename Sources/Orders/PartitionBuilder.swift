internal import Columns
internal import Synchronization

/// Gathers the orders of one partition: gives each id a number and appends the rows.
final class PartitionBuilder: Sendable {
  /// What has been gathered.
  struct State: Sendable {
    /// The ids, in the order of their first appearance, and their hashes.
    fileprivate(set) var ids = TextColumn()
    fileprivate(set) var hashes: [UInt64] = []
    /// For each row its customer, day and amount.
    fileprivate(set) var customers: [UInt32] = []
    fileprivate(set) var days: [Int32] = []
    fileprivate(set) var amounts: [Int64] = []
    /// Open addressing by linear probing: 0 is empty, else customer + 1.
    fileprivate var slots = [UInt32](repeating: 0, count: 256)
  }

  private let state = Mutex(State())

  /// Appends the chunk's rows of partition `index`.
  func add(_ chunk: OrderChunk, partition index: Int) {
    state.withLock { state in
      for row in chunk.rows[chunk.rows(of: index)] {
        state.add(chunk.ids, row.id, hash: row.hash, day: row.day, amount: row.amount)
      }
    }
  }

  /// Turns all days that were left open into the days they are in a column of that order.
  ///
  /// - Precondition: every one of them is a date in that order.
  func decide(_ order: DateOrder) {
    state.withLock { state in
      for row in state.days.indices where UndecidedDate.isPacked(state.days[row]) {
        guard let day = UndecidedDate(packed: state.days[row]).day(order) else {
          preconditionFailure("a date that does not read in the column's order is an error before")
        }
        state.days[row] = day.rawValue
      }
    }
  }

  /// The number of orders gathered.
  var orders: Int { state.withLock { $0.days.count } }

  /// The bytes that they take in memory.
  var bytes: Int { state.withLock { $0.bytesInMemory } }

  /// Hands over what was gathered and forgets it.
  func take() -> State {
    state.withLock { state in
      defer { state = State() }
      return state
    }
  }
}

extension PartitionBuilder.State {
  /// What the arrays have asked the system for.
  fileprivate var bytesInMemory: Int {
    ids.bytes.capacity + 8 * ids.ends.capacity + 8 * hashes.capacity + 4 * slots.capacity
      + 4 * customers.capacity + 4 * days.capacity + 8 * amounts.capacity
  }

  /// Appends an order of the customer whose id is `bytes[id]`.
  mutating func add(
    _ bytes: [UInt8], _ id: Range<Int>, hash: UInt64, day: Int32, amount: Int64
  ) {
    customers.append(number(of: bytes, id, hash: hash))
    days.append(day)
    amounts.append(amount)
  }

  /// The number of the customer of that id, a new one if it has none yet.
  fileprivate mutating func number(
    of bytes: [UInt8], _ id: Range<Int>, hash: UInt64
  ) -> UInt32 {
    var slot = Int(truncatingIfNeeded: hash) & (slots.count - 1)
    while slots[slot] != 0 {
      let customer = Int(slots[slot]) - 1
      if hashes[customer] == hash && isEqual(ids.range(customer), bytes, id) {
        return UInt32(customer)
      }
      slot = (slot + 1) & (slots.count - 1)
    }
    let customer = UInt32(hashes.count)
    slots[slot] = customer + 1
    hashes.append(hash)
    ids.append(bytes[id])
    if hashes.count * 2 > slots.count { grow() }
    return customer
  }

  private func isEqual(_ own: Range<Int>, _ bytes: [UInt8], _ id: Range<Int>) -> Bool {
    guard own.count == id.count else { return false }
    for offset in 0..<own.count
    where ids.bytes[own.lowerBound + offset] != bytes[id.lowerBound + offset] { return false }
    return true
  }

  private mutating func grow() {
    var larger = [UInt32](repeating: 0, count: slots.count * 2)
    for (customer, hash) in hashes.enumerated() {
      var slot = Int(truncatingIfNeeded: hash) & (larger.count - 1)
      while larger[slot] != 0 { slot = (slot + 1) & (larger.count - 1) }
      larger[slot] = UInt32(customer) + 1
    }
    slots = larger
  }
}
