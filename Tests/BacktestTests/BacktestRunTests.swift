import Columns
import Models
import Orders
import TestSupport
import Testing

@testable import Backtest

@Suite struct BacktestRunTests {
  private func run(
    _ orders: TestOrders, splits: [Int32] = [300], horizon: Int = 60, threads: Int = 2
  ) throws -> BacktestRun {
    try BacktestRun(
      orders.log(),
      BacktestRun.Options(
        splits: splits.map { Day(rawValue: $0) }, horizon: horizon, models: [.bg, .mbg],
        keepsZeroOrders: false),
      threads: Threads(threads), progress: { _ in })
  }

  @Test func `splits that others learn at are tested as by themselves`() throws {
    var generator = Generator.seeded()
    let orders = TestOrders.random(3000, customers: 200, using: &generator)
    let all = try run(orders, splits: [240, 330, 300, 180])
    #expect(all.splits.map(\.day.rawValue) == [330, 300, 240, 180])
    #expect(all.splits.map(\.until.rawValue) == [390, 360, 300, 240])
    for split in all.splits {
      let alone = try #require(try run(orders, splits: [split.day.rawValue]).splits.first)
      #expect(alone.holdout == split.holdout && alone.baselines == split.baselines)
      #expect(alone.models.map(\.metrics) == split.models.map(\.metrics))
    }
  }

  @Test func `a split without a horizon of history is told, and still learned at`() throws {
    var generator = Generator.seeded()
    let orders = TestOrders.random(3000, customers: 200, using: &generator)
    let run = try run(orders, splits: [-10, 40, 100])
    #expect(run.untested.map(\.rawValue) == [-10, 40])
    #expect(run.splits.map(\.day.rawValue) == [100])
  }

  @Test(arguments: [1, 3])
  func `is the same on any number of threads`(threads: Int) throws {
    var generator = Generator.seeded()
    let orders = TestOrders.random(3000, customers: 200, using: &generator)
    let (one, other) = (try run(orders), try run(orders, threads: threads))
    #expect(one.splits[0].baselines == other.splits[0].baselines)
    #expect(one.splits[0].models.map(\.metrics) == other.splits[0].models.map(\.metrics))
  }

  @Test func `gates fail for each figure that misses them`() throws {
    var generator = Generator.seeded()
    let orders = TestOrders.random(3000, customers: 200, using: &generator)
    let run = try run(orders, splits: [240, 300])
    #expect(Gates(mostBias: nil, baselines: []).failures(of: .mbg, in: run) == [])
    #expect(Gates(mostBias: 1e9, baselines: []).failures(of: .mbg, in: run) == [])
    let failures = Gates(mostBias: 0, baselines: Baseline.allCases).failures(of: .mbg, in: run)
    for (index, split) in run.splits.enumerated() {
      let metrics = try #require(split.metrics(of: .mbg))
      var expected = [
        Gates.Failure(gate: .bias(0), split: index, found: metrics.bias, limit: 0)
      ]
      for baseline in Baseline.allCases {
        let its = split.metrics(of: baseline)
        if metrics.logLoss >= its.logLoss {
          expected.append(
            Gates.Failure(
              gate: .logLoss(baseline), split: index, found: metrics.logLoss, limit: its.logLoss))
        }
        if metrics.rmse >= its.rmse {
          expected.append(
            Gates.Failure(gate: .rmse(baseline), split: index, found: metrics.rmse, limit: its.rmse)
          )
        }
      }
      #expect(failures.filter { $0.split == index } == expected)
    }
  }

  @Test func `the verdict is on the model and the baseline with the least log loss on average`()
    throws
  {
    var generator = Generator.seeded()
    let orders = TestOrders.random(3000, customers: 200, using: &generator)
    let run = try run(orders, splits: [240, 300])
    let verdict = try #require(Verdict(run))
    func mean(_ loss: (BacktestSplit) -> Double) -> Double {
      run.splits.reduce(0) { $0 + loss($1) } / 2
    }
    for family in [ModelFamily.bg, .mbg] {
      #expect(verdict.logLoss <= mean { $0.metrics(of: family)?.logLoss ?? 0 })
    }
    for baseline in Baseline.allCases {
      #expect(verdict.baselineLogLoss <= mean { $0.metrics(of: baseline).logLoss })
    }
    #expect(verdict.biases == run.splits.map { $0.metrics(of: verdict.model)?.bias })
    #expect(
      verdict.betterRMSE
        == run.splits.count {
          ($0.metrics(of: verdict.model)?.rmse ?? 0) < $0.metrics(of: verdict.baseline).rmse
        })
  }
}
