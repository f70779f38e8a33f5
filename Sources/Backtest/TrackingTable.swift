internal import Columns
internal import Models
public import Segments

/// Purchase days of some days of a test, beside what was expected.
private struct TrackedStep {
  /// Days from the split to the last of them, not above zero up to the split.
  let end: Int
  let days: Int
  let customers: Int
  var actual: Int
  var expected: Double
  /// From the first step of the part on.
  let actualSoFar: Int
  let expectedSoFar: Double
}

extension BacktestRun {
  /// Purchase days before and after the latest split, week by week, beside what the first model expects.
  ///
  /// - Parameter frame: what all tables have in common.
  /// - Returns: a row for each week, the earliest first; nil if no split was tested.
  public func trackingTable(_ frame: TableFrame) -> BaseTable? {
    guard let split = splits.first, let tested = split.models.first else { return nil }
    let past = split.past.steps
    let before = Self.tracked(
      past.map { (-$0.daysBefore, $0.days, $0.customers) },
      actual: past.reduce(into: []) { $0.append(($0.last ?? 0) + $1.repeats) },
      expected: split.past.expected(tested.fit.model))
    let holdout = split.holdout
    let after = Self.tracked(
      zip(holdout.steps, [0] + holdout.steps).map { ($0, $0 - $1, holdout.customers) },
      actual: holdout.tracked, expected: tested.metrics.tracked)
    let rows = before + after
    var table = BaseTable(
      "tracking",
      "The test of calibration, followed by weeks: purchase days beside those that \(tested.family.rawValue), fitted to "
        + "the orders up to split, expects. A row is of days_in_row days up to day; week counts from the split, and the "
        + "first week after it is 1. Rows after_split: customers with an order up to split; what is expected is the sum "
        + "of E[X(t)] given what each had bought by then. Rows before_split: what the model was fitted to, customers with "
        + "an order by day, and their purchase days but for each one's first; what is expected is the sum of E[X(t)] of "
        + "new customers since these (Fader, Hardie and Lee 2005). Each part accumulates by itself; the last row is what "
        + "calibration has of all customers. Bias is (expected - actual) / actual, of what has accumulated. A history of "
        + "more than ten years before the split begins with a row of all that is older.",
      rows: rows.count, frame)
    table.text("part", before.map { _ in "before_split" } + after.map { _ in "after_split" })
    table.date("split", rows.map { _ in split.day })
    table.count("week", rows.map { $0.end > 0 ? ($0.end + 6) / 7 : $0.end / 7 })
    table.date("day", rows.map { split.day + Int32($0.end) })
    table.count("days_in_row", rows.map(\.days))
    table.count("customers", rows.map(\.customers))
    table.count("actual_purchase_days", rows.map(\.actual))
    table.number("expected_purchase_days", rows.map(\.expected))
    table.count("cumulative_actual_purchase_days", rows.map(\.actualSoFar))
    table.number("cumulative_expected_purchase_days", rows.map(\.expectedSoFar))
    table.number(
      "cumulative_bias",
      rows.map { row in
        row.actualSoFar > 0 ? row.expectedSoFar / Double(row.actualSoFar) - 1 : nil
      })
    table.close()
    return table
  }

  /// The steps of a part, of what has accumulated by the end of each.
  private static func tracked(
    _ steps: [(end: Int, days: Int, customers: Int)], actual: [Int], expected: [Double]
  ) -> [TrackedStep] {
    steps.indices.map { step in
      TrackedStep(
        end: steps[step].end, days: steps[step].days, customers: steps[step].customers,
        actual: actual[step] - (step > 0 ? actual[step - 1] : 0),
        expected: expected[step] - (step > 0 ? expected[step - 1] : 0),
        actualSoFar: actual[step], expectedSoFar: expected[step])
    }
  }
}
