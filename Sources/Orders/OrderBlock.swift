public import Columns

/// The orders of the customers whose hashes lie in one range, clustered by customer.
///
/// Customers stand in the order of (hash, id), their orders in the order of (day, amount), so that
/// the blocks of all ranges one after the other are in the order of the score table.
public struct OrderBlock: Sendable {
  /// The customers' ids.
  public internal(set) var ids = TextColumn()
  /// The customers' hashes, ascending.
  public internal(set) var hashes: [UInt64] = []
  /// The orders of customer c are `starts[c]..<starts[c + 1]`.
  public internal(set) var starts = [0]
  /// The day of each order.
  public internal(set) var days: [Int32] = []
  /// The amount of each order in minor units.
  public internal(set) var amounts: [Int64] = []

  /// A block without orders.
  init() {}

  /// Clusters what a builder has gathered.
  init(_ gathered: consuming PartitionBuilder.State) {
    let customers = gathered.hashes.count
    let byHash = (0..<customers).sorted { left, right in
      if gathered.hashes[left] != gathered.hashes[right] {
        return gathered.hashes[left] < gathered.hashes[right]
      }
      return gathered.ids[left].lexicographicallyPrecedes(gathered.ids[right])
    }
    var ids = TextColumn()
    ids.reserve(rows: customers, bytes: gathered.ids.bytes.count)
    var rank = [Int](repeating: 0, count: customers)
    for (place, customer) in byHash.enumerated() {
      rank[customer] = place
      ids.append(gathered.ids[customer])
    }
    var starts = [Int](repeating: 0, count: customers + 1)
    for customer in gathered.customers { starts[rank[Int(customer)] + 1] += 1 }
    for index in 0..<customers { starts[index + 1] += starts[index] }

    var next = starts
    var days = [Int32](repeating: 0, count: gathered.days.count)
    var amounts = [Int64](repeating: 0, count: gathered.days.count)
    for row in gathered.days.indices {
      let place = rank[Int(gathered.customers[row])]
      days[next[place]] = gathered.days[row]
      amounts[next[place]] = gathered.amounts[row]
      next[place] += 1
    }
    for customer in 0..<customers {
      Self.sort(starts[customer]..<starts[customer + 1], &days, &amounts)
    }
    self.ids = ids
    hashes = byHash.map { gathered.hashes[$0] }
    self.starts = starts
    self.days = days
    self.amounts = amounts
  }

  /// Sorts one customer's orders by day and amount: by insertion when few, since files mostly come
  /// in order of time.
  private static func sort(_ range: Range<Int>, _ days: inout [Int32], _ amounts: inout [Int64]) {
    if range.count > 64 {
      let sorted = range.map { (days[$0], amounts[$0]) }.sorted { $0 < $1 }
      for (index, order) in zip(range, sorted) { (days[index], amounts[index]) = order }
      return
    }
    for index in range.dropFirst() {
      let order = (days[index], amounts[index])
      var hole = index
      while hole > range.lowerBound && (days[hole - 1], amounts[hole - 1]) > order {
        days[hole] = days[hole - 1]
        amounts[hole] = amounts[hole - 1]
        hole -= 1
      }
      (days[hole], amounts[hole]) = order
    }
  }

  /// The number of customers.
  public var customers: Int { hashes.count }

  /// Passes all orders to `body` as one, if there are any, and returns the ids of the customers.
  func pass(to body: (CustomerOrders) throws -> Void) rethrows -> TextColumn {
    if customers > 0 {
      try body(
        CustomerOrders(
          customers: 0..<customers, starts: starts.span, days: days.span, amounts: amounts.span))
    }
    return ids
  }

  /// The last day up to a limit with an order, or with one of an amount other than zero.
  func lastDay(notAfter limit: Int32, countsZeros: Bool) -> Int32? {
    var last: Int32?
    _ = pass { last = $0.lastDay(notAfter: limit, countsZeros: countsZeros) }
    return last
  }

  /// The place of a customer, or nil if the partition has none of that id.
  func place(of id: [UInt8], hash: UInt64) -> Int? {
    var low = 0
    var high = hashes.count
    while low < high {
      let middle = (low + high) / 2
      if hashes[middle] < hash { low = middle + 1 } else { high = middle }
    }
    while low < hashes.count && hashes[low] == hash {
      if ids[low].elementsEqual(id) { return low }
      low += 1
    }
    return nil
  }
}
