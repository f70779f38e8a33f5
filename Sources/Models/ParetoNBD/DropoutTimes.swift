internal import Arithmetic

/// How likely customers who are alive on some day are to drop out next.
///
/// It is ln R and its derivatives, in eight lanes, with k = r + x:
///
///     R = ∫ over y from d to the end of s/(β + d) e^(−k a − (s+1) b) dy,
///     a = ln((α + y)/(α + d)),   b = ln((β + y)/(β + d)).
///
/// R is a `LomaxRace`: P(the customer drops out before the next purchase and the end). Its derivatives are
/// means over the nodes of that integral, with the integrand for weights: of a and b, of
/// i = 1/(α + d) − 1/(α + y) and j = 1/(β + d) − 1/(β + y), and of their products. All four are zero
/// on day d and small near it, so that differences of means keep their digits where customers are nearly
/// alike.
struct DropoutTimes {
  /// ln R; −∞ where the end is day d.
  let log: Lanes
  /// Its gradient by (r, α, s, β).
  let slope: InlineArray<4, Lanes>
  /// The lower triangle of its Hessian, row by row.
  let bend: InlineArray<10, Lanes>

  /// Those from some days on; `race` is that of dropout against a purchase at k.
  ///
  /// The end is given as ln((m + end)/(m + d)), m being the smaller of α and β; it may be infinite if k is
  /// at least 1.
  init(_ race: LomaxRace, _ model: ParetoNBD, k: Double, from day: Days, to end: Lanes) {
    let (s, isBetaNear) = (model.s, model.beta <= model.alpha)
    let (_, ratio) = race.scales(after: day.day)
    let reach = race.reach(ratio: ratio)
    let W = end.replacing(with: reach, where: reach .< end)
    let means = NodeMeans(p: race.p, q: race.q, ratio: ratio, end: W)
    log = Elementary.log(race.factor(ratio: ratio) * W * means.integral)
    let (a, b) = isBetaNear ? (means.far, means.near) : (means.near, means.far)
    let product = isBetaNear ? means.products.mirrored : means.products
    let (i, j) = (day.perAlpha, day.perBeta)
    let (kα, kβ) = (k * i, (s + 1) * j)
    slope = [-a.log, kα * a.share, 1 / s - b.log, kβ * b.share - j]
    bend = [
      product.aa,
      i * a.share - kα * product.aU,
      kα * (kα * product.uu - i * (2 * a.share - a.square)),
      product.ab,
      -kα * product.bU,
      product.bb - 1 / (s * s),
      -kβ * product.aV,
      kα * kβ * product.uv,
      j * b.share - kβ * product.bV,
      kβ * (kβ * product.vv - j * (2 * b.share - b.square)) + j * j,
    ]
  }
}

/// How much less likely it is to stay a customer without a purchase up to T than up to t_x.
///
/// It is the logarithm of the ratio and its derivatives, in eight lanes,
///
///     D = k ln((α + T)/(α + t_x)) + s ln((β + T)/(β + t_x)),
///
/// and the odds P(dropped out) / P(alive) at T are e^D R from t_x to T.
struct Silence {
  let log: Lanes
  /// Its gradient by (r, α, s, β).
  let slope: InlineArray<4, Lanes>
  /// What its Hessian has by (r, α), (α, α), (s, β) and (β, β); all else is zero.
  let bend: InlineArray<4, Lanes>

  @inline(__always)
  init(_ model: ParetoNBD, k: Double, from last: DropoutTimes.Days, to T: DropoutTimes.Days) {
    let time = last.day - T.day
    let (lnAlpha, lnBeta) = (T.lnAlpha - last.lnAlpha, T.lnBeta - last.lnBeta)
    let (i, j) = (time * (last.perAlpha * T.perAlpha), time * (last.perBeta * T.perBeta))
    log = k * lnAlpha + model.s * lnBeta
    slope = [lnAlpha, k * i, lnBeta, model.s * j]
    bend = [
      i, -k * i * (last.perAlpha + T.perAlpha), j, -model.s * j * (last.perBeta + T.perBeta),
    ]
  }

  /// The places of `bend` in a lower triangle.
  static let places = [1, 2, 8, 9]
}

extension DropoutTimes {
  /// Eight days, and what tables by day have of them.
  struct Days {
    let day: Lanes
    /// ln(1 + day/α), 1/(α + day), and the same of β.
    let lnAlpha: Lanes
    let perAlpha: Lanes
    let lnBeta: Lanes
    let perBeta: Lanes

