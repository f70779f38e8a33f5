// Customers by hash and id, open addressing with linear probing:
//
//   slots      0 is free, else number + 1; searched from the hash's low bits on, at most half of them taken
//   customers  by number: hash, where the id stands, orders counted
//   ids        end to end

internal import Bytes

/// The customers of a partition, numbered in the order of their first appearance.
///
/// Hashes find them, ids tell them apart: any two ids may have one hash.
package struct CustomerTable: Sendable {
  /// A customer.
  struct Customer: Sendable, BitwiseCopyable {
    /// The hash of the id.
    var hash: UInt64
    /// Where the id starts in `ids`.
    var idStart: Int
    /// Its length in bytes.
    var idCount: UInt32
    /// The number of orders counted.
    var orders: UInt32

    /// The id, as a range of `ids`.
    var id: Range<Int> { idStart..<idStart + Int(idCount) }
  }

  /// The customers by number.
  private(set) var customers: [Customer] = []
  /// The ids, in the order of the numbers.
  private(set) var ids: [UInt8] = []
  private var slots = [UInt32](repeating: 0, count: 16)

  /// No customers.
  package init() {}

  /// The number of customers.
  var count: Int { customers.count }

  /// The bytes that it takes in memory; what it has reserved and never touched takes none.
  var bytesInMemory: Int {
    ids.count + MemoryLayout<Customer>.stride * customers.count + 4 * slots.count
  }

  /// Reads something of every line of memory, one after the other, and so brings all of it into the cache.
  ///
  /// Looking up a row's customer takes three lines, each found by the one before: of ten million customers
  /// that was 55 ns a row, most of it waiting.
  ///
  /// - Returns: a number that means nothing, so that the reading is not left out.
  func warmUp() -> Int {
    var sum = 0
    for index in stride(from: 0, to: slots.count, by: 16) { sum &+= Int(slots[index]) }
    for index in stride(from: 0, to: customers.count, by: 2) { sum &+= customers[index].idStart }
    for index in stride(from: 0, to: ids.count, by: 64) { sum &+= Int(ids[index]) }
    return sum
  }

  /// Sets the number of each row's customer, a new one where it has none yet, and counts the orders.
  ///
  /// - Precondition: there are as many numbers from `first` on as rows, whose ids are ranges of `bytes`.
  mutating func count(
    _ rows: Span<OrderChunk.Row>, ids bytes: Span<UInt8>, numbers: inout MutableSpan<UInt32>,
    from first: Int
  ) {
    var next = 0
    while true {
      next = Self.countKnown(
        rows, from: next, ids: bytes, &customers, ids, slots, numbers: &numbers, first)
      if next == rows.count { return }
      numbers[first + next] = insert(rows[next].hash, bytes.extracting(rows[next].id), orders: 1)
      next += 1
    }
  }

  /// Counts rows up to the first of a customer that is new, which it returns, or the end.
  private static func countKnown(
    _ rows: Span<OrderChunk.Row>, from start: Int, ids bytes: Span<UInt8>,
    _ customers: inout [Customer], _ ids: [UInt8], _ slots: [UInt32],
    numbers: inout MutableSpan<UInt32>, _ first: Int
  ) -> Int {
    // Spans, for nothing grows here: of an array that might, the memory is looked up for every row.
    let slots = slots.span
    let own = ids.span
    var known = customers.mutableSpan
    let mask = slots.count - 1
    for index in start..<rows.count {
      let row = rows[index]
      var slot = Int(truncatingIfNeeded: row.hash) & mask
      var number = Int(slots[slot]) - 1
      while number >= 0 {
        let customer = known[number]
        if customer.hash == row.hash, Words.areEqual(own, customer.id, bytes, row.id) { break }
        slot = (slot + 1) & mask
        number = Int(slots[slot]) - 1
      }
      if number < 0 { return index }
      known[number].orders += 1
      numbers[first + index] = UInt32(truncatingIfNeeded: number)
    }
    return rows.count
  }

  /// The number of a customer, a new one if it has none yet, who gets more orders.
  package mutating func add(_ hash: UInt64, _ id: Span<UInt8>, orders: UInt32) -> UInt32 {
    guard let number = number(hash, id) else { return insert(hash, id, orders: orders) }
    customers[Int(number)].orders += orders
    return number
  }

  private func number(_ hash: UInt64, _ id: Span<UInt8>) -> UInt32? {
    var slot = Int(truncatingIfNeeded: hash) & (slots.count - 1)
    while slots[slot] != 0 {
      let customer = customers[Int(slots[slot]) - 1]
      if customer.hash == hash, Words.areEqual(ids.span, customer.id, id, id.indices) {
        return slots[slot] - 1
      }
      slot = (slot + 1) & (slots.count - 1)
    }
    return nil
  }

  /// Numbers a customer that has no number yet.
  private mutating func insert(_ hash: UInt64, _ id: Span<UInt8>, orders: UInt32) -> UInt32 {
    let number = customers.count
    customers.append(
      Customer(hash: hash, idStart: ids.count, idCount: UInt32(id.count), orders: orders))
    Words.append(id, to: &ids)
    if customers.count * 2 <= slots.count {
      take(slotFor: number)
    } else {
      slots = Array(repeating: 0, count: slots.count * 2)
      for number in customers.indices { take(slotFor: number) }
    }
    return UInt32(number)
  }

  private mutating func take(slotFor number: Int) {
    var slot = Int(truncatingIfNeeded: customers[number].hash) & (slots.count - 1)
    while slots[slot] != 0 { slot = (slot + 1) & (slots.count - 1) }
    slots[slot] = UInt32(number + 1)
  }
}
