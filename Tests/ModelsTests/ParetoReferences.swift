import TestSupport

@testable import Models

/// A line of fixtures/reference/pareto.tsv, which make_pareto.py there wrote and describes.
struct ParetoReference {
  let numbers: [Double]

  /// The model of the line, whose parameters come first.
  var model: ParetoNBD {
    ParetoNBD(r: numbers[0], alpha: numbers[1], s: numbers[2], beta: numbers[3])
  }

  /// The lines of a name.
  static func named(_ name: String) -> [ParetoReference] { all[name] ?? [] }

  private static let all: [String: [ParetoReference]] = {
    var all: [String: [ParetoReference]] = [:]
    for line in Fixtures.text("reference/pareto.tsv").split(separator: "\n")
    where !line.hasPrefix("#") {
      let columns = line.split(separator: "\t")
      all[String(columns[0]), default: []].append(
        ParetoReference(numbers: columns.dropFirst().compactMap { Double(String($0)) }))
    }
    return all
  }()
}
