public import Columns
public import Histories

/// What a purchase is worth: a model of spends, fitted to a base.
public struct SpendFit: Sendable {
  /// The model.
  public let model: SpendModel
  /// The Gamma-Gamma fit behind it: p, q, v in major units; nil if none was wanted, or too few have bought again.
  public let maximum: Maximum?
  /// The number of repeat buyers that it was fitted to.
  public let observations: Int
  /// The correlation of frequency and mean spend among them.
  public let correlation: Double
  /// How far the base is from what the model takes for granted; nil if it was not looked at.
  public let checks: SpendChecks?
  /// The mean revenue of a purchase day of the base, in major units, at least 0; nil if it was not looked at.
  public let baseMean: Double?
  /// Why it is not the model that was wanted, and what stands in.
  public let fallback: String?

  /// The Gamma-Gamma model, if it is one.
  public var gammaGamma: GammaGamma? {
    if case .gammaGamma(let model) = model { model } else { nil }
  }

  /// The fewest repeat buyers that a model is fitted to.
  private static let fewest = 10

  /// Fits a model to the repeat buyers of a base.
  ///
  /// Where Gamma-Gamma has no maximum, or none with a mean, the shrunk mean stands in for it; where too few bought
  /// again, the base's mean for both.
  ///
  /// - Parameters:
  ///   - histories: the base.
  ///   - scale: the currency's decimals.
  ///   - family: the model that is wanted.
  ///   - threads: who works.
  /// - Throws: what a thread throws, which is nothing.
  public init(
    to histories: Histories, scale: Int, family: SpendFamily = .gammaGamma, threads: Threads
  ) throws {
    let checks = try SpendChecks(histories, threads: threads)
    let spends = try RepeatSpends(histories, scale: scale, threads: threads)
    let baseMean = try Self.baseMean(histories, scale: scale, threads: threads)
    if family == .gammaGamma {
      let sample = try RepeatPatterns.sample(of: histories.count).map {
        try RepeatSpends(histories, customers: $0, scale: scale, threads: threads)
      }
      let fit = try SpendFit(
        to: spends, sample: sample, baseMean: baseMean, checks: checks, threads: threads)
      guard fit.gammaGamma == nil,
        let shrunk = try ShrunkMean(
          histories, scale: scale, fewest: Self.fewest, threads: threads)
      else {
        self = fit
        return
      }
      self.init(
        model: .shrunkMean(shrunk), of: spends, baseMean: baseMean, maximum: fit.maximum,
        checks: checks,
        fallback:
          "the Gamma-Gamma model does not fit (\(Self.problem(fit.maximum))); the mean spend of "
          + "each customer, shrunk towards the base's, stands in")
      return
    }
    let shrunk = try ShrunkMean(
      histories, scale: scale, fewest: Self.fewest, threads: threads)
    self.init(
      model: shrunk.map { .shrunkMean($0) } ?? .baseMean(baseMean), of: spends,
      baseMean: baseMean, checks: checks,
      fallback: shrunk == nil ? Self.tooFew(spends.count, "a shrunk mean") : nil)
  }

  /// A model that was fitted before: what a model file holds.
  public init(known model: SpendModel, observations: Int, correlation: Double, fallback: String?) {
    self.model = model
    maximum = nil
    self.observations = observations
    self.correlation = correlation
    checks = nil
    baseMean = nil
    self.fallback = fallback
  }

  private init(
    model: SpendModel, of spends: RepeatSpends, baseMean: Double, maximum: Maximum? = nil,
    checks: SpendChecks?, fallback: String?
  ) {
    self.model = model
    self.maximum = maximum
    observations = spends.count
    correlation = spends.correlation
    self.checks = checks
    self.baseMean = baseMean
    self.fallback = fallback
  }

  /// Why a model has no parameters.
  private static func tooFew(_ count: Int, _ model: String) -> String {
    "too few customers spent something on a repeat purchase for \(model) (\(count) of at least "
      + "\(fewest)); the base's mean revenue per purchase day stands in"
  }

  /// Why a maximum is no model.
  private static func problem(_ maximum: Maximum?) -> String {
    maximum?.converged == true
      ? "q goes to 1, where the base has no mean" : "the search for its maximum did not end"
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
    return max(0, Double(revenue) / minorUnits(perMajorAt: scale) / Double(days))
  }

  /// Fits the Gamma-Gamma model by maximum likelihood; the base's mean stands in for it.
  ///
  /// - Parameters:
  ///   - spends: the repeat buyers' spends.
  ///   - sample: those of a part of the customers, to begin with.
  ///   - baseMean: the mean revenue of a purchase day of the base, in major units.
  ///   - checks: what is known of the base.
  ///   - threads: who works.
  /// - Throws: what a thread throws, which is nothing.
  public init(
    to spends: RepeatSpends, sample: RepeatSpends? = nil, baseMean: Double,
    checks: SpendChecks? = nil, threads: Threads
  ) throws {
    guard spends.count >= Self.fewest else {
      self.init(
        model: .baseMean(baseMean), of: spends, baseMean: baseMean, checks: checks,
        fallback: Self.tooFew(spends.count, "the Gamma-Gamma model"))
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
    let (p, q, v) = (maximum.parameters[0], maximum.parameters[1], maximum.parameters[2])
    let hasMean = !(maximum.atLimit[1] && q < 2)
    let isModel = maximum.converged && hasMean
    self.init(
      model: isModel ? .gammaGamma(GammaGamma(p: p, q: q, v: v)) : .baseMean(baseMean),
      of: spends, baseMean: baseMean, maximum: maximum, checks: checks,
      fallback: isModel
        ? nil
        : "the Gamma-Gamma model does not fit (\(Self.problem(maximum))); the base's mean revenue "
          + "per purchase day stands in")
  }
}
