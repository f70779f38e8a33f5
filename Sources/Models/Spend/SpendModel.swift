/// How spends are modelled, as options and files name it.
public enum SpendFamily: String, CaseIterable, Sendable, Codable {
  /// The Gamma-Gamma model.
  case gammaGamma = "gamma-gamma"
  /// The customer's mean, shrunk towards the base's.
  case shrunkMean = "shrunk-mean"
}

/// What a purchase of a customer is expected to be worth.
public enum SpendModel: Sendable, Equatable {
  /// By the Gamma-Gamma model.
  case gammaGamma(GammaGamma)
  /// By the customer's mean, shrunk towards the base's.
  case shrunkMean(ShrunkMean)
  /// The same for all, in major units: where there is nothing to tell customers apart by.
  case baseMean(Double)

  /// The word for it in manifests and files.
  public var name: String {
    switch self {
    case .gammaGamma: SpendFamily.gammaGamma.rawValue
    case .shrunkMean: SpendFamily.shrunkMean.rawValue
    case .baseMean: "base-mean"
    }
  }

  /// Its parameters by name: money in major units.
  public var parameters: [String: Double] {
    switch self {
    case .gammaGamma(let model): ["p": model.p, "q": model.q, "v": model.v]
    case .shrunkMean(let model): ["mean": model.mean, "weight": model.weight]
    case .baseMean(let mean): ["mean": mean]
    }
  }

  /// The model that has a name and parameters; nil if one is missing.
  public init?(name: String, parameters: [String: Double]) {
    switch name {
    case SpendFamily.gammaGamma.rawValue:
      guard let p = parameters["p"], let q = parameters["q"], let v = parameters["v"] else {
        return nil
      }
      self = .gammaGamma(GammaGamma(p: p, q: q, v: v))
    case SpendFamily.shrunkMean.rawValue:
      guard let mean = parameters["mean"], let weight = parameters["weight"] else { return nil }
      self = .shrunkMean(ShrunkMean(mean: mean, weight: weight))
    case "base-mean":
      guard let mean = parameters["mean"] else { return nil }
      self = .baseMean(mean)
    default: return nil
    }
  }

  /// The expected value of a purchase of a customer, in major units.
  public func expectedValue(_ spends: CustomerSpends) -> Double {
    switch self {
    case .gammaGamma(let model):
      model.expectedValue(purchases: spends.repeats, spend: spends.repeatSpend)
    case .shrunkMean(let model):
      model.expectedValue(purchases: spends.purchases, spend: spends.spend)
    case .baseMean(let mean): mean
    }
  }
}
