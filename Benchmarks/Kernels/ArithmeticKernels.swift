import Arithmetic
import Foundation

/// A sum to nine digits: enough to tell a wrong result from another order of adding.
private func digits(_ sum: Double) -> String { String(format: "%.9e", sum) }

/// What a function of eight lanes comes to over all numbers; their count is a multiple of eight.
private func sum(_ numbers: [Double], _ function: (Lanes) -> Lanes) -> String {
  let span = numbers.span
  var total = Lanes(repeating: 0)
  var index = 0
  while index < span.count {
    total += function(Lanes(loading: span, at: index))
    index += 8
  }
  return digits(total.treeSum)
}

/// Arguments of the expectation integral, as customers at one horizon bring them along.
private struct Arguments {
  let A: [Double]
  let B: [Double]
  let tau: [Double]
  static let a = 0.9

  init(_ count: Int) {
    A = (0..<count).map { 1.5 + Double($0 / 64) }
    B = A.map { $0 + 6.8 }
    tau = (0..<count).map { 365 / (34.7 + 17 * Double($0 % 64)) }
  }
}

func arithmeticKernels() {
  let numbers = { Samples.numbers(4_096) { Double.random(in: 0.001...30, using: &$0) } }
  kernel("Elementary.log, 4,096 numbers", input: numbers) {
    digits($0.reduce(0) { $0 + Foundation.log($1) })
  } work: {
    sum($0) { Elementary.log($0) }
  }
  kernel("Elementary.log(onePlus:), 4,096 numbers", input: numbers) {
    digits($0.reduce(0) { $0 + Foundation.log1p($1) })
  } work: {
    sum($0) { Elementary.log(onePlus: $0) }
  }
  kernel("Elementary.exp, 4,096 numbers", input: numbers) {
    digits($0.reduce(0) { $0 + Foundation.exp(-$1) })
  } work: {
    sum($0) { Elementary.exp(-$0) }
  }
  kernel("ExpectationIntegral.evaluate, 4,096 pairs of x and T", input: { Arguments(4_096) }) {
    zip(zip($0.A, $0.B), $0.tau).map {
      ExpectationIntegral.value(A: $0.0, a: Arguments.a, B: $0.1, tau: $1)
    }
  } work: { arguments in
    var result = [Double](repeating: 0, count: arguments.A.count)
    var span = result.mutableSpan
    ExpectationIntegral.evaluate(
      A: arguments.A.span, B: arguments.B.span, tau: arguments.tau.span, a: Arguments.a, into: &span
    )
    return result
  }
}
