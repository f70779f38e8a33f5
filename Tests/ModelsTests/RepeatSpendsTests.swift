import Columns
import Testing

@testable import Histories
@testable import Models

@Suite("Repeat spends")
struct RepeatSpendsTests {
  @Test func `repeat days with a spend count, the first day and free days do not`() throws {
    var histories = Histories(asOf: Day(rawValue: 20_000), hasAmounts: true)
    func add(_ days: [Int32], _ amounts: [Int64]) {
      _ = histories.append([], days: days[...], amounts: amounts[...], longestGap: 90)
    }
    add([1], [500])
    add([1, 5], [500, 250])
    add([1, 5, 5, 9], [500, 100, 100, 0])
    add([1, 5], [500, 0])
    let spends = try RepeatSpends(histories, scale: 2)
    #expect(spends.pairs.map(\.purchases) == [1, 1])
    #expect(spends.pairs.map(\.spend) == [2.5, 2])
    #expect(spends.byX == [0, 2] && spends.count == 2)
    #expect(try RepeatSpends(histories, scale: 0).pairs.map(\.spend) == [250, 200])
    #expect(try RepeatSpends(histories, scale: 3).pairs.map(\.spend) == [0.25, 0.2])
  }

  @Test func `the sum of the logarithms of means`() {
    // Means 2 and 4: ln 2 + 2 ln 2, and ln 2 = 0.6931471805599453.
    let spends = RepeatSpends([(purchases: 1, spend: 2), (purchases: 3, spend: 12)])
    #expect(abs(spends.lnMean - 3 * 0.6931471805599453) < 1e-15)
  }

  @Test func `the correlation of frequency and mean spend`() {
    let rising = RepeatSpends([(purchases: 1, spend: 10), (purchases: 2, spend: 40)])
    #expect(abs(rising.correlation - 1) < 1e-15)
    let falling = RepeatSpends([(purchases: 1, spend: 10), (purchases: 2, spend: 10)])
    #expect(abs(falling.correlation + 1) < 1e-15)
    // x = 1, 2, 3 and means 1, 3, 2: covariance 1, variances 2 and 2.
    let half = RepeatSpends(
      [(purchases: 1, spend: 1), (purchases: 2, spend: 6), (purchases: 3, spend: 6)])
    #expect(abs(half.correlation - 0.5) < 1e-15)
  }

  @Test func `without variation there is no correlation`() {
    #expect(RepeatSpends([]).correlation == 0)
    #expect(RepeatSpends([(purchases: 1, spend: 5), (purchases: 1, spend: 9)]).correlation == 0)
    #expect(RepeatSpends([(purchases: 1, spend: 5), (purchases: 2, spend: 10)]).correlation == 0)
  }
}
