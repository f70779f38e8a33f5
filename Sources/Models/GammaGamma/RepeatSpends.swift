internal import Arithmetic
internal import Columns
public import Histories

/// What the repeat buyers of a base spent: the data of the Gamma-Gamma model, in order of customers.
public struct RepeatSpends: Sendable {
  /// Repeat purchase days on which something was spent, at least 1.
  let x: [Double]
  /// What was spent on them, in major units.
  let spend: [Double]
  /// The number of customers by x.
  let byX: [Int]
  /// The sum of ln(spend / x).
  let lnMean: Double
  /// The correlation of x and mean spend, which the model takes to be zero; 0 if either is constant.
  public let correlation: Double

  /// The number of customers.
  public var count: Int { x.count }

  /// Takes the repeat spends of histories; `scale` is the currency's.
  public init(_ histories: Histories, scale: Int) {
    let unit = minorUnits(perMajorAt: scale)
    self.init(
      zip(histories.repeatSpendDays, histories.repeatSpend).lazy.filter { $0.0 > 0 }
        .map { (Int($0), Double($1) / unit) })
  }

  /// Takes given pairs of purchases, at least 1, and their sum, positive.
  init(_ pairs: some Sequence<(purchases: Int, spend: Double)>) {
    var x: [Double] = []
    var spend: [Double] = []
    var byX: [Int] = []
    var lnMean = CompensatedSum()
    var means = CompensatedSum()
    for pair in pairs {
      x.append(Double(pair.purchases))
      spend.append(pair.spend)
      if pair.purchases >= byX.count {
        byX += Array(repeating: 0, count: pair.purchases + 1 - byX.count)
      }
      byX[pair.purchases] += 1
      lnMean.add(Elementary.log(pair.spend / Double(pair.purchases)))
      means.add(pair.spend / Double(pair.purchases))
    }
    let n = Double(max(x.count, 1))
    let meanX = x.reduce(0, +) / n
    let meanSpend = means.value / n
    var covariance = CompensatedSum()
    var varianceX = CompensatedSum()
    var varianceSpend = CompensatedSum()
    for (x, spend) in zip(x, spend) {
      let (dx, dm) = (x - meanX, spend / x - meanSpend)
      covariance.add(dx * dm)
      varianceX.add(dx * dx)
      varianceSpend.add(dm * dm)
    }
    let product = varianceX.value * varianceSpend.value
    correlation = product > 0 ? covariance.value / product.squareRoot() : 0
    self.x = x
    self.spend = spend
    self.byX = byX
    self.lnMean = lnMean.value
  }
}
