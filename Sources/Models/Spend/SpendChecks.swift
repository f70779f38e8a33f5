internal import Arithmetic
public import Columns
public import Histories

// What models of spends take for granted is measured:
//
//   that they have nothing to do with frequency     correlation of ln n with the mean m of n repeat spends, m cut at
//                                                   its 99 % point
//   that they stay as they are                      the mean of a customer's orders of the last 365 days against that
//                                                   of the same customer's orders before
//
// Logarithm and cut keep single customers from deciding. Ranks or logarithms of m would, too, but the mean of few
// spends has another distribution than that of many: where Gamma-Gamma holds (p = 1, q = 3) they report
// correlations of 0.14 and 0.17, and this one of 0.00.

/// How far a base is from what models of spends take for granted.
///
/// Of large bases the first million customers are looked at, who are like the others: the order is that of a hash.
public struct SpendChecks: Sendable, Equatable {
  /// The correlation of frequency and mean spend, of which no single customer decides; 0 if either is constant.
  public let correlation: Double
  /// The repeat buyers that it is of.
  public let buyers: Int
  /// How order values change over time; nil if fewer than ten customers ordered both in the last 365 days and before.
  public let trend: Trend?

  /// How the values of the same customers' orders change.
  public struct Trend: Sendable, Equatable {
    /// The change per year, in shares of the customer's mean: 0.05 is 5 % up.
    public let perYear: Double
    /// Its standard error.
    public let standardError: Double
    /// The customers that it is of.
    public let customers: Int

    /// Whether it is more than a tenth a year, and more than three standard errors.
    public var isMarked: Bool { abs(perYear) > max(0.1, 3 * standardError) }
  }

  /// Whether frequency and spends correlate by more than 0.3, and by more than chance makes so many buyers.
  public var isCorrelated: Bool {
    abs(correlation) > 0.3 && correlation * correlation * Double(buyers) > 9
  }

  private static let mostCustomers = 1 << 20
  private static let fewestCustomers = 10

  /// Looks at the customers of a base.
  ///
  /// - Throws: what a thread throws, which is nothing.
  public init(_ histories: Histories, threads: Threads) throws {
    let customers = 0..<min(histories.count, Self.mostCustomers)
    let cut = try SpendCut(histories, customers: customers, threads: threads)
    let blockSize = RepeatPatterns.blockSize
    let parts = try threads.map((customers.count + blockSize - 1) / blockSize) { block in
      let rows = block * blockSize..<min((block + 1) * blockSize, customers.count)
      return (
        correlation: Self.correlationSums(histories, rows, cut),
        trend: Self.trendSums(histories, rows)
      )
    }
    buyers = cut.buyers
    correlation = Self.correlation(pairwiseTree(parts.map(\.correlation), +) ?? Lanes(), buyers)
    trend = Trend(pairwiseTree(parts.map(\.trend), +) ?? Lanes(), Self.fewestCustomers)
  }

  /// Σ u, Σ u², Σ e, Σ e², Σ u e of u = ln n and e = m − pivot.
  private static func correlationSums(
    _ histories: Histories, _ rows: Range<Int>, _ cut: SpendCut
  ) -> Lanes {
    let days = histories.repeatSpendDays.span.extracting(rows)
    let spent = histories.repeatSpend.span.extracting(rows)
    var (sumU, sumUU, sumE, sumEE, sumUE) = (Lanes(), Lanes(), Lanes(), Lanes(), Lanes())
    for index in stride(from: 0, to: rows.count, by: 8) {
      let n = Lanes(SIMD8(loading: days, at: index, padding: 0))
      let isOnce = n .< 1
      let count = n.replacing(with: 1, where: isOnce)
      let u = Elementary.log(count)
      let mean = cut.cut(Lanes(nearest: SIMD8(loading: spent, at: index, padding: 0)) / count)
      let e = (mean - cut.pivot).replacing(with: 0, where: isOnce)
      sumU += u
      sumUU += u * u
      sumE += e
      sumEE += e * e
      sumUE += u * e
    }
    return Lanes(
      sumU.treeSum, sumUU.treeSum, sumE.treeSum, sumEE.treeSum, sumUE.treeSum, 0, 0, 0)
  }

