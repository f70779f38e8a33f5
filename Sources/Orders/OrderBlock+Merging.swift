internal import Columns

// Blocks cut, joined and merged. All of them keep the order (hash, id, day, amount).
extension OrderBlock {
  /// Makes room for so many customers, orders and bytes of ids.
  private mutating func reserve(customers: Int, orders: Int, idBytes: Int) {
    ids.reserve(rows: customers, bytes: idBytes)
    hashes.reserveCapacity(hashes.count + customers)
    starts.reserveCapacity(starts.count + customers)
    days.reserveCapacity(days.count + orders)
    amounts.reserveCapacity(amounts.count + orders)
  }

  /// Adds customers of another block, all of which come after these.
  mutating func append(_ other: OrderBlock, customers: Range<Int>) {
    if customers.isEmpty { return }
    let orders = other.starts[customers.lowerBound]..<other.starts[customers.upperBound]
    let shift = days.count - orders.lowerBound
    ids.append(other.ids, customers)
    let ends = other.starts.span.extracting(customers.lowerBound + 1...customers.upperBound)
    starts.append(addingCapacity: customers.count) { target in
      for index in 0..<ends.count { target.append(ends[index] + shift) }
    }
    hashes += other.hashes[customers]
    days += other.days[orders]
    amounts += other.amounts[orders]
    for refund in other.refunds(of: orders) { append(refund, to: refund.order + shift) }
  }

  /// What was paid back of some of the orders.
  private func refunds(of orders: Range<Int>) -> ArraySlice<OrderRefund> {
    if refunds.isEmpty { return [] }
    let first = refunds.firstSorted { $0.order >= orders.lowerBound }
    let end = refunds.firstSorted { $0.order >= orders.upperBound }
    return refunds[first..<max(first, end)]
  }

  /// Adds what was paid back of an order, here the one of another number.
  private mutating func append(_ refund: OrderRefund, to order: Int) {
    refunds.append(OrderRefund(order: order, day: refund.day, amount: refund.amount))
  }

  /// The customers whose hashes lie in `range`.
  func customers(in range: ClosedRange<UInt64>) -> Range<Int> {
    let first = hashes.firstSorted { $0 >= range.lowerBound }
    let end = hashes.firstSorted { $0 > range.upperBound }
    return first..<max(first, end)
  }

  /// The places of a customer's orders.
  private func orders(of customer: Int) -> Range<Int> { starts[customer]..<starts[customer + 1] }

  /// Some of the customers as a block of their own.
  func part(_ customers: Range<Int>) -> OrderBlock {
    if customers == 0..<self.customers { return self }
    var part = OrderBlock()
    let orders = starts[customers.lowerBound]..<starts[customers.upperBound]
    part.reserve(
      customers: customers.count, orders: orders.count,
      idBytes: customers.isEmpty
        ? 0
        : ids.range(customers.upperBound - 1).upperBound
          - ids.range(customers.lowerBound).lowerBound)
    part.append(self, customers: customers)
    return part
  }

  /// All orders of some blocks, those of a customer together.
  static func merging(_ blocks: [OrderBlock]) -> OrderBlock {
    // Two by two, so that every order moves as often as the number of blocks has binary digits.
    var blocks = blocks
    while blocks.count > 1 {
      blocks = stride(from: 0, to: blocks.count, by: 2).map { index in
        index + 1 < blocks.count ? merging(blocks[index], blocks[index + 1]) : blocks[index]
      }
    }
    return blocks.first ?? OrderBlock()
  }

  private static func merging(_ left: OrderBlock, _ right: OrderBlock) -> OrderBlock {
    if left.customers == 0 { return right }
    if right.customers == 0 { return left }
    var merged = OrderBlock()
    merged.reserve(
      customers: left.customers + right.customers, orders: left.days.count + right.days.count,
      idBytes: left.ids.bytes.count + right.ids.bytes.count)
    var (l, r) = (0, 0)
    while l < left.customers && r < right.customers {
      // Whole stretches at a time: often one side has many customers between two of the other.
      let leftStart = l
      while l < left.customers && left.precedes(l, right, r) { l += 1 }
      merged.append(left, customers: leftStart..<l)
      if l == left.customers { break }
      let rightStart = r
      while r < right.customers && right.precedes(r, left, l) { r += 1 }
      merged.append(right, customers: rightStart..<r)
      if r == right.customers || left.precedes(l, right, r) { continue }
      merged.append(left, l, and: right, r)
      l += 1
      r += 1
    }
    merged.append(left, customers: l..<left.customers)
    merged.append(right, customers: r..<right.customers)
    return merged
  }

  /// Whether a customer comes before one of another block.
  private func precedes(_ customer: Int, _ other: OrderBlock, _ its: Int) -> Bool {
    if hashes[customer] != other.hashes[its] { return hashes[customer] < other.hashes[its] }
    return ids[customer].lexicographicallyPrecedes(other.ids[its])
  }

  /// Adds one customer that is in two blocks.
  private mutating func append(
    _ left: OrderBlock, _ leftCustomer: Int, and right: OrderBlock, _ rightCustomer: Int
  ) {
    let (leftOrders, rightOrders) = (left.orders(of: leftCustomer), right.orders(of: rightCustomer))
    let (leftDays, leftAmounts) = (left.days.span, left.amounts.span)
    let (rightDays, rightAmounts) = (right.days.span, right.amounts.span)
    var (l, r) = (leftOrders.lowerBound, rightOrders.lowerBound)
    var leftRefunds = left.refunds(of: leftOrders)
    var rightRefunds = right.refunds(of: rightOrders)
    while l < leftOrders.upperBound && r < rightOrders.upperBound {
      let takesLeft =
        leftDays[l] < rightDays[r]
        || leftDays[l] == rightDays[r] && leftAmounts[l] <= rightAmounts[r]
      days.append(takesLeft ? leftDays[l] : rightDays[r])
      amounts.append(takesLeft ? leftAmounts[l] : rightAmounts[r])
      if takesLeft {
        move(&leftRefunds, before: l + 1, by: days.count - 1 - l)
        l += 1
      } else {
        move(&rightRefunds, before: r + 1, by: days.count - 1 - r)
        r += 1
      }
    }
    move(&leftRefunds, before: leftOrders.upperBound, by: days.count - l)
    days += left.days[l..<leftOrders.upperBound]
    amounts += left.amounts[l..<leftOrders.upperBound]
    move(&rightRefunds, before: rightOrders.upperBound, by: days.count - r)
    days += right.days[r..<rightOrders.upperBound]
    amounts += right.amounts[r..<rightOrders.upperBound]
    ids.append(left.ids[leftCustomer])
    hashes.append(left.hashes[leftCustomer])
    starts.append(days.count)
  }

  /// Adds the refunds of another block's orders before `end`, whose places here are `shift` further.
  private mutating func move(
    _ others: inout ArraySlice<OrderRefund>, before end: Int, by shift: Int
  ) {
    while let refund = others.first, refund.order < end {
      append(refund, to: refund.order + shift)
      others.removeFirst()
    }
  }
}

extension Array {
  /// The first index whose element meets a condition that all later ones meet too; the count if none does.
  fileprivate func firstSorted(where condition: (Element) -> Bool) -> Int {
    var low = 0
    var high = count
    while low < high {
      let middle = (low + high) / 2
      if condition(self[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
