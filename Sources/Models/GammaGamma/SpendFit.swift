public import Columns
public import Histories

/// How the value of a purchase is expected: the Gamma-Gamma model, or the mean of the base.
public struct SpendFit: Sendable {
  /// The model, or nil if none could be fitted.
  public let model: GammaGamma?
  /// The fit behind the model: p, q, v in major units.
  public let maximum: Maximum?
  /// The number of repeat buyers that it was fitted to.
  public let observations: Int
  /// The correlation of frequency and mean spend among them.
  public let correlation: Double
  /// The mean revenue of a purchase day of the base, in major units: what stands in for the model.
  public let baseMean: Double
  /// Why there is no model, if there is none.
  public let fallback: String?

  /// The fewest repeat buyers that a model is fitted to.
  private static let fewest = 10

  /// Fits the Gamma-Gamma model to the repeat buyers of a base; `scale` is the currency's decimals.
  public init(to histories: Histories, scale: Int, threads: Threads) throws {
    let sample = try RepeatPatterns.sample(of: histories.count).map {
      try RepeatSpends(histories, customers: $0, scale: scale, threads: threads)
    }
    try self.init(
      to: RepeatSpends(histories, scale: scale, threads: threads), sample: sample,
      baseMean: Self.baseMean(histories, scale: scale, threads: threads), threads: threads)
  }

  /// The mean revenue of a purchase day, in major units.
  private static func baseMean(
    _ histories: Histories, scale: Int, threads: Threads
  ) throws -> Double {
    let block = 1 << 20
    let parts = try threads.map((histories.count + block - 1) / block) { task in
      let rows = task * block..<min((task + 1) * block, histories.count)
      let revenue = histories.revenue.span.extracting(rows)
      let days = histories.purchaseDays.span.extracting(rows)
      // Halves of 32 bits: 2^20 of them do not overflow, and they add up faster than 128 bits.
      var (high, low, total) = (0, 0, 0)
      for row in revenue.indices {
        high &+= Int(revenue[row] >> 32)
        low &+= Int(revenue[row] & 0xffff_ffff)
        total &+= Int(days[row])
      }
      return (revenue: Int128(high) << 32 + Int128(low), days: total)
    }
    let revenue = parts.reduce(Int128(0)) { $0 + $1.revenue }
    let days = parts.reduce(0) { $0 + $1.days }
    return Double(revenue) / minorUnits(perMajorAt: scale) / Double(days)
  }

  /// Fits the Gamma-Gamma model by maximum likelihood.
  ///
  /// - Parameters:
  ///   - spends: the repeat buyers' spends.
  ///   - sample: those of a part of the customers, to begin with.
  ///   - baseMean: the mean revenue of a purchase day of the base, in major units.
  ///   - threads: who works.
  /// - Throws: what a thread throws, which is nothing.
  public init(
    to spends: RepeatSpends, sample: RepeatSpends? = nil, baseMean: Double, threads: Threads
  ) throws {
    observations = spends.count
    correlation = spends.correlation
    self.baseMean = baseMean
    guard spends.count >= Self.fewest else {
      model = nil
      maximum = nil
      fallback =
        "too few customers spent something on a repeat purchase for the Gamma-Gamma model "
        + "(\(spends.count) of at least \(Self.fewest)); the base's mean revenue per purchase day "
        + "stands in"
      return
    }
    let mean = spends.mean
    let likelihood = GammaGammaLikelihood(spends: spends, threads: threads)
    let onSample = sample.flatMap {
      $0.count >= Self.fewest ? GammaGammaLikelihood(spends: $0, threads: threads) : nil
    }
    let maximum = try Maximizer.maximize(
      from: [[4, 3, mean / 2], [1, 5, mean * 4]],
      // At a shape of 1e4 spends, or customers, differ by one percent: alike, for any base.
      limits: [
        ParameterLimits(least: 1e-4, most: 1e4),
        ParameterLimits(floor: 1, least: 1e-4, most: 1e4),
        ParameterLimits(least: 1e-9 * mean, most: 1e9 * mean),
      ],
      sample: onSample?.evaluate, likelihood.evaluate)
    self.maximum = maximum
    if maximum.converged {
      model = GammaGamma(
        p: maximum.parameters[0], q: maximum.parameters[1], v: maximum.parameters[2])
      fallback = nil
    } else {
      model = nil
      fallback =
        "the Gamma-Gamma fit did not converge; the base's mean revenue per purchase day stands in"
    }
  }

  /// The expected net revenue of one purchase day of a customer, in major units.
  public func expectedValue(purchases: Double, spend: Double) -> Double {
    model?.expectedValue(purchases: purchases, spend: spend) ?? baseMean
  }
}
