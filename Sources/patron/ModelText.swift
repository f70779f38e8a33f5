import Models

/// The models of a run as a person reads them, a line for each.
struct ModelText {
  let model: ModelDocument
  let spend: Manifest.SpendModel?

  /// The lines, without line ends.
  var lines: [String] {
    var lines = [
      "Model \(model.name), \(model.state): "
        + Self.parameters(names, model.parameters, model.standard_errors) + " (days); "
        + "log-likelihood \(Figures.number(model.log_likelihood, decimals: 3))"
    ]
    if let spend {
      let likelihood = spend.log_likelihood.map {
        "; log-likelihood \(Figures.number($0, decimals: 3))"
      }
      lines.append(
        "Spend \(spend.name) on \(Figures.count(spend.observations)) repeat buyers: "
          + Self.parameters(
            Self.spendNames, spend.parameters, spend.standard_errors)
          + (likelihood ?? ""))
    }
    return lines
  }

  private static let spendNames = ["p", "q", "v", "mean", "weight"]

  private var names: [String] { ModelFamily(rawValue: model.name)?.parameterNames ?? [] }

  /// Every parameter with its estimate and, where there is one, its standard error.
  var parameters: [[String]] {
    func rows(
      _ model: String, _ names: [String], _ values: [String: Double], _ errors: [String: Double]
    ) -> [[String]] {
      names.compactMap { name in
        values[name].map { value in
          [
            "\(model), \(name)", Figures.number(value, decimals: 4),
            errors[name].map { Figures.number($0, decimals: 4) } ?? "",
          ]
        }
      }
    }
    let orders = rows(model.name, names, model.parameters, model.standard_errors)
    guard let spend else { return orders }
    return orders + rows(spend.name, Self.spendNames, spend.parameters, spend.standard_errors)
  }

  /// r 0.5248 ± 0.0833, …; without a standard error where there is none.
  private static func parameters(
    _ names: [String], _ values: [String: Double], _ errors: [String: Double]
  ) -> String {
    names.compactMap { name in
      values[name].map { value in
        let error = errors[name].map { " ± \(Figures.number($0, decimals: 4))" } ?? ""
        return "\(name) \(Figures.number(value, decimals: 4))\(error)"
      }
    }.joined(separator: ", ")
  }
}
