import TestSupport

/// A value to 32 digits with the arguments that lead to it: a line of arithmetic.tsv.
struct Reference {
  let arguments: [Double]
  /// The value is high + low.
  let high: Double
  let low: Double

  /// The error of `result` in units of the last place of the reference.
  func ulps(_ result: Double) -> Double { abs((result - high) - low) / high.ulp }

  /// The error of `result` in relation to the reference.
  func relativeError(_ result: Double) -> Double { absoluteError(result) / abs(high) }

  /// The error of `result`.
  func absoluteError(_ result: Double) -> Double { abs((result - high) - low) }

  /// The references of the given name, written by fixtures/reference/make_arithmetic.py.
  static func named(_ name: String) -> [Reference] { all[name] ?? [] }

  private static let all: [String: [Reference]] = {
    var all: [String: [Reference]] = [:]
    for line in Fixtures.text("reference/arithmetic.tsv").split(separator: "\n")
    where !line.hasPrefix("#") {
      let columns = line.split(separator: "\t")
      let numbers = columns.dropFirst().compactMap { Double(String($0)) }
      guard numbers.count == columns.count - 1, numbers.count > 2 else { return [:] }
      all[String(columns[0]), default: []].append(
        Reference(
          arguments: Array(numbers.dropLast(2)), high: numbers[numbers.count - 2],
          low: numbers[numbers.count - 1]))
    }
    return all
  }()
}

/// The largest error over the references of a name, with the arguments where it occurs.
struct Worst: CustomStringConvertible {
  var error = 0.0
  var arguments: [Double] = []
  var count = 0

  init(_ name: String, _ error: (Reference) -> Double) {
    for reference in Reference.named(name) {
      count += 1
      let next = error(reference)
      if next > self.error || next.isNaN {
        (self.error, arguments) = (next.isNaN ? .infinity : next, reference.arguments)
      }
    }
  }

  var description: String { "\(error) at \(arguments), of \(count)" }
}

/// Equal bits, or both NaN.
func same(_ a: Double, _ b: Double) -> Bool { a.bitPattern == b.bitPattern || (a != a && b != b) }
