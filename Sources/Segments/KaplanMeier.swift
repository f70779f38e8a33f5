/// How many of some waits have ended after so many days, those counted that are still open for as long as they were seen.
///
/// Kaplan and Meier (1958): with d waits that ended at length t, and n that are as long or longer, ended or not,
///
///     S(t) = Π (1 − d/n) over lengths up to t,     F(t) = 1 − S(t).
struct KaplanMeier: Sendable, Equatable {
  /// F(t) for t from 0 days on, up to the longest wait.
  private let curve: [Double]

  /// The waits by length: how many have ended after so many days, and how many have been open for so many.
  init(ended: [Int], open: [Int]) {
    var atRisk = ended.reduce(0, +) + open.reduce(0, +)
    var survival = 1.0
    var curve: [Double] = []
    for length in 0..<max(ended.count, open.count) {
      let ends = length < ended.count ? ended[length] : 0
      if ends > 0 { survival *= 1 - Double(ends) / Double(atRisk) }
      curve.append(1 - survival)
      atRisk -= ends + (length < open.count ? open[length] : 0)
    }
    self.curve = curve
  }

  /// F(t); nil beyond the longest wait, of which nothing is known.
  func ended(within days: Int) -> Double? { days < curve.count ? curve[days] : nil }

  /// The share that ends at all, as far as can be seen.
  var everEnded: Double { curve.last ?? 0 }

  /// The days within which a share of those that end at all has ended; nil if none has.
  func percentile(_ share: Double) -> Int? {
    everEnded > 0 ? curve.firstIndex { $0 >= share * everEnded } : nil
  }
}
