// ln Gamma and its first two derivatives for positive arguments.
//
// Goals, in this order: the same bits on every CPU; relative error below 1e-14, absolute where the
// function crosses zero; speed, where a caller needs many values, through the tables.
//
//   [10, inf)   Stirling's series, ten terms
//   [1, 2]      ln Gamma(x) = (x - 1)(x - 2) Q(x), so that the zeros at 1 and 2 are exact
//   elsewhere   the recurrence Gamma(x + 1) = x Gamma(x)
//
// Series: Abramowitz and Stegun 6.1.41, 6.3.18, 6.4.12.

/// Where the asymptotic series begin: term 11 is below 1e-19 there.
let asymptoticStart = 10.0

/// ln Gamma(x) for x > 0.
///
/// Relative error below 2e-15; relative also close to the zeros at 1 and 2. Checked from 1e-10 to
/// 1e12. **Edge cases**: 0 and inf give inf; negative x and NaN give NaN.
public func logGamma(_ x: Double) -> Double {
  guard x > 0 else { return x == 0 ? .infinity : .nan }
  if x == .infinity { return x }
  if x >= asymptoticStart {
    let halfLogTwoPi = 0.9189385332046728
    return (x - 0.5) * Elementary.log(x) - x + (halfLogTwoPi + stirlingSeries(x))
  }
  if x < 1 { return x * (x - 1) * logGammaQuotient(2 * x - 1) - Elementary.log(x) }
  var rest = x
  var product = 1.0
  while rest > 2 {
    rest -= 1
    product *= rest
  }
  let core = (rest - 1) * (rest - 2) * logGammaQuotient(2 * rest - 3)
  return product == 1 ? core : core + Elementary.log(product)
}

/// ln Gamma(x + y) - ln Gamma(x) for x > 0, y >= 0, without the two large values.
///
/// Relative error below 1e-14 where the difference does not cross zero, else absolute. For large x it
/// is the difference of Stirling's series, whose powers are subtracted in closed form.
/// **Edge cases**: y = 0 gives 0; x <= 0, y < 0 and NaN give NaN.
public func logGammaDifference(_ x: Double, plus y: Double) -> Double {
  guard x > 0, y >= 0 else { return .nan }
  // The product of (1 + y / (x + i)), less one.
  var excess = 0.0
  var base = x
  while base < asymptoticStart {
    let ratio = y / base
    excess = (excess + ratio) + excess * ratio
    base += 1
  }
  let sum = base + y
  let u = 1 / sum
  let v = 1 / base
  // u^(2k-1) - v^(2k-1) = (u - v)(u^(2k-2) + u^(2k-3) v + ... + v^(2k-2)), u - v = -y u v
  var powers = 0.0
  var complete = 1.0
  var power = 1.0
  for coefficient in stirlingCoefficients {
    powers += coefficient * complete
    power *= u
    complete = complete * v + power
    power *= u
    complete = complete * v + power
  }
  let leading =
    (base - 0.5) * Elementary.log(onePlus: y / base) + y * (Elementary.log(sum) - 1)
    - (y * u * v) * powers
  return excess == 0 ? leading : leading - Elementary.log(onePlus: excess)
}

/// The digamma function: the derivative of ln Gamma at x > 0.
///
/// Relative error below 1e-14, absolute 4e-15 near its zero at 1.46. **Edge cases**: 0 gives -inf,
/// inf gives inf, negative x and NaN give NaN.
public func digamma(_ x: Double) -> Double {
  guard x > 0 else { return x == 0 ? -.infinity : .nan }
  if x == .infinity { return x }
  var shift = 0.0
  var base = x
  while base < asymptoticStart {
    shift += 1 / base
    base += 1
  }
  let inverse = 1 / base
  let series = horner(digammaCoefficients, inverse * inverse)
  return (Elementary.log(base) - (0.5 * inverse + inverse * inverse * series)) - shift
}

/// The trigamma function: the second derivative of ln Gamma at x > 0.
///
/// Relative error below 2e-15. **Edge cases**: 0 gives inf, inf gives 0, negative x and NaN give NaN.
public func trigamma(_ x: Double) -> Double {
  guard x > 0 else { return x == 0 ? .infinity : .nan }
  var shift = 0.0
  var base = x
  while base < asymptoticStart {
    shift += 1 / (base * base)
    base += 1
  }
  let inverse = 1 / base
  let square = inverse * inverse
  let series = inverse * square * horner(trigammaCoefficients, square)
  return shift + (inverse + (0.5 * square + series))
}

/// ln Gamma(x) - ((x - 1/2) ln x - x + ln(2 pi) / 2) for x >= 10.
private func stirlingSeries(_ x: Double) -> Double {
  let inverse = 1 / x
  return inverse * horner(stirlingCoefficients, inverse * inverse)
}

/// ln Gamma(x) / ((x - 1)(x - 2)) at x = (t + 3) / 2, -1 <= t <= 1.
private func logGammaQuotient(_ t: Double) -> Double { horner(quotientCoefficients, t) }

/// The polynomial with the given coefficients, lowest power first.
private func horner(_ coefficients: [Double], _ x: Double) -> Double {
  var sum = 0.0
  for coefficient in coefficients.reversed() { sum = coefficient.addingProduct(sum, x) }
  return sum
}

/// B_2k / (2k (2k - 1)), k = 1, 2, ...
private let stirlingCoefficients = [
  0.08333333333333333, -0.002777777777777778, 0.0007936507936507937,
  -0.0005952380952380953, 0.0008417508417508417, -0.0019175269175269176,
  0.00641025641025641, -0.029550653594771242, 0.17964437236883057,
  -1.3924322169059011,
]

/// B_2k / 2k, k = 1, 2, ...
private let digammaCoefficients = [
  0.08333333333333333, -0.008333333333333333, 0.003968253968253968,
  -0.004166666666666667, 0.007575757575757576, -0.021092796092796094,
  0.08333333333333333, -0.4432598039215686, 3.0539543302701198,
  -26.456212121212122,
]

/// B_2k, k = 1, 2, ...
private let trigammaCoefficients = [
  0.16666666666666666, -0.03333333333333333, 0.023809523809523808,
  -0.03333333333333333, 0.07575757575757576, -0.2531135531135531,
  1.1666666666666667, -7.092156862745098, 54.971177944862156,
  -529.1242424242424,
]

private let quotientCoefficients = [
  0.4831289505409809, -0.07297994795715304, 0.01572785026864124,
  -0.003913560937626377, 0.00104981866444897, -0.0002945507015146143,
  8.510090382501114e-05, -2.5094328729337463e-05, 7.511391135508744e-06,
  -2.274247007665434e-06, 6.948461670338335e-07, -2.1386487330773735e-07,
  6.622900445314835e-08, -2.0616739835613578e-08, 6.44852415578375e-09,
  -2.0242977543119116e-09, 6.347242958511528e-10, -2.0053209362875985e-10,
  6.658783632912748e-11, -2.115980517431393e-11, 4.7104952913992804e-12,
  -1.4980798127914213e-12, 1.2501115664892499e-12, -4.009497966372805e-13,
]
