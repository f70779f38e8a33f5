internal import Arithmetic

// Rounds over the customers who have an order before the end of the window: in each, every one of them places
// one, eight at a time, and those whose next order comes later leave. So all lanes draw something that is
// needed, however few orders a customer has.

extension Customers {
  /// The orders up to a time that were not asked for before, cut at some times, in no order.
  ///
  /// - Parameters:
  ///   - window: the cuts, which begin where those of the last call ended.
  ///   - end: the end of the log; what rounding has put behind it, comes just before it.
  /// - Returns: the orders of each cut.
  mutating func placeOrders(in window: TimeCuts, endOfLog end: UInt64) -> [[SimulatedOrder]] {
    var cuts = [[SimulatedOrder]](repeating: [], count: window.count)
    let limit = window.end < end ? Double(window.end) / SimulatedOrder.ticksPerDay : .infinity
    var active: [UInt32] = []
    for index in 0..<count where next[index] < limit { active.append(UInt32(index)) }
    while !active.isEmpty {
      var kept = 0
      for start in stride(from: 0, to: active.count, by: 8) {
        let lanes = min(8, active.count - start)
        var customers = Philox.Words(repeating: 0)
        var ordinals = Philox.Words(repeating: 0)
        var levels = Lanes(repeating: 0)
        for lane in 0..<lanes {
          let index = Int(active[start + lane])
          customers[lane] = UInt64(first) + UInt64(index)
          ordinals[lane] = UInt64(placed[index])
          levels[lane] = Double(level[index])
        }
        let amounts = amounts(customers: customers, ordinals: ordinals, levels: levels)
        let waits = draws.waits(customers: customers, ordinals: ordinals)
        for lane in 0..<lanes {
          let index = active[start + lane]
          let ticks = min(ticks(next[Int(index)]), end - 1)
          cuts[window.cut(at: ticks)].append(
            SimulatedOrder(
              time: ticks, amount: Int64(amounts[lane]), customer: first + index,
              ordinal: placed[Int(index)]))
          if moveOn(Int(index), wait: waits[lane]) < limit {
            active[kept] = index
            kept += 1
          }
        }
      }
      active.removeLast(active.count - kept)
    }
    return cuts
  }

  /// Counts an order of a customer as placed, and returns when the next one comes.
  private mutating func moveOn(_ index: Int, wait: Double) -> Double {
    placed[index] += 1
    let time =
      placed[index] == orders[index] ? .infinity : next[index] + slowness[index] * alpha * wait
    next[index] = time
    return time
  }

  /// What orders are worth: whole minor units, at least one.
  private func amounts(
    customers: Philox.Words, ordinals: Philox.Words, levels: Lanes
  ) -> Lanes {
    let spends = draws.spends(customers: customers, ordinals: ordinals) * levels
    let greatest = SimulatedOrder.greatestAmount
    return spends.replacing(with: greatest, where: spends .> greatest)
      .rounded(.toNearestOrEven).replacing(with: 1, where: spends .< 1)
  }

  /// A time in days from the start, which rounding may have put behind the end, in ticks.
  private func ticks(_ time: Double) -> UInt64 {
    UInt64(min(time * SimulatedOrder.ticksPerDay, 0x1p62))
  }
}
