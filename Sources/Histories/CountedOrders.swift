internal import Columns
internal import Orders

/// The orders that count, of customers of whom not all do.
struct CountedOrders {
  /// Where each customer's begin, and behind them how many there are.
  private(set) var starts: [Int] = []
  /// The orders' days; behind the last one scratch memory.
  private(set) var days: [Int32] = []
  /// Their amounts.
  private(set) var amounts: [Int64] = []
  /// What was paid back of them, and of orders of which nothing is left.
  private(set) var refunds: [CustomerRefunds] = []

  /// How many orders count.
  var count: Int { starts.last ?? 0 }

  /// Makes room for some orders.
  private mutating func makeRoom(_ orders: Int) {
    if days.count < orders {
      days = .unwritten(2 * orders)
      amounts = .unwritten(2 * orders)
    }
    refunds.removeAll(keepingCapacity: true)
    starts.removeAll(keepingCapacity: true)
    starts.append(0)
  }

  /// Copies the orders that count, of which nothing was paid back, tallies the others, and names the customers that
  /// have none left, of whom `first` is the first.
  mutating func fill(
    from first: Int, _ allStarts: Span<Int>, _ allDays: Span<Int32>, _ allAmounts: Span<Int64>,
    _ counting: ClosedRange<Int32>, leavesZerosOut: Bool, _ leftOut: inout LeftOut,
    _ omitted: inout [Int]
  ) {
    makeRoom(allDays.count)
    // Moved, so that both can be written to at a time.
    var (ownDays, ownAmounts): ([Int32], [Int64]) = ([], [])
    swap(&ownDays, &self.days)
    swap(&ownAmounts, &self.amounts)
    var days = ownDays.mutableSpan
    var amounts = ownAmounts.mutableSpan
    var kept = 0
    for index in 0..<allStarts.count - 1 {
      var start = allStarts[index] - allStarts[0]
      var end = allStarts[index + 1] - allStarts[0]
      let before = kept
      // The later orders of a customer are the last ones.
      while end > start && allDays[end - 1] > counting.upperBound {
        end -= 1
        if leavesZerosOut && allAmounts[end] == 0 {
          leftOut.zeroValue.add(minor: 0)
        } else {
          leftOut.later.add(minor: allAmounts[end])
        }
      }
      while start < end && allDays[start] < counting.lowerBound { start += 1 }
      for order in start..<end {
        if leavesZerosOut && allAmounts[order] == 0 {
          leftOut.zeroValue.add(minor: 0)
        } else {
          days[kept] = allDays[order]
          amounts[kept] = allAmounts[order]
          kept += 1
        }
      }
      starts.append(kept)
      if kept == before { omitted.append(first + index) }
    }
    swap(&ownDays, &self.days)
    swap(&ownAmounts, &self.amounts)
  }

  /// The same, less what was paid back of them by as-of.
  mutating func fill(
    from first: Int, _ allStarts: Span<Int>, _ allDays: Span<Int32>, _ allAmounts: Span<Int64>,
    _ refunds: Span<OrderRefund>, from firstOrder: Int, _ counting: ClosedRange<Int32>,
    leavesZerosOut: Bool,
    _ leftOut: inout LeftOut, _ omitted: inout [Int]
  ) {
    makeRoom(allDays.count)
    var kept = 0
    var nextRefund = 0
    var order = 0
    for index in 0..<allStarts.count - 1 {
      let end = allStarts[index + 1] - allStarts[0]
      let before = kept
      var own = CustomerRefunds(customer: index)
      while order < end {
        let (day, amount) = (allDays[order], allAmounts[order])
        var left = amount
        while nextRefund < refunds.count && refunds[nextRefund].order - firstOrder <= order {
          if refunds[nextRefund].day <= counting.upperBound {
            left -= min(max(0, left), refunds[nextRefund].amount)
          }
          nextRefund += 1
        }
        if day < counting.lowerBound {
          order += 1
          continue
        }
        if leavesZerosOut && amount == 0 {
          leftOut.zeroValue.add(minor: 0)
        } else if day > counting.upperBound {
          leftOut.later.add(minor: amount)
        } else if left == 0 && amount != 0 {
          leftOut.refunded.add(minor: amount)
          own.orders += 1
          own.whole += 1
          own.amount += Int128(amount)
        } else {
          days[kept] = day
          amounts[kept] = left
          kept += 1
          leftOut.refunds += Int128(amount) - Int128(left)
          own.orders += left == amount ? 0 : 1
          own.amount += Int128(amount) - Int128(left)
        }
        order += 1
      }
      if own.orders > 0 { self.refunds.append(own) }
      starts.append(kept)
      if kept == before { omitted.append(first + index) }
    }
  }
}
