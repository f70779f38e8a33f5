import Testing

@testable import Segments

@Suite struct TrialsTests {
  /// Newcombe, "Interval estimation for the difference between independent proportions" (1998), table II, method 10.
  @Test(arguments: [
    (56, 70, 48, 80, 0.0524, 0.3339), (9, 10, 3, 10, 0.1705, 0.8090),
    (6, 7, 2, 7, 0.0582, 0.8062), (5, 56, 0, 29, -0.0381, 0.1926),
    (0, 10, 0, 20, -0.1611, 0.2775), (0, 10, 0, 10, -0.2775, 0.2775),
    (10, 10, 0, 20, 0.6791, 1.0000), (10, 10, 0, 10, 0.6075, 1.0000),
  ])
  func `the interval of a difference of shares is the published one`(
    a: Int, m: Int, b: Int, n: Int, low: Double, high: Double
  ) throws {
    let found = try #require(
      Trials.difference(Trials(count: m, successes: a), Trials(count: n, successes: b)))
    #expect(abs(found.low - low) < 5.1e-5 && abs(found.high - high) < 5.1e-5, "\(found)")
  }

  @Test func `of nobody there is no difference`() {
    #expect(Trials.difference(Trials(), Trials(count: 1, successes: 1)) == nil)
    #expect(Trials.difference(Trials(count: 1, successes: 1), Trials()) == nil)
  }
}
