internal import Arithmetic
internal import Columns

/// Sums over customers of how far forecasts were off.
struct ErrorSums: Sendable, Equatable {
  /// Σ expected purchase days.
  private(set) var days = 0.0
  /// Σ |expected − actual| purchase days.
  private(set) var absoluteDays = 0.0
  /// Σ (expected − actual)² of them.
  private(set) var squaredDays = 0.0
  /// Σ expected revenue, in minor units.
  private(set) var revenue: Int128 = 0
  /// Σ |expected − actual| revenue, in major units.
  private(set) var absoluteRevenue = 0.0
  /// Σ (expected − actual)² of it.
  private(set) var squaredRevenue = 0.0
  /// Σ −ln of the probability of what came.
  private(set) var logLoss = 0.0
  /// Σ (probability − what came)², what came being 1 or 0.
  private(set) var brier = 0.0
  /// Σ expected purchase days up to the end of each step that the holdout is followed by.
  private(set) var tracked: [Double]

  /// Probabilities are taken for at least this, and for at most one less this, where a logarithm is wanted.
  static let clip = 1e-6

  /// No customers; so many steps are followed.
  init(steps: Int) { tracked = Array(repeating: 0, count: steps) }

  /// Adds some customers.
  ///
  /// - Parameters:
  ///   - forecast: the forecasts.
  ///   - days: the purchase days that came.
  ///   - revenue: the revenue that came, in minor units.
  ///   - unit: minor units in a major one.
  mutating func add(
    _ forecast: Forecast, days: Span<Int32>, revenue: Span<Int64>, unit: Double
  ) {
    precondition(days.count == forecast.days.count && days.count == revenue.count, "all customers")
    var (sum, absolute, squared) = (Lanes(), Lanes(), Lanes())
    var (losses, scores, absoluteMoney, squaredMoney) = (Lanes(), Lanes(), Lanes(), Lanes())
    let (expected, probability) = (forecast.days.span, forecast.probability.span)
    let money = forecast.revenue.span
    let (zero, one) = (Lanes(), Lanes(repeating: 1))
    for index in stride(from: 0, to: days.count, by: 8) {
      let own = Lanes(loading: expected, at: index, padding: 0)
      let came = Lanes(SIMD8(loading: days, at: index, padding: 0))
      let error = own - came
      sum += own
      absolute += error.replacing(with: -error, where: error .< 0)
      squared += error * error

      let p = Lanes(loading: probability, at: index, padding: 0)
      let ordered = zero.replacing(with: one, where: came .> 0)
      scores += (p - ordered) * (p - ordered)
      let clipped = p.clamped(
        lowerBound: Lanes(repeating: Self.clip), upperBound: Lanes(repeating: 1 - Self.clip))
      let ofWhatCame = (one - clipped).replacing(with: clipped, where: came .> 0)
      losses -= Elementary.log(ofWhatCame).prefix(days.count - index, padding: 0)

      let short =
        SIMD8(loading: money, at: index, padding: 0)
        &- SIMD8(loading: revenue, at: index, padding: 0)
      let off = Lanes(nearest: short) / unit
      absoluteMoney += off.replacing(with: -off, where: off .< 0)
      squaredMoney += off * off
    }
    self.days += sum.treeSum
    absoluteDays += absolute.treeSum
    squaredDays += squared.treeSum
    logLoss += losses.treeSum
    brier += scores.treeSum
    absoluteRevenue += absoluteMoney.treeSum
    squaredRevenue += squaredMoney.treeSum
    for index in 0..<money.count { self.revenue += Int128(money[index]) }
    for step in tracked.indices where !forecast.tracked.isEmpty {
      tracked[step] += forecast.tracked[step]
    }
  }

  /// Both together.
  static func + (left: ErrorSums, right: ErrorSums) -> ErrorSums {
    var sums = left
    sums.days += right.days
    sums.absoluteDays += right.absoluteDays
    sums.squaredDays += right.squaredDays
    sums.revenue += right.revenue
    sums.absoluteRevenue += right.absoluteRevenue
    sums.squaredRevenue += right.squaredRevenue
    sums.logLoss += right.logLoss
    sums.brier += right.brier
    for step in sums.tracked.indices { sums.tracked[step] += right.tracked[step] }
    return sums
  }
}
