// How well a forecast ranks customers. With n customers, those with equal forecasts have the mean of their places, and
// d = 2 place − (n + 1) is how far each is from the middle; Σ d = 0.
//
//   Spearman      Σ d e / √(Σ d² Σ e²), where e are the deviations of what came
//   Gini          Σ d y / Σ e y: the area between the curve of y by forecast and the diagonal, as a share of the
//                 same area by y itself; 1 ranks as well as can be, 0 as chance does
//   AUC           1/2 + Σ d y / (2 n₁ n₀), where y is 1 for the n₁ who ordered and 0 for the n₀ others
//   top share     the share of Σ y of the tenth of customers with the greatest forecasts; of those who tie at its
//                 border each counts alike, as a part
//
// The sums are whole numbers in 128 bits.

internal import Columns

/// How well the order of some forecasts is that of what came.
struct Ranking: Sendable, Equatable {
  /// Σ d y.
  var area: Int128 = 0
  /// Σ y.
  var sum: Int128 = 0
  /// Σ d².
  var squares: Int128 = 0
  /// Σ d e.
  var products: Int128 = 0
  /// Σ y of the tenth with the greatest forecasts; nil if Σ y is not above zero.
  var topShare: Double?
  /// The customers, and those who ordered.
  var customers: Int128 = 0
  var buyers: Int128 = 0

  /// Spearman's rank correlation; nil where all forecasts or all outcomes are alike.
  func spearman(of actual: Ranking) -> Double? {
    guard squares > 0, actual.squares > 0 else { return nil }
    // Each root by itself: the product of the squares may not fit.
    return Double(products) / (Double(squares).squareRoot() * Double(actual.squares).squareRoot())
  }

  /// The normalised Gini coefficient; nil where what came cannot be ranked.
  func gini(of actual: Ranking) -> Double? {
    actual.area > 0 ? Double(area) / Double(actual.area) : nil
  }

  /// The area under the ROC curve; nil unless some ordered and some did not.
  var auc: Double? {
    let pairs = buyers * (customers - buyers)
    return pairs > 0 ? 0.5 + Double(area) / (2 * Double(pairs)) : nil
  }
}

extension Ranking {
  /// Reads a table.
  ///
  /// - Parameters:
  ///   - table: what came of the customers of each key.
  ///   - y: Σ y of an entry.
  ///   - e: Σ e of an entry.
  private init(
    _ table: KeyTable, y: (SIMD4<Int64>) -> Int128, e: (SIMD4<Int64>) -> Int64 = { _ in 0 }
  ) {
    let deviations = table.deviations
    customers = Int128(table.total[0])
    for (entry, deviation) in deviations {
      let d = Int128(deviation)
      sum += y(entry)
      area += d * y(entry)
      squares += d * d * Int128(entry[0])
      products += d * Int128(e(entry))
    }
    guard sum > 0 else { return }
    var taken: Int128 = 0
    var left = Double(customers) / 10
    var part = 0.0
    for (entry, _) in deviations.reversed() {
      let tied = Double(entry[0])
      if tied >= left {
        part = Double(y(entry)) * (left / tied)
        break
      }
      taken += y(entry)
      left -= tied
    }
    topShare = (Double(taken) + part) / Double(sum)
  }

  /// By forecasts of purchase days, of which `deviations` has how far those who have so many are from the middle.
  static func byDays(
    _ keys: [UInt32], _ days: [Int32], deviations: [Int64], threads: Threads
  ) throws -> Ranking {
    let table = try KeyTable(keys, threads: threads) { customers, table in
      let (keys, days) = (keys.span.extracting(customers), days.span.extracting(customers))
      let deviations = deviations.span
      for index in 0..<customers.count {
        let y = days[index]
        table[Int(keys[index])] &+= SIMD4(1, Int64(y), deviations[Int(y)], 0)
      }
    }
    return Ranking(table, y: { Int128($0[1]) }, e: { $0[2] })
  }

  /// By forecasts of revenue.
  static func byRevenue(
    _ keys: [UInt32], _ revenue: [Int64], threads: Threads
  ) throws -> Ranking {
    let table = try KeyTable(keys, threads: threads) { customers, table in
      let (keys, revenue) = (keys.span.extracting(customers), revenue.span.extracting(customers))
      for index in 0..<customers.count {
        // Halves of 32 bits: the sums of 2^31 customers do not overflow.
        let y = revenue[index]
        table[Int(keys[index])] &+= SIMD4(1, y >> 32, y & 0xffff_ffff, 0)
      }
    }
    return Ranking(table, y: { Int128($0[1]) << 32 + Int128($0[2]) })
  }

  /// By probabilities of an order, with the deciles of what came.
  static func byProbability(
    _ keys: [UInt32], days: [Int32], expected: [UInt32], threads: Threads
  ) throws -> (ranking: Ranking, deciles: [CalibrationDecile]) {
    let table = try KeyTable(keys, threads: threads) { customers, table in
      let (keys, days) = (keys.span.extracting(customers), days.span.extracting(customers))
      let expected = expected.span.extracting(customers)
      for index in 0..<customers.count {
        let y = days[index]
        let forecast = RankKey.value(Int(expected[index])) * CalibrationDecile.unit
        table[Int(keys[index])] &+= SIMD4(1, y > 0 ? 1 : 0, Int64(y), Int64(forecast))
      }
    }
    var ranking = Ranking(table, y: { Int128($0[1]) })
    ranking.buyers = ranking.sum
    return (ranking, CalibrationDecile.all(table))
  }

  /// What came, ranked by itself: the best that a forecast can do.
  static func ideal(
    days: [Int32], threads: Threads
  ) throws -> (ranking: Ranking, deviations: [Int64]) {
    let keys = days.map { UInt32(truncatingIfNeeded: $0) }
    let counts = try KeyTable(keys, threads: threads) { customers, table in
      let days = days.span.extracting(customers)
      for index in 0..<days.count {
        let y = days[index]
        table[Int(y)] &+= SIMD4(1, Int64(y), 0, 0)
      }
    }
    var deviations = [Int64](repeating: 0, count: counts.entries.count)
    for (entry, deviation) in counts.deviations { deviations[Int(entry[1] / entry[0])] = deviation }
    return (Ranking(counts, y: { Int128($0[1]) }), deviations)
  }
}
