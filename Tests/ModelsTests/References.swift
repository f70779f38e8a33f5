import TestSupport

@testable import Models

/// A line of fixtures/reference/models.tsv, which make_models.py there wrote and describes.
struct Reference {
  /// Empty where the line is about no family.
  let family: String
  let numbers: [Double]

  /// The model of the line, whose parameters come first.
  var model: BetaGeometric {
    BetaGeometric(
      BetaGeometric.Family(rawValue: family) ?? .bg, r: numbers[0], alpha: numbers[1],
      a: numbers[2], b: numbers[3])
  }

  /// The lines of a name.
  static func named(_ name: String) -> [Reference] { all[name] ?? [] }

  private static let all: [String: [Reference]] = {
    let text = Fixtures.text("reference/models.tsv")
    var all: [String: [Reference]] = [:]
    for line in text.split(separator: "\n") where !line.hasPrefix("#") {
      let columns = line.split(separator: "\t").dropFirst()
      let family = columns.first.flatMap { Double(String($0)) == nil ? String($0) : nil } ?? ""
      let numbers = columns.dropFirst(family.isEmpty ? 0 : 1).compactMap { Double(String($0)) }
      all[String(line.prefix { $0 != "\t" }), default: []].append(
        Reference(family: family, numbers: numbers))
    }
    return all
  }()
}

/// |found / expected − 1|, or |found| where 0 is expected.
func relativeError(_ found: Double, _ expected: Double) -> Double {
  expected == 0 ? abs(found) : abs(found / expected - 1)
}

/// The largest of many errors, and where it occurred.
struct Worst: CustomStringConvertible {
  private(set) var error = 0.0
  private(set) var place: [Double] = []
  private(set) var count = 0

  mutating func see(_ error: Double, at place: [Double]) {
    count += 1
    // NaN is the worst error of all.
    if !(error <= self.error) {
      (self.error, self.place) = (error.isNaN ? .infinity : error, place)
    }
  }

  var description: String { "\(error) at \(place), of \(count)" }
}
