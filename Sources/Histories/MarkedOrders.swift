// Orders of whole customers to rows of histories, in two passes:
//
//   over orders       by the C kernel: a bit for each of new days, spells, recent and latest orders, and running sums
//   over customers    the bits of one customer, cut out of the words, give counts and places:
//                       how many new days, where the second day begins, where the last spell does, how many
//                       orders are recent; the difference of two running sums is what all between them spent
//
// Neither pass has a loop or a branch that depends on how many orders a customer has, up to 64 of them.

internal import CKernels
internal import Columns

/// Some neighbouring orders, marked: scratch memory, used again for every part of a block.
struct MarkedOrders {
  /// The customers whose orders are marked at a time: few enough for the fastest memory.
  static let customers = 256

  private var marks: [patron_order_marks] = []
  /// Sum i is that of the first i amounts, modulo 2^64.
  private var sums: [Int64] = []
  private var facts = patron_order_facts()
  private var count = 0

  /// What orders are marked by.
  private let limits: patron_mark_limits

  /// No orders yet.
  ///
  /// - Parameters:
  ///   - recentAfter: the day before the recent ones.
  ///   - latestAfter: the day before the latest ones.
  ///   - window: the days without an order that end a spell of activity, not negative.
  init(recentAfter: Int32, latestAfter: Int32, window: Int32) {
    limits = patron_mark_limits(
      recent_after: recentAfter, latest_after: latestAfter, window: UInt32(max(0, window)))
  }

  /// Marks orders, of which there are a day and an amount each.
  mutating func mark(_ days: Span<Int32>, _ amounts: Span<Int64>) {
    precondition(days.count == amounts.count, "a day for each amount")
    count = days.count
    facts = patron_order_facts(amount_bits: 0, last_day: .min, has_zeros: 0)
    if sums.count <= count {
      sums = .unwritten(2 * count + 1)
      marks = Array(repeating: patron_order_marks(), count: 2 * count / 64 + 2)
    }
    // SAFETY: there are `count` days and amounts, and room for one sum more and for `count / 64 + 2` marks. The
    // kernel reads no address that an order names.
    unsafe days.withUnsafeBufferPointer { days in
      unsafe amounts.withUnsafeBufferPointer { amounts in
        unsafe sums.withUnsafeMutableBufferPointer { sums in
          unsafe marks.withUnsafeMutableBufferPointer { marks in
            guard let allDays = days.baseAddress, let allAmounts = amounts.baseAddress,
              let marks = marks.baseAddress, let sums = sums.baseAddress
            else { return }
            facts = unsafe patron_mark_orders(allDays, allAmounts, days.count, limits, marks, sums)
          }
        }
      }
    }
  }

  /// The greatest day; the least that there can be, if there are no orders.
  var lastDay: Int32 { facts.last_day }

  /// Whether an amount is zero.
  var hasZeros: Bool { facts.has_zeros != 0 }

  /// Whether something was spent.
  private var spends: Bool { facts.amount_bits != 0 }

  /// Whether all amounts are above zero, or all zero, and all together have 18 digits at most.
  var isSimple: Bool {
    let bits = facts.amount_bits
    if bits <= 0 { return bits == 0 }
    // All bits that are set in any amount are at least as great as each, if none is negative: only where so many
    // amounts of that size need no more than 64 bits is the last sum what they come to.
    return !hasZeros && !bits.multipliedReportingOverflow(by: Int64(count)).overflow
      && sums[count] <= HistoryBuilder.largestRevenue
  }

  /// Counts the latest orders by day, the day after the limit first.
  ///
  /// - Precondition: `days` were marked; there is a count for each day up to the greatest.
  func countLatest(_ days: Span<Int32>, into counts: inout [Int]) {
    precondition(days.count == count, "the orders that were marked")
    let first = Int(limits.latest_after) + 1
    let marks = marks.span
    var counts = counts.mutableSpan
    for word in 0..<(count + 63) / 64 {
      var left = marks[word].latest
      if count - word * 64 < 64 { left &= (1 << UInt64(count - word * 64)) - 1 }
      while left != 0 {
        counts[Int(days[word * 64 + left.trailingZeroBitCount]) - first] += 1
        left &= left - 1
      }
    }
  }

