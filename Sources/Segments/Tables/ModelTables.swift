public import Columns
internal import Scores

extension BaseTables {
  /// Adds the tables of scores and of what a model expects, and leaves out those that want for amounts or refunds.
  ///
  /// - Parameters:
  ///   - table: the scores of the base.
  ///   - sums: what its orders came to.
  ///   - frame: what all tables have in common.
  ///   - threads: who works.
  /// - Throws: what a thread throws, which is nothing.
  public mutating func addPredicted(
    _ table: ScoreTable, _ sums: TableSums, frame: TableFrame, threads: Threads
  ) throws {
    add([try RFMGrid(table, threads: threads).table(frame)])
    guard frame.hasAmounts else {
      leaveOut(
        ["clv_distribution", "focus", "returns", "what_if"],
        "there are no amounts; name their column, and what customers are worth can be said")
      return
    }
    let prospects = try Prospects(table, sums.segments.returns, threads: threads)
    let seconds = SecondPurchases(sums.acquisition.all.newcomers)
    let distribution = try CLVDistribution(
      table.longestCLV, scale: frame.currency.scale, threads: threads)
    add([
      distribution.table(table.predictor.options, frame), .focus(prospects, table, frame),
      .whatIf(prospects, seconds, table, frame),
    ])
    if sums.segments.returns.isEmpty {
      leaveOut(
        ["returns"],
        "no order has a refund of a known day up to as-of; give refunds with their days and their orders' ids"
      )
    } else {
      add([.returns(prospects, sums.segments.returns, table, frame)])
    }
  }
}
