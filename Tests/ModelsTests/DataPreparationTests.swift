import Columns
import Testing

@testable import Histories
@testable import Models

/// What becomes of orders on the way to the models.
///
/// The vectors are those of lifetimes' and pymc-marketing's tests (test_utils), in days.
@Suite("From orders to patterns")
struct DataPreparationTests {
  /// 2015-01-01 is day 16,436; as-of is 2015-02-07.
  static func histories(_ customers: [[(day: Int32, amount: Int64)]], asOf: Int32) -> Histories {
    var histories = Histories(asOf: Day(rawValue: 16_435 + asOf), hasAmounts: true)
    for orders in customers {
      let past = orders.map { (day: 16_435 + $0.day, amount: $0.amount) }.sorted { $0.day < $1.day }
      _ = histories.append(
        [], days: past.map(\.day)[...], amounts: past.map(\.amount)[...], longestGap: 90)
    }
    return histories
  }

  /// The six customers by day of the year: 01-16 is 16, 02-06 is 37.
  static let customers: [[(day: Int32, amount: Int64)]] = [
    [(1, 1), (37, 2)], [(1, 2)], [(1, 3), (2, 1), (5, 5)], [(16, 6), (33, 3), (36, 3), (36, 6)],
    [(16, 3), (17, 1), (18, 8)], [(33, 5)],
  ]

  @Test func `frequency, recency and age are those of lifetimes and pymc`() throws {
    let histories = Self.histories(Self.customers, asOf: 38)
    #expect((0..<6).map { histories.x($0) } == [1, 0, 2, 2, 2, 0])
    #expect((0..<6).map { histories.tx($0) } == [36, 0, 4, 20, 2, 0])
    #expect((0..<6).map { histories.T($0) } == [37, 37, 37, 22, 22, 5])
    let patterns = try RepeatPatterns(histories, threads: Threads(1))
    #expect(patterns.count == 6 && patterns.repeats == 7)
    #expect(patterns.byX == [2, 1, 3])
  }

  @Test func `two orders on a day are one purchase of their sum`() throws {
    // Mean repeat spend 2, 3, 6, 4.5 of customers 1, 3, 4 and 5: pymc's vector has the duplicate day.
    let spends = try RepeatSpends(Self.histories(Self.customers, asOf: 38), scale: 0)
    #expect(spends.pairs.map { $0.spend / Double($0.purchases) } == [2, 3, 6, 4.5])
    #expect(spends.pairs.map(\.purchases) == [1, 2, 2, 2])
  }

  @Test func `the first order in time is not a repeat, wherever its row stands`() throws {
    // lifetimes' issue 85: 20 on 04-09, 10 on 03-14, 25 on 05-21, in this order.
    let histories = Self.histories([[(99, 20), (73, 10), (141, 25)]], asOf: 150)
    let spends = try RepeatSpends(histories, scale: 0)
    #expect(spends.pairs.map(\.purchases) == [2] && spends.pairs.map(\.spend) == [45])
  }

  @Test func `a customer of the last day has age 0`() throws {
    let patterns = try RepeatPatterns(
      Self.histories([[(38, 5)]], asOf: 38), threads: Threads(1))
    #expect(patterns.byAge.once == [1] && patterns.triples.isEmpty)
  }
}
