public import Columns

// set_aside: rows whose status says so              ┐
//                                                   ├→  for each person the first such order, by the ids' hashes
// orders: rows of which what was paid back is all   ┘

/// Who had an order that was paid back whole, and when the first of these was, in the order of the ids' hashes.
public struct RefundedOrders: Sendable {
  fileprivate struct Person: Sendable {
    let hash: UInt64
    let id: [UInt8]
    let day: Int32
  }

  private var people: [Person]

  /// Takes people in any order, as often as they had such an order.
  fileprivate init(_ orders: [Person]) {
    people = orders.sorted { left, right in
      if left.hash != right.hash { return left.hash < right.hash }
      return left.id == right.id
        ? left.day < right.day : left.id.lexicographicallyPrecedes(right.id)
    }
    var count = 0
    for person in people where count == 0 || people[count - 1].id != person.id {
      people[count] = person
      count += 1
    }
    people.removeSubrange(count...)
  }

  /// The number of people.
  public var count: Int { people.count }

  /// The bytes of a person's id.
  public func id(_ person: Int) -> ArraySlice<UInt8> { people[person].id[...] }

  /// The day of a person's first.
  public func day(_ person: Int) -> Day { Day(rawValue: people[person].day) }

  /// Which of these people are which customers.
  ///
  /// - Parameters:
  ///   - customers: the number of customers.
  ///   - id: the id of one of them; they stand in the order of the ids' hashes.
  /// - Returns: for each of these people the customer; nil for who is none.
  public func places(of customers: Int, id: (Int) -> ArraySlice<UInt8>) -> [Int?] {
    var walk = CustomerWalk(customers, id: id)
    return people.map { walk.place(of: $0.id[...], $0.hash, among: id) }
  }
}

extension StoredOrders {
  /// Whose orders were paid back whole.
  ///
  /// - Parameters:
  ///   - day: later orders, and what was paid back later, do not count.
  ///   - threads: who reads.
  /// - Returns: nil if the store has set no order aside and knows of no refunds, or its revenue is without them.
  /// - Throws: errors of the files; `OrderError` if what they say of a refund contradicts itself.
  public func refundedOrders(until day: Day, threads: Threads) throws -> RefundedOrders? {
    if store.settings.basis != .net { return nil }
    let refunds = StoredRefunds.columns.union([RunFile.undatedRefund])
    let setAside = try store.stored(.setAside)?.runs() ?? []
    let files = setAside + runs.filter { !$0.columnNames.isDisjoint(with: refunds) }
    if files.isEmpty { return nil }
    let groups = files.flatMap { file in file.groups.indices.map { (file: file, group: $0) } }
    let parts = try threads.map(groups.count) {
      try groups[$0].file.refundedOrders(of: groups[$0].group, until: day)
    }
    return RefundedOrders(parts.flatMap { $0 })
  }
}

extension RunFile {
  fileprivate static let undatedRefund = "undated_refund"

  /// The orders of a group that were placed and paid back whole by a day.
  fileprivate func refundedOrders(
    of group: Int, until day: Day
  ) throws -> [RefundedOrders.Person] {
    let names = StoredRefunds.columns.union([
      "order_date", "amount", "reason", Self.undatedRefund,
    ])
    let block = try rows(of: group, only: names)
    guard let days = block.column("order_date")?.int32,
      let amounts = block.column("amount")?.int64
    else { return [] }
    let reasons = block.column("reason")?.texts
    let lastRefunds = block.column("refund_date")
    let undated = block.column(Self.undatedRefund)
    var back = [Int128](repeating: 0, count: days.count)
    if reasons == nil, let refunds = StoredRefunds(block.columns) {
      let wrong = refunds.forEach(days.indices) { refund in
        if refund.day <= day.rawValue { back[refund.order] += Int128(refund.amount) }
      }
      if let wrong {
        throw misfit(group, "has refunds in row \(wrong) that contradict each other")
      }
    }
    func isRefunded(_ row: Int) -> Bool {
      if let reasons {
        let refunded = lastRefunds?.validity?[row] ?? true ? lastRefunds?.int32?[row] : nil
        return reasons[row].elementsEqual(SetAsideReason.refunded.rawValue.utf8)
          && (refunded ?? .min) <= day.rawValue
      }
      // What was paid back on no known day is off the amount already.
      if amounts[row] == 0, let undated { return undated.validity?[row] ?? true }
      return amounts[row] > 0 && back[row] >= Int128(amounts[row])
    }
    var orders: [RefundedOrders.Person] = []
    for person in 0..<block.customers where !block.ids[person].isEmpty {
      for row in block.starts[person]..<block.starts[person + 1]
      where days[row] <= day.rawValue && isRefunded(row) {
        orders.append(
          RefundedOrders.Person(
            hash: block.hashes[person], id: Array(block.ids[person]), day: days[row]))
      }
    }
    return orders
  }
}
