internal import Arithmetic

// The unit of a customer's time is its own mean wait between orders, alpha / rate, where the rate is
// Gamma(r, 1). In it the waits w of an order process are exponential, whatever alpha is, and order k falls
// into the customer's span (up to its dropout or the end of the log, in days) if
//
//   w_0 + … + w_(k-1)  <=  span rate / alpha
//
// So how many orders there are depends on alpha alone, and grows as it falls.

/// Customers of consecutive numbers: what they are, and how far each has come.
struct Customers: Sendable {
  /// The number of the first one.
  let first: UInt32
  let count: Int
  private let draws: Draws
  /// span × rate: the mean number of repeat orders times alpha.
  ///
  /// Empty once orders are counted.
  private var exposure: [Double]
  /// 1 / rate: the mean wait between orders over alpha.
  private var slowness: [Double]
  /// The factor to `slowness` that makes it days.
  private var alpha = 0.0
  /// When the next order comes, in days from the start; infinite after the last.
  private var next: [Double]
  /// The orders before that.
  private var placed: [UInt32]
  /// The orders from the first to the last.
  private var orders: [UInt32]
  /// The mean of what an order is worth over p, minor units.
  private var level: [Float]

  /// Draws customers.
  init(first: UInt32, count: Int, options: SimulationOptions) {
    self.first = first
    self.count = count
    draws = Draws(options)
    let padded = (count + 7) & ~7
    exposure = []
    slowness = []
    next = []
    level = []
    exposure.reserveCapacity(padded)
    slowness.reserveCapacity(padded)
    next.reserveCapacity(padded)
    level.reserveCapacity(padded)
    placed = Array(repeating: 0, count: count)
    orders = Array(repeating: 1, count: count)
    let days = Double(options.days)
    for offset in stride(from: 0, to: count, by: 8) {
      let numbers = Philox.Words(repeating: UInt64(first) + UInt64(offset)) &+ Self.lanes
      // Lanes behind the last customer draw those of further ones, who are left out.
      let drawn = draws.customers(numbers & 0xffff_ffff)
      let birth = drawn.birth * days
      let lifetime = drawn.lifetime * options.beta / drawn.dropoutRate
      let rest = days - birth
      let span = rest.replacing(with: lifetime, where: lifetime .< rest)
      for lane in 0..<min(8, count - offset) {
        exposure.append(span[lane] * drawn.orderRate[lane])
        slowness.append(1 / drawn.orderRate[lane])
        next.append(birth[lane])
        level.append(Float(options.v * 100 / drawn.spendRate[lane]))
      }
    }
  }

  private static let lanes = Philox.Words(0, 1, 2, 3, 4, 5, 6, 7)

  /// The sum of the mean numbers of repeat orders, times alpha.
  var totalExposure: Double { pairwiseTreeSum(exposure.span) }
}

// How many orders.
extension Customers {
  /// A repeat order, and the largest alpha with which it falls into its customer's span.
  struct Candidate: Sendable {
    let alpha: Double
    let customer: UInt32
  }

  /// Counts the orders that come with every alpha of a range, and lists those that come with some.
  ///
  /// - Returns: the number of repeat orders with the upper end of the range, and those that come with a
  ///   smaller one.
  mutating func countOrders(alpha range: ClosedRange<Double>) -> (sure: Int, open: [Candidate]) {
    var sure = 0
    var open: [Candidate] = []
    for index in 0..<count {
      let least = exposure[index] / range.upperBound
      let most = exposure[index] / range.lowerBound
      let customer = first + UInt32(index)
      var sum = 0.0
      var inside = 0
      var group = 0
      while sum <= most {
        let waits = draws.waits(of: customer, group: group)
        for lane in 0..<8 {
          sum += waits[lane]
          if sum <= least {
            inside += 1
          } else if sum <= most {
            open.append(Candidate(alpha: exposure[index] / sum, customer: customer))
          } else {
            break
          }
        }
        group += 1
      }
      orders[index] = 1 + UInt32(inside)
      sure += inside
    }
    return (sure, open)
  }

  /// Adds an order of one customer to those counted.
  mutating func addOrder(of customer: UInt32) { orders[Int(customer - first)] += 1 }

  /// Ends counting.
  mutating func begin(alpha: Double) {
    self.alpha = alpha
    exposure = []
  }
}

// The orders themselves.
extension Customers {
  /// The orders up to a time that were not asked for before, cut at some times, in no order.
  ///
  /// - Parameters:
  ///   - ends: where each cut ends, ticks, rising.
  ///   - end: the end of the log; what rounding has put behind it, comes just before it.
  /// - Returns: the orders of each cut.
  mutating func placeOrders(before ends: [UInt64], endOfLog end: UInt64) -> [[SimulatedOrder]] {
    var cuts = [[SimulatedOrder]](repeating: [], count: ends.count)
    guard let last = ends.last else { return cuts }
    let limit = last < end ? Double(last) / SimulatedOrder.ticksPerDay : .infinity
    for index in 0..<count where next[index] < limit {
      place(index, before: limit, ends: ends, endOfLog: end, into: &cuts)
    }
    for cut in cuts.indices { fillAmounts(of: &cuts[cut]) }
    return cuts
  }

  private mutating func place(
    _ index: Int, before limit: Double, ends: [UInt64], endOfLog end: UInt64,
    into cuts: inout [[SimulatedOrder]]
  ) {
    let customer = first + UInt32(index)
    let unit = slowness[index] * alpha
    var time = next[index]
    var ordinal = placed[index]
    var waits = draws.waits(of: customer, group: Int(ordinal / 8))
    var cut = 0
    while time < limit {
      let ticks = min(UInt64(min(time * SimulatedOrder.ticksPerDay, 0x1p62)), end - 1)
      while ticks >= ends[cut] { cut += 1 }
      cuts[cut].append(
        SimulatedOrder(time: ticks, amount: 0, customer: customer, ordinal: ordinal))
      time += unit * waits[Int(ordinal % 8)]
      ordinal += 1
      if ordinal == orders[index] {
        time = .infinity
      } else if ordinal % 8 == 0 {
        waits = draws.waits(of: customer, group: Int(ordinal / 8))
      }
    }
    next[index] = time
    placed[index] = ordinal
  }

  /// Sets what orders are worth.
  private func fillAmounts(of orders: inout [SimulatedOrder]) {
    for start in stride(from: 0, to: orders.count, by: 8) {
      let lanes = min(8, orders.count - start)
      var customers = Philox.Words(repeating: 0)
      var ordinals = Philox.Words(repeating: 0)
      var levels = Lanes(repeating: 0)
      for lane in 0..<lanes {
        let order = orders[start + lane]
        customers[lane] = UInt64(order.customer)
        ordinals[lane] = UInt64(order.ordinal)
        levels[lane] = Double(level[Int(order.customer - first)])
      }
      let spends = draws.spends(customers: customers, orders: ordinals) * levels
      for lane in 0..<lanes {
        let spend = min(spends[lane], SimulatedOrder.greatestAmount).rounded(.toNearestOrEven)
        orders[start + lane].amount = max(1, Int64(spend))
      }
    }
  }
}