  /// Appends the histories of the customers that have orders to `rows`.
  ///
  /// Of the orders that were marked, whose days are `days`, `starts[i] - starts[0]..<starts[i + 1] - starts[0]` are
  /// those of customer i.
  ///
  /// - Precondition: the orders are simple, the starts ascend from the first to the last of them, and there is room
  ///   for the rows.
  @_lifetime(rows: copy rows)
  func append(_ starts: Span<Int>, _ days: Span<Int32>, to rows: inout HistoryRows) {
    let customers = starts.count - 1
    precondition(customers >= 0 && days.count == count, "the orders that were marked")
    precondition(starts[customers] - starts[0] == count, "orders of all")
    let base = starts[0]
    // All bits, or none.
    let repeats: Int32 = spends ? -1 : 0
    let (sums, marks) = (sums.span, marks.span)
    var start = 0
    for customer in 0..<customers {
      // SAFETY: there are `customers + 1` starts.
      let end = unsafe starts[unchecked: customer + 1] - base
      precondition(start <= end && end <= count, "starts that ascend")
      if start == end { continue }
      let own = MarkedCustomer(start..<end, in: marks)
      // SAFETY: the orders from `start` to `end` are some of those that were marked, and all that `own` says of
      // them lies within; of the sums there is one more.
      let history = unsafe History(
        orders: Int32(truncatingIfNeeded: end - start), purchaseDays: own.newDays + 1,
        firstDay: days[unchecked: start], lastDay: days[unchecked: end - 1],
        revenue: sums[unchecked: end] &- sums[unchecked: start],
        recentOrders: Int32(truncatingIfNeeded: own.recent),
        recentRevenue: sums[unchecked: end] &- sums[unchecked: end - own.recent],
        repeatSpendDays: own.newDays & repeats,
        repeatSpend: sums[unchecked: end] &- sums[unchecked: start + own.secondDay],
        activeSince: days[unchecked: start + own.spell])
      rows.append(history)
      start = end
    }
  }
}

/// What the marks of one customer's orders say.
private struct MarkedCustomer {
  /// How many days have orders, but for the first.
  var newDays: Int32
  /// How many orders the first day has, which is where the second begins.
  var secondDay: Int
  /// The first order of the last spell; if there is none, of the second day, or else the first of all.
  var spell: Int
  /// How many orders are recent.
  var recent: Int

  /// Of some orders, at least one.
  ///
  /// - Precondition: they are marked, and a word is behind theirs.
  @inline(__always)
  init(_ orders: Range<Int>, in marks: Span<patron_order_marks>) {
    let first = Self.cut(orders.prefix(64), from: marks)
    // The first order is marked against one of another customer.
    let newDays = first.new_days & ~1
    self.newDays = Int32(truncatingIfNeeded: newDays.nonzeroBitCount)
    secondDay = newDays == 0 ? orders.count : newDays.trailingZeroBitCount
    // Spells begin with new days, so that the lowest of these is the highest bit only where there is no spell.
    let since = first.spells & ~1 | newDays & (0 &- newDays) | 1
    spell = 63 - since.leadingZeroBitCount
    recent = first.recent.nonzeroBitCount
    if orders.count > 64 { addBehind(64, of: orders, marks) }
  }

  /// Adds what is said of the orders from the one in place `place` on.
  private mutating func addBehind(
    _ place: Int, of orders: Range<Int>, _ marks: Span<patron_order_marks>
  ) {
    for place in stride(from: place, to: orders.count, by: 64) {
      let next = Self.cut(orders.dropFirst(place).prefix(64), from: marks)
      if newDays == 0 && next.new_days != 0 {
        secondDay = place + next.new_days.trailingZeroBitCount
        spell = secondDay
      }
      if next.spells != 0 { spell = place + 63 - next.spells.leadingZeroBitCount }
      newDays += Int32(truncatingIfNeeded: next.new_days.nonzeroBitCount)
      recent += next.recent.nonzeroBitCount
    }
  }

  /// The marks of 1 to 64 orders, the first of them in the lowest bit.
  @inline(__always)
  private static func cut(
    _ orders: Range<Int>, from marks: Span<patron_order_marks>
  ) -> patron_order_marks {
    let (word, shift) = (orders.lowerBound / 64, UInt64(orders.lowerBound % 64))
    let (low, high) = (marks[word], marks[word + 1])
    let own = UInt64.max >> UInt64(64 - orders.count)
    @inline(__always)
    func cut(_ low: UInt64, _ high: UInt64) -> UInt64 {
      // Shifted twice because a shift by 64 has no meaning.
      (low &>> shift | (high &<< 1) &<< (63 &- shift)) & own
    }
    return patron_order_marks(
      new_days: cut(low.new_days, high.new_days), spells: cut(low.spells, high.spells),
      recent: cut(low.recent, high.recent), latest: 0)
  }
}
