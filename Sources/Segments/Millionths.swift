internal import Arithmetic
internal import Columns

// Reals are kept at the six decimals that text formats write, so that every format holds the same number,
// and the sums and differences of what is written come out even.

/// `values` in millionths, rounded half to even.
@inline(__always)
private func millionths(_ values: Lanes) -> Lanes { (values * 1e6).rounded(.toNearestOrEven) }

/// `values` at six decimals.
@inline(__always)
func rounded(_ values: Lanes) -> Lanes { millionths(values) / 1e6 }

/// Writes `values` at six decimals into `results` from `start` on.
func round(_ values: [Double], into results: inout [Double], at start: Int) {
  let values = values.span
  var results = results.mutableSpan
  for index in stride(from: 0, to: values.count, by: 8) {
    rounded(SIMD8(loading: values, at: index, padding: 0)).store(into: &results, at: start + index)
  }
}

/// Writes 1 − each of `values`, which have six decimals, into `results`.
func complement(_ values: [Double], into results: inout [Double]) {
  let values = values.span
  var results = results.mutableSpan
  for index in stride(from: 0, to: values.count, by: 8) {
    rounded(1 - SIMD8(loading: values, at: index, padding: 0)).store(into: &results, at: index)
  }
}

/// The sum of `values`, each in millionths.
func sumOfMillionths(_ values: [Double]) -> Int {
  let values = values.span
  var sum = SIMD8<Int64>()
  for index in stride(from: 0, to: values.count, by: 8) {
    sum &+= SIMD8<Int64>(nearest: SIMD8(loading: values, at: index, padding: 0) * 1e6)
  }
  return Int(sum.wrappedSum())
}
