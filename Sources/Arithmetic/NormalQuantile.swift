// With q = p - 1/2 and r = sqrt(-ln min(p, 1 - p)):
//
//   |q| <= 0.425   q A(t) / B(t),       t = 0.425^2 - q^2
//   r <= 5         ± C(t) / D(t),       t = r - 1.6
//   else           ± E(t) / F(t),       t = r - 5
//
// All are polynomials of degree 7, and B, D and F begin with 1.

/// The number that a standard normal number is below with probability p.
///
/// Algorithm AS 241 (PPND16) of Wichura, Applied Statistics 37 (1988). Relative error below 2e-15, and p
/// close to 1 counts as it stands. **Edge cases**: p = 0 and p = 1 give infinities of either sign, or NaN;
/// p outside of [0, 1] gives NaN.
public func normalQuantile(_ p: Lanes) -> Lanes {
  let q = p - 0.5
  let near = Lanes(repeating: 0.180625).addingProduct(-q, q)
  let central = q * horner(centralNumerator, near) / horner(centralDenominator, near)
  let isTail = q.absolute .> 0.425
  if !anyLane(isTail) { return central }

  let isLow = q .< 0
  let r = (-Elementary.log((1 - p).replacing(with: p, where: isLow))).squareRoot()
  let middle = r - 1.6
  var size = horner(middleNumerator, middle) / horner(middleDenominator, middle)
  let isFar = r .> 5
  if anyLane(isFar) {
    let far = r - 5
    size.replace(with: horner(farNumerator, far) / horner(farDenominator, far), where: isFar)
  }
  let tail = size.replacing(with: -size, where: isLow)
  return central.replacing(with: tail, where: isTail)
}

/// The polynomial of degree 7 with the given coefficients, lowest power first.
@inline(__always)
private func horner(_ coefficients: InlineArray<8, Double>, _ x: Lanes) -> Lanes {
  var sum = Lanes(repeating: coefficients[7])
  for power in stride(from: 6, through: 0, by: -1) {
    sum = Lanes(repeating: coefficients[power]).addingProduct(sum, x)
  }
  return sum
}

private let centralNumerator: InlineArray<8, Double> = [
  3.387132872796366608, 133.14166789178437745, 1971.5909503065514427, 13731.693765509461125,
  45921.953931549871457, 67265.770927008700853, 33430.575583588128105, 2509.0809287301226727,
]

private let centralDenominator: InlineArray<8, Double> = [
  1, 42.313330701600911252, 687.1870074920579083, 5394.1960214247511077,
  21213.794301586595867, 39307.89580009271061, 28729.085735721942674, 5226.495278852854561,
]

private let middleNumerator: InlineArray<8, Double> = [
  1.42343711074968357734, 4.6303378461565452959, 5.7694972214606914055, 3.64784832476320460504,
  1.27045825245236838258, 0.24178072517745061177, 0.0227238449892691845833,
  7.7454501427834140764e-4,
]

private let middleDenominator: InlineArray<8, Double> = [
  1, 2.05319162663775882187, 1.6763848301838038494, 0.68976733498510000455,
  0.14810397642748007459, 0.0151986665636164571966, 5.475938084995344946e-4,
  1.05075007164441684324e-9,
]

private let farNumerator: InlineArray<8, Double> = [
  6.6579046435011037772, 5.4637849111641143699, 1.7848265399172913358, 0.29656057182850489123,
  0.026532189526576123093, 0.0012426609473880784386, 2.71155556874348757815e-5,
  2.01033439929228813265e-7,
]

private let farDenominator: InlineArray<8, Double> = [
  1, 0.59983220655588793769, 0.13692988092273580531, 0.0148753612908506148525,
  7.868691311456132591e-4, 1.8463183175100546818e-5, 1.4215117583164458887e-7,
  2.04426310338993978564e-15,
]
