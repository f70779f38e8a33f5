import Testing

@testable import Scores

@Suite("Score options")
struct ScoreOptionsTests {
  @Test func `horizons are sorted and distinct`() {
    let options = ScoreOptions(
      horizons: [365, 30, 90, 30], churnHorizon: 90, annualDiscount: 0.1, margin: nil)
    #expect(options.horizons == [30, 90, 365])
    #expect(options.longestHorizon == 365 && options.churnHorizon == 90)
  }

  @Test func `the churn horizon must be one of the horizons`() async {
    await #expect(processExitsWith: .failure) {
      _ = ScoreOptions(horizons: [30, 90], churnHorizon: 365, annualDiscount: 0.1, margin: nil)
    }
  }
}
