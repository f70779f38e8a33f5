internal import Arithmetic
internal import Columns
internal import Histories
internal import Scores

/// What the models predict for some customers, as it is written.
///
/// It is filled by `chunk` customers: what they have in common with others, and their own numbers on the way,
/// stay in a core's own cache meanwhile.
struct PredictedValues {
  private(set) var alive: [Double]
  private(set) var churn: [Double]
  /// For each horizon.
  private(set) var orderProbability: [[Double]]
  private(set) var expectedOrders: [[Double]]
  private(set) var expectedRevenue: [[Int64]]
  private(set) var clv: [[Int64]]
  private(set) var expectedOrderValue: [Int64]
  private(set) var residualCLV: [Int64]
  private(set) var valueAtStake: [Int64]
  /// For each quartile of the wait.
  private(set) var due: [[Int32]]
  private(set) var isDue: [[Bool]]
  private(set) var overdue: [Double]

  /// Customers that are predicted at a time.
  static let chunk = 2048

  /// The values of some customers of a base.
  init(_ customers: Range<Int>, of predictor: Predictor, _ histories: Histories) {
    let count = customers.count
    let horizons = predictor.options.horizons.count
    let churnHorizon =
      predictor.options.horizons.firstIndex(of: predictor.options.churnHorizon) ?? 0
    alive = .unwritten(count)
    churn = .unwritten(count)
    orderProbability = (0..<horizons).map { _ in .unwritten(count) }
    expectedOrders = (0..<horizons).map { _ in .unwritten(count) }
    func empty() -> [Int64] {
      var values: [Int64] = []
      values.reserveCapacity(count)
      return values
    }
    expectedRevenue = (0..<horizons).map { _ in empty() }
    clv = (0..<horizons).map { _ in empty() }
    expectedOrderValue = empty()
    residualCLV = empty()
    valueAtStake = empty()
    due = (0..<3).map { _ in .unwritten(count) }
    isDue = (0..<3).map { _ in Array(repeating: false, count: count) }
    overdue = .unwritten(count)

    let chunks = Blocks(count, of: Self.chunk)
    for chunk in 0..<chunks.count {
      let start = chunks[chunk].lowerBound
      let customers = customers.lowerBound + start..<customers.lowerBound + chunks[chunk].upperBound
      let predictions = predictor.predict(customers)
      round(predictions.probabilityAlive, into: &alive, at: start)
      for horizon in 0..<horizons {
        round(predictions.orderProbability[horizon], into: &orderProbability[horizon], at: start)
        round(predictions.expectedOrders[horizon], into: &expectedOrders[horizon], at: start)
        expectedRevenue[horizon] += predictions.expectedRevenue[horizon]
        clv[horizon] += predictions.clv[horizon]
      }
      expectedOrderValue += predictions.expectedOrderValue
      residualCLV += predictions.residualCLV
      valueAtStake += predictions.valueAtStake
      let last = histories.lastDay.span.extracting(customers)
      for quartile in 0..<3 {
        let waits = predictions.waits[quartile]
        findDue(last, waits.span, into: &due[quartile], &isDue[quartile], at: start)
      }
      let medians = predictions.waits[1]
      findOverdue(last, medians.span, asOf: histories.asOf.rawValue, into: &overdue, at: start)
    }
    let probability = orderProbability[churnHorizon]
    complement(probability, into: &churn)
  }
}

/// The days on which waits from the last day end, and whether each is near enough: a due date further
/// than 1,095 days from the last order is as good as none, and 0 here.
private func findDue(
  _ last: Span<Int32>, _ waits: Span<Double>, into days: inout [Int32], _ isDue: inout [Bool],
  at start: Int
) {
  let furthest = 1095.0
  var results = days.mutableSpan
  var flags = isDue.mutableSpan
  for index in stride(from: 0, to: waits.count, by: 8) {
    let wait = SIMD8(loading: waits, at: index, padding: 0)
    let isFar = wait .> furthest
    let whole = SIMD8<Int64>(nearest: wait.replacing(with: 0, where: isFar))
    let due = SIMD8<Int64>(truncatingIfNeeded: SIMD8(loading: last, at: index, padding: 0)) &+ whole
    SIMD8<Int32>(truncatingIfNeeded: due.replacing(with: 0, where: isFar))
      .store(into: &results, at: start + index)
  }
  for index in 0..<waits.count { flags[start &+ index] = waits[index] <= furthest }
}

/// The days since the last order in units of the median wait, at six decimals.
private func findOverdue(
  _ last: Span<Int32>, _ waits: Span<Double>, asOf: Int32, into ratios: inout [Double],
  at start: Int
) {
  var results = ratios.mutableSpan
  for index in stride(from: 0, to: waits.count, by: 8) {
    let quiet = Lanes(asOf &- SIMD8(loading: last, at: index, padding: asOf))
    rounded(quiet / SIMD8(loading: waits, at: index, padding: 1))
      .store(into: &results, at: start + index)
  }
}
