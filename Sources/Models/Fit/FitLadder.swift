/// A log-likelihood with all that it takes to climb it.
struct FitProblem {
  /// Where climbs begin; none where there are no repeat purchases to begin from.
  let starts: [[Double]]
  /// What is tried of each parameter.
  let limits: [ParameterLimits]
  /// What holds the fit where the orders leave it open.
  let penalty: Penalty
  /// The likelihood of a part of the customers, to begin with.
  let sample: (([Double]) throws -> Evaluation)?
  /// The likelihood of all.
  let evaluate: ([Double]) throws -> Evaluation
}

/// A fit that always has an answer.
///
///     is there enough to fit a model to?  ── no ──────────────────────────┐
///     yes: climb the likelihood                                           │
///       ├─ it has a top inside the limits ───────► the answer             │
///       ├─ at the limit of a proper sub-model ───► that one: "boundary"   │
///       └─ neither: the simpler family likewise ─► "simpler-model"        │
///            └─ nor that one ────────────────────► climb with a penalty: "penalised"
enum FitLadder {
  /// What the ladder has come to.
  struct Answer {
    let family: ModelFamily
    let maximum: Maximum
    let fallback: FitFallback?
  }

  /// The answer for a family.
  ///
  /// - Parameters:
  ///   - family: the one that is asked for.
  ///   - shortfall: why the orders are too few to climb without a penalty, if they are.
  ///   - problem: the likelihood of a family.
  /// - Returns: a model that has converged, unless no climb with a penalty does.
  /// - Throws: what the likelihoods throw.
  static func answer(
    _ family: ModelFamily, shortfall: String?, problem: (ModelFamily) -> FitProblem
  ) throws -> Answer {
    if let shortfall { return try penalised(family, problem(family), shortfall) }
    var failures: [String] = []
    for candidate in [family] + family.simpler {
      let problem = problem(candidate)
      var maximum = try Maximizer.maximize(
        from: problem.starts, limits: problem.limits, sample: problem.sample, problem.evaluate)
      guard maximum.converged else {
        failures.append("the \(candidate.rawValue) fit did not converge")
        continue
      }
      let simpler =
        candidate == family
        ? nil
        : FitFallback(
          kind: .simplerModel,
          reason: "\(failures.joined(separator: ", ")); \(candidate.rawValue) stands in")
      guard maximum.atLimit.contains(true) else {
        return Answer(family: candidate, maximum: maximum, fallback: simpler)
      }
      guard let boundary = Boundary(candidate, maximum) else {
        failures.append("the \(candidate.rawValue) fit runs off to parameters that are no model")
        continue
      }
      maximum.free.removeAll { boundary.open.contains($0) }
      return Answer(
        family: candidate, maximum: maximum,
        fallback: FitFallback(
          kind: simpler?.kind ?? .boundary,
          reason: (simpler.map { $0.reason + ", and there " } ?? "") + boundary.reason))
    }
    return try penalised(family, problem(family), failures.joined(separator: ", "))
  }

  /// The top of likelihood and penalty.
  private static func penalised(
    _ family: ModelFamily, _ problem: FitProblem, _ reason: String
  ) throws -> Answer {
    let penalty = problem.penalty
    var maximum = try Maximizer.maximize(
      from: [penalty.centre] + problem.starts, limits: problem.limits
    ) { parameters in
      penalty.added(to: try problem.evaluate(parameters), at: parameters)
    }
    maximum.logLikelihood -= penalty.value(at: maximum.parameters)
    return Answer(
      family: family, maximum: maximum, fallback: FitFallback(kind: .penalised, reason: reason))
  }
}

/// What stands in for the fit that was asked for, and why.
public struct FitFallback: Sendable, Equatable {
  /// What stands in.
  public enum Kind: String, Sendable, Codable {
    /// A sub-model at the limit of the parameters, where the likelihood is largest.
    case boundary
    /// A family with an easier likelihood.
    case simplerModel = "simpler-model"
    /// The top of the likelihood and a weak penalty.
    case penalised
  }

  /// What stands in.
  public let kind: Kind
  /// Why, in words.
  public let reason: String

  /// A fallback with its reason.
  public init(kind: Kind, reason: String) {
    self.kind = kind
    self.reason = reason
  }
}

extension ModelFamily {
  /// The families that stand in for this one, best first.
  var simpler: [ModelFamily] { self == .mbg ? [] : [.mbg] }
}
