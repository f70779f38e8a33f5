import Columns
import Histories
import Testing

@testable import Segments

@Suite struct LifecycleTests {
  @Test(
    arguments: [
      (0, "new", "active", 0), (1, "new", "active", 0), (90, "new", "active", 0),
      (91, "lapsing", "lapsing", 91), (365, "lapsing", "lapsing", 91),
      (366, "inactive", "inactive", 366), (4000, "inactive", "inactive", 366),
    ] as [(Int32, String, String, Int32)])
  func `stages end 90 and 365 days after the last order`(
    ago: Int32, once: String, repeated: String, since: Int32
  ) {
    // One purchase day, even with two orders on it; and two.
    let histories = Base(customers: [[(ago, 5), (ago, 5)], [(ago + 1, 5), (ago, 5)]]).histories()
    let last = Base.asOf - ago
    let stages = StageWindows.standard.stages(histories, 0..<2)
    #expect(stages.codes.map { LifecycleStage.allCases[Int($0)].rawValue } == [once, repeated])
    #expect(stages.since == [(last + since).rawValue, (last + since).rawValue])
  }

  @Test func `an active customer is so since the second purchase`() {
    let histories = Base(customers: [[(200, 5), (180, 5), (100, 5), (20, 5)]]).histories()
    #expect(StageWindows.standard.stages(histories, 0..<1).since == [Base.asOf.rawValue - 180])
  }

  @Test(arguments: [(90, 250), (91, 250), (92, 108)] as [(Int32, Int32)])
  func `a gap with a day that is not active ends a spell of activity`(gap: Int32, since: Int32) {
    // Purchases 300, 250, 200, 200 - gap and some days ago.
    let histories = Base(
      customers: [[(300, 5), (250, 5), (200, 5), (200 - gap, 5), (60, 5)]]
    ).histories()
    let stages = StageWindows.standard.stages(histories, 0..<1)
    #expect(stages.codes == [1] && stages.since == [Base.asOf.rawValue - since])
  }

  @Test func `a second purchase after a long gap makes an active customer`() {
    let histories = Base(customers: [[(900, 5), (3, 5)]]).histories()
    let stages = StageWindows.standard.stages(histories, 0..<1)
    #expect(stages.codes == [1] && stages.since == [Base.asOf.rawValue - 3])
  }

  @Test func `the base's activity counts customers of the last 90 days and their revenue`() {
    let histories = Base(
      customers: [
        [(0, 100)], [(90, 200), (364, 1), (365, 10_000)], [(91, 400)], [(400, 800)],
      ]
    ).histories()
    let activity = BaseActivity(histories, windows: .standard)
    #expect(activity.all.customers == 4 && activity.active.customers == 2)
    #expect(activity.all.recentRevenue == 701 && activity.active.recentRevenue == 301)
  }
}
