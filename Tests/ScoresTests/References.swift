import Models
import TestSupport

/// A line of fixtures/reference/models.tsv, which make_models.py there wrote and describes.
struct Reference {
  let model: BetaGeometric
  /// What follows the model's parameters.
  let numbers: [Double]

  /// The lines of a name; those that begin with a family only.
  static func named(_ name: String) -> [Reference] {
    let text = Fixtures.text("reference/models.tsv")
    return text.split(separator: "\n").compactMap { line in
      let columns = line.split(separator: "\t").map(String.init)
      guard columns[0] == name, let family = BetaGeometric.Family(rawValue: columns[1]) else {
        return nil
      }
      let numbers = columns.dropFirst(2).compactMap { Double($0) }
      return Reference(
        model: BetaGeometric(
          family, r: numbers[0], alpha: numbers[1], a: numbers[2], b: numbers[3]),
        numbers: Array(numbers.dropFirst(4)))
    }
  }
}

/// |found / expected − 1|, or |found| where 0 is expected.
func relativeError(_ found: Double, _ expected: Double) -> Double {
  expected == 0 ? abs(found) : abs(found / expected - 1)
}
