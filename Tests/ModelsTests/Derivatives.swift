@testable import Models

/// Gradient and Hessian of a likelihood by central differences, Richardson-extrapolated twice.
///
/// With h = θ/25 the error is about 1e-9 of the sizes involved: terms in h⁶ on one side, the rounding
/// of the values divided by h/4 on the other.
struct Differences {
  /// Differences of values.
  var gradient: [Double] = []
  /// Differences of gradients.
  var hessian: [[Double]] = []

  init(at parameters: [Double], _ evaluate: ([Double]) throws -> Evaluation) rethrows {
    for index in parameters.indices {
      func difference(_ h: Double) throws -> (value: Double, gradient: [Double]) {
        var (up, down) = (parameters, parameters)
        up[index] += h
        down[index] -= h
        let (above, below) = (try evaluate(up), try evaluate(down))
        let width = up[index] - down[index]
        return (
          (above.value - below.value) / width,
          zip(above.gradient, below.gradient).map { ($0 - $1) / width }
        )
      }
      let h = parameters[index] / 25
      let steps = [try difference(h), try difference(h / 2), try difference(h / 4)]
      func extrapolated(_ f: ((value: Double, gradient: [Double])) -> Double) -> Double {
        let (one, two, three) = (f(steps[0]), f(steps[1]), f(steps[2]))
        let (first, second) = ((4 * two - one) / 3, (4 * three - two) / 3)
        return (16 * second - first) / 15
      }
      gradient.append(extrapolated { $0.value })
      hessian.append(parameters.indices.map { row in extrapolated { $0.gradient[row] } })
    }
  }

  /// The largest difference to what is claimed, by relative changes of the parameters.
  ///
  /// In units of |value| + the sum of the magnitudes in question: the scale on which both round.
  func worstError(_ claimed: Evaluation, at parameters: [Double]) -> Double {
    var worst = 0.0
    let slopes = zip(claimed.gradient, parameters).map { abs($0 * $1) }
    let scale = abs(claimed.value) + slopes.reduce(0, +)
    for row in parameters.indices {
      worst = max(worst, abs(gradient[row] - claimed.gradient[row]) * parameters[row] / scale)
      for column in parameters.indices {
        let error = abs(hessian[column][row] - claimed.hessian[row, column])
        worst = max(worst, error * parameters[row] * parameters[column] / scale)
      }
    }
    return worst
  }
}

/// The largest relative error of an evaluation against value, gradient and lower triangle of the
/// Hessian, as models.tsv has them; an entry that cancels is measured by the largest of its kind.
func worstError(_ found: Evaluation, _ expected: some Collection<Double>, at place: [Double])
  -> Double
{
  let expected = Array(expected)
  let n = place.count
  var worst = abs(found.value / expected[0] - 1)
  let steepest = (0..<n).map { abs(expected[1 + $0] * place[$0]) }.max() ?? 0
  var next = n + 1
  var errors: [Double] = []
  var sizes: [Double] = []
  for row in 0..<n {
    worst = max(worst, abs(found.gradient[row] - expected[1 + row]) * place[row] / steepest)
    for column in 0...row {
      let scale = place[row] * place[column]
      errors.append(abs(found.hessian[row, column] - expected[next]) * scale)
      sizes.append(abs(expected[next]) * scale)
      next += 1
    }
  }
  return max(worst, (errors.max() ?? 0) / (sizes.max() ?? 1))
}
