internal import Arithmetic
internal import Columns
internal import Histories
internal import Models

/// P(alive) under Pareto/NBD, with the costly part by x and day.
///
/// The odds of dropout are ∫ over y from t_x to T of s/(β + y) ((α + T)/(α + y))^k ((β + T)/(β + y))^s,
/// k = r + x. With p(d) for P(a customer who is alive on day d drops out before the next purchase), a
/// `LomaxRace` without an end, they are
///
///     e^D p(t_x) − p(T),    D = k ln((α + T)/(α + t_x)) + s ln((β + T)/(β + t_x)) ≥ 0,
///
/// so that a customer costs one exponential, and no integral: those depend on (x, day), of which ten
/// million customers have two hundred thousand. The difference cancels only where the odds are next to
/// nothing beside 1. Without repeats, where k may be so small that the race has no end, p(T) is that of a
/// dropout by T from the first day on, and the odds e^D p(T).
///
///     x      0            1            2            …
///     rows   p(0) p(1) …  p(0) p(1) …  none: few    …
///
/// An x that few have gets no rows: its customers are computed one by one, to the same bits.
struct DropoutTable: Sendable {
  private let model: ParetoNBD
  /// By x: where the rows begin, or −1.
  private let starts: [Int]
  private let values: [Double]

  /// The table of a base.
  init(_ model: ParetoNBD, _ histories: Histories, threads: Threads) throws {
    self.model = model
    let parts = Blocks(histories.count, of: max(1, histories.count / threads.count + 1))
    let counted = try threads.map(parts.count) { Counts(histories, parts[$0]) }
      .reduce(into: Counts()) { $0.add($1) }
    // Whole lanes.
    let days = (counted.days + 8) & ~7
    // A customer takes one call for the integrals of two days, a table one for each eight.
    let xs = counted.byX.indices.filter { 8 * counted.byX[$0] >= days }
    var starts = [Int](repeating: -1, count: counted.byX.count)
    for (place, x) in xs.enumerated() { starts[x] = place * days }
    self.starts = starts
    values = Array(
      try threads.map(xs.count) { place in
        var rows = [Double].unwritten(days)
        var results = rows.mutableSpan
        for day in stride(from: 0, to: days, by: 8) {
          Self.race(model, x: xs[place], day: Double(day) + Lanes(0, 1, 2, 3, 4, 5, 6, 7))
            .store(into: &results, at: day)
        }
        return rows
      }.joined())
  }

  /// p of eight days.
  private static func race(_ model: ParetoNBD, x: Int, day: Lanes) -> Lanes {
    let race = LomaxRace(
      shape: model.s, scale: model.beta, against: model.r + Double(x), model.alpha)
    return x == 0
      ? race.probability(after: Lanes(), within: day)
      : race.probability(after: day, within: Lanes(repeating: .infinity))
  }

  /// p of two days.
  private func values(x: Int, _ first: Int, _ second: Int) -> (Double, Double) {
    let start = starts[x]
    if start >= 0 { return (values[start + first], values[start + second]) }
    let both = Self.race(model, x: x, day: Lanes(Double(first), Double(second), 0, 0, 0, 0, 0, 0))
    return (both[0], both[1])
  }

  /// P(alive) of some customers of the base, followed by padding up to whole lanes.
  func probabilitiesAlive(_ customers: Range<Int>, _ histories: Histories) -> [Double] {
    let first = histories.firstDay.span.extracting(customers)
    let last = histories.lastDay.span.extracting(customers)
    let days = histories.purchaseDays.span.extracting(customers)
    let asOf = histories.asOf.rawValue
    var result = [Double].unwritten((customers.count + 7) & ~7)
    var results = result.mutableSpan
    for index in stride(from: 0, to: customers.count, by: 8) {
      let count = min(8, customers.count - index)
      var (before, after) = (Lanes(), Lanes())
      for lane in 0..<count {
        let x = Int(days[index + lane]) - 1
        let T = Int(asOf - first[index + lane])
        let tx = Int(last[index + lane] - first[index + lane])
        let (first, second) = values(x: x, x == 0 ? T : tx, T)
        before[lane] = first
        after[lane] = x == 0 ? 0 : second
      }
      let firstDay = SIMD8(loading: first, at: index, padding: asOf)
      let x = Lanes(SIMD8(loading: days, at: index, padding: 1) &- 1)
      let tx = Lanes(SIMD8(loading: last, at: index, padding: asOf) &- firstDay)
      let wait = Lanes(asOf &- firstDay) - tx
      let D =
        (model.r + x) * Elementary.log(onePlus: wait / (model.alpha + tx))
        + model.s * Elementary.log(onePlus: wait / (model.beta + tx))
      let odds = before * Elementary.exp(D) - after
      // Rounding may not say that somebody is more than alive.
      (1 / (1 + odds.replacing(with: 0, where: odds .< 0))).store(into: &results, at: index)
    }
    return result
  }
}

/// How many customers have each x, and the largest T.
private struct Counts: Sendable {
  var byX: [Int] = []
  var days = 0

  init() {}

  init(_ histories: Histories, _ customers: Range<Int>) {
    let purchaseDays = histories.purchaseDays.span.extracting(customers)
    let firstDay = histories.firstDay.span.extracting(customers)
    var most: Int32 = 0
    var earliest = histories.asOf.rawValue
    for index in purchaseDays.indices {
      most = max(most, purchaseDays[index])
      earliest = min(earliest, firstDay[index])
    }
    var byX = [Int](repeating: 0, count: Int(most))
    var counts = byX.mutableSpan
    for index in purchaseDays.indices { counts[Int(purchaseDays[index]) &- 1] &+= 1 }
    self.byX = byX
    days = Int(histories.asOf.rawValue - earliest)
  }

  mutating func add(_ other: Counts) {
    if other.byX.count > byX.count {
      byX += Array(repeating: 0, count: other.byX.count - byX.count)
    }
    for (x, count) in other.byX.enumerated() { byX[x] += count }
    days = max(days, other.days)
  }
}