    @inline(__always)
    init(_ days: SIMD8<Int32>, _ alpha: Span<SIMD2<Double>>, _ beta: Span<SIMD2<Double>>) {
      day = Lanes(days)
      (lnAlpha, perAlpha) = gatherPairs(alpha, at: days)
      (lnBeta, perBeta) = gatherPairs(beta, at: days)
    }
  }
}

/// The integral of a race, and means over its nodes.
///
/// For each of the two clocks, the near one of the smaller scale m and the far one, these are w = ln(1 +
/// u/m) and the share u/(m + u), for u from 0.
private struct NodeMeans {
  struct Clock {
    var log = Lanes()
    var share = Lanes()
    var square = Lanes()
  }

  /// Covariances: a and b are the logarithms of the first and the second clock, U and V their shares.
  struct Products {
    var aa = Lanes()
    var ab = Lanes()
    var bb = Lanes()
    var aU = Lanes()
    var aV = Lanes()
    var bU = Lanes()
    var bV = Lanes()
    var uu = Lanes()
    var uv = Lanes()
    var vv = Lanes()

    /// Those with the clocks in the other order.
    var mirrored: Products {
      Products(aa: bb, ab: ab, bb: aa, aU: bV, aV: bU, bU: aV, bV: aU, uu: vv, uv: uv, vv: uu)
    }
  }

  /// The mean of the integrand over the interval.
  var integral = Lanes()
  var near = Clock()
  var far = Clock()
  var products = Products()

  /// Few nodes do where the interval is short and the integrand falls little in it: 1e-14 again.
  private static let fewest = (end: 3.0, fall: 12.0)

  init(p: Double, q: Double, ratio: Lanes, end: Lanes) {
    let fall = p * end + q * Elementary.log(onePlus: ratio * Elementary.expMinusOne(end))
    let isShort = end.max() <= Self.fewest.end && fall.max() <= Self.fewest.fall
    let rule = isShort ? GaussLegendre.nodes16 : GaussLegendre.nodes32
    let panels = max(1, (end.max() / LomaxRace.panelWidth).rounded(.up))
    let width = end / panels
    for panel in stride(from: 0, to: panels, by: 1) {
      add(rule, from: panel * width, width: width, p: p, q: q, ratio: ratio)
    }
    let scale = 1 / integral
    integral /= panels
    near.log *= scale
    near.share *= scale
    far.log *= scale
    far.share *= scale
    products.aa = products.aa * scale - near.log * near.log
    products.ab = products.ab * scale - near.log * far.log
    products.bb = products.bb * scale - far.log * far.log
    products.aU = products.aU * scale - near.log * near.share
    products.aV = products.aV * scale - near.log * far.share
    products.bU = products.bU * scale - far.log * near.share
    products.bV = products.bV * scale - far.log * far.share
    near.square = products.uu * scale
    far.square = products.vv * scale
    products.uu = near.square - near.share * near.share
    products.uv = products.uv * scale - near.share * far.share
    products.vv = far.square - far.share * far.share
  }

  /// Adds the nodes of a panel.
  @inline(never)
  private mutating func add(
    _ rule: GaussLegendre, from start: Lanes, width: Lanes, p: Double, q: Double, ratio: Lanes
  ) {
    var sums = self
    let (nodes, weights) = (rule.nodes.span, rule.weights.span)
    for index in nodes.indices {
      let w = start + nodes[index] * width
      let growth = Elementary.expMinusOne(w)
      let farGrowth = ratio * growth
      let l = Elementary.log(onePlus: farGrowth)
      let f = weights[index] * Elementary.exp(-(p * w + q * l))
      let inverse = 1 / ((1 + growth) * (1 + farGrowth))
      let u = growth * ((1 + farGrowth) * inverse)
      let v = farGrowth * ((1 + growth) * inverse)
      let (fw, fl, fu) = (f * w, f * l, f * u)
      let fv = f * v
      sums.integral += f
      sums.near.log += fw
      sums.far.log += fl
      sums.near.share += fu
      sums.far.share += fv
      sums.products.aa.addProduct(fw, w)
      sums.products.ab.addProduct(fw, l)
      sums.products.bb.addProduct(fl, l)
      sums.products.aU.addProduct(fw, u)
      sums.products.aV.addProduct(fw, v)
      sums.products.bU.addProduct(fl, u)
      sums.products.bV.addProduct(fl, v)
      sums.products.uu.addProduct(fu, u)
      sums.products.uv.addProduct(fu, v)
      sums.products.vv.addProduct(fv, v)
    }
    self = sums
  }
}
