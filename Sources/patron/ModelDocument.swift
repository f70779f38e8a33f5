import Models

/// A purchase model as manifests and model files have it.
struct ModelDocument: Codable {
  /// What stood in for the model that was asked for.
  struct Fallback: Codable, Equatable {
    var kind: FitFallback.Kind
    var reason: String
  }

  /// How the estimates of some parameters vary together.
  struct Covariance: Codable, Equatable {
    /// Their names, in the order of rows and columns.
    var parameters: [String]
    var matrix: [[Double]]
  }

  /// The file that a model was read from.
  struct File: Codable, Equatable {
    var path: String?
    var sha256: String
  }

  var requested: String
  var name: String
  var unit = "day"
  var parameters: [String: Double]
  var parameters_per_week: [String: Double]
  /// Of the parameters that the orders decide.
  var standard_errors: [String: Double]
  @OrNull var covariance: Covariance?
  /// The parameters that lie at the limit of what is tried.
  var at_limit: [String]
  var log_likelihood: Double
  var log_likelihood_per_week: Double
  @Whole var observations: Int
  @Whole var repeats: Int
  var converged: Bool
  @OrNull var gradient_norm: Double?
  var hessian_eigenvalues: [Double]
  @Whole var evaluations: Int
  @OrNull var fallback: Fallback?
  /// Only customers whose first order lies on this day or after it were fitted to; nil if all were.
  var history_from: String?
  /// The file, if the model was not fitted to the base at hand.
  var file: File?

  /// The document of a fit.
  init(_ fit: PurchaseFit) {
    let names = fit.model.family.parameterNames
    let maximum = fit.maximum
    func named(_ values: [Double]) -> [String: Double] {
      Dictionary(uniqueKeysWithValues: zip(names, values))
    }
    requested = fit.requested.rawValue
    name = fit.model.family.rawValue
    parameters = named(fit.model.parameters)
    parameters_per_week = named(
      zip(fit.model.parameters, fit.model.family.isTime).map { $1 ? $0 / 7 : $0 })
    let free = maximum.free.map { names[$0] }
    standard_errors = Dictionary(
      uniqueKeysWithValues: zip(free, maximum.freeStandardErrors ?? []))
    covariance = maximum.covariance.map { matrix in
      Covariance(
        parameters: free,
        matrix: free.indices.map { row in free.indices.map { matrix[row, $0] } })
    }
    at_limit = zip(names, maximum.atLimit).filter(\.1).map(\.0)
    log_likelihood = maximum.logLikelihood
    log_likelihood_per_week = fit.logLikelihoodPerWeek
    observations = fit.observations
    repeats = fit.repeats
    converged = maximum.converged
    gradient_norm = maximum.gradientNorm.isFinite ? maximum.gradientNorm : nil
    hessian_eigenvalues = maximum.hessianEigenvalues.filter(\.isFinite)
    evaluations = maximum.evaluations
    fallback = fit.fallback.map { Fallback(kind: $0.kind, reason: $0.reason) }
  }

  /// What a person has to know of how the model came about: nothing where it was fitted as asked for.
  var warnings: [String] {
    var warnings: [String] = []
    if let fallback {
      // It may come from a file.
      let reason = Figures.printable(fallback.reason)
      let what =
        switch fallback.kind {
        case .boundary: "\(name) is fitted at a limit: \(reason)"
        case .simplerModel: reason
        case .penalised: "\(name) is a penalised fit, near what shops usually have: \(reason)"
        }
      warnings.append(what + "; take P(alive) with care")
    }
    if !converged {
      warnings.append("the model's fit did not converge; take the predictions with care")
    }
    return warnings
  }

  /// The state of the fit in a few words.
  var state: String {
    var parts = [converged ? "converged" : "not converged"]
    if let fallback { parts.append(fallback.kind.rawValue) }
    if file != nil { parts.append("from a file") }
    return parts.joined(separator: ", ")
  }
}