  private static func correlation(_ sums: Lanes, _ buyers: Int) -> Double {
    let K = Double(max(1, buyers))
    let varianceU = sums[1] - sums[0] * sums[0] / K
    let varianceE = sums[3] - sums[2] * sums[2] / K
    // What is less is rounding.
    guard varianceU > 1e-12 * sums[1], varianceE > 1e-12 * sums[3] else { return 0 }
    return (sums[4] - sums[0] * sums[2] / K) / (varianceU * varianceE).squareRoot()
  }
}

// A customer has o orders of mean ō up to day C, 365 days before as-of, and r of mean r̄ behind; m̄ is the mean of all.
// If nothing changes, which of them came first says nothing of their values: given all of them,
//
//   y = (r̄ − ō) / m̄
//
// is zero on average, whatever o and r are and whoever bought when, and lies between −n/o and n/r, so that no whale
// decides. Between both halves lie D years on average: of the days only the first and the last are known; those
// between, up to C and behind, are spread evenly, as they are if purchases come at a customer's own steady rate.
// The change b per year is the slope of y over D through zero, a customer counting for w = 1 / (1/o + 1/r + 1/10):
//
//   b = Σ w D y / Σ w D²,   standard error √(Σ w² D² (y − b D)²) / Σ w D²
extension SpendChecks {
  /// Σ 1, a y, a D, a² y², a² y D, a² D² with a = w D, over customers with orders on both sides.
  fileprivate static func trendSums(_ histories: Histories, _ rows: Range<Int>) -> Lanes {
    let orders = histories.orders.span.extracting(rows)
    let recent = histories.recentOrders.span.extracting(rows)
    let revenue = histories.revenue.span.extracting(rows)
    let recentRevenue = histories.recentRevenue.span.extracting(rows)
    let firstDay = histories.firstDay.span.extracting(rows)
    let lastDay = histories.lastDay.span.extracting(rows)
    let C = Double(histories.asOf.rawValue) - 365
    let one = Lanes(repeating: 1)
    var (count, ay, aD, aayy, aayD, aaDD) = (Lanes(), Lanes(), Lanes(), Lanes(), Lanes(), Lanes())
    for index in stride(from: 0, to: rows.count, by: 8) {
      let all = SIMD8(loading: orders, at: index, padding: 0)
      let later = SIMD8(loading: recent, at: index, padding: 0)
      let total = SIMD8(loading: revenue, at: index, padding: 0)
      let laterTotal = SIMD8(loading: recentRevenue, at: index, padding: 0)
      let (newSum, oldSum) = (Lanes(nearest: laterTotal), Lanes(nearest: total &- laterTotal))
      let (o, r) = (Lanes(all &- later), Lanes(later))
      let isOut =
        (o .< 1) .| (r .< 1) .| (newSum .< 0) .| (oldSum .< 0) .| (newSum + oldSum .< 1)
      let (old, new) = (o.replacing(with: 1, where: isOut), r.replacing(with: 1, where: isOut))
      let sum = (newSum + oldSum).replacing(with: 1, where: isOut)
      let y = (newSum / new - oldSum / old) * (old + new) / sum
      let first = Lanes(SIMD8(loading: firstDay, at: index, padding: 0))
      let last = Lanes(SIMD8(loading: lastDay, at: index, padding: 0))
      let oldDay = first + (old - one) / old * (C - first) * 0.5
      let newDay = last - (new - one) / new * (last - C) * 0.5
      let D = (newDay - oldDay) / 365.25
      let a = (D / (one / old + one / new + 0.1)).replacing(with: 0, where: isOut)
      count += one.replacing(with: 0, where: isOut)
      ay += a * y
      aD += a * D
      aayy += a * a * y * y
      aayD += a * a * y * D
      aaDD += a * a * D * D
    }
    return Lanes(
      count.treeSum, ay.treeSum, aD.treeSum, aayy.treeSum, aayD.treeSum, aaDD.treeSum, 0, 0)
  }
}

extension SpendChecks.Trend {
  /// The slope from its sums; nil if they are of too few customers.
  fileprivate init?(_ sums: Lanes, _ fewest: Int) {
    guard sums[0] >= Double(fewest), sums[2] > 0 else { return nil }
    let b = sums[1] / sums[2]
    perYear = b
    let rest = max(0, sums[3] - 2 * b * sums[4] + b * b * sums[5])
    standardError = rest.squareRoot() / sums[2]
    customers = Int(sums[0])
  }
}
