import Columns
import Orders

/// The share of revenue that is profit, and what it rests on.
struct Margin {
  let share: Double
  /// The orders whose cost is known; nil if the share was given.
  let costs: CostSums?

  /// What `--margin` comes to for the orders of a source up to a day; nil if it was not given.
  ///
  /// - Throws: `RunError` if the source has no costs, or they leave no share; errors of its files.
  init?(
    _ choice: MarginChoice?, of source: any OrderSource, until day: Day, threads: Threads
  ) throws {
    switch choice {
    case nil: return nil
    case .share(let share):
      self.share = share
      costs = nil
    case .cost:
      guard let costs = try source.costs(until: day, threads: threads) else {
        throw RunError(
          status: .usage,
          description:
            "--margin cost: the source says of no order what it cost; give files with a column of "
            + "costs, or the margin itself, such as --margin 0.35")
      }
      guard let share = costs.margin else {
        throw RunError(
          status: .nothing,
          description:
            "--margin cost: no order up to \(day) has an amount, a cost and no refund; give the "
            + "margin itself, such as --margin 0.35")
      }
      guard share > 0 && share <= 1 else {
        let (cost, revenue) = (costs.cost, costs.revenue)
        throw RunError(
          status: .nothing,
          description:
            "--margin cost: \(Figures.counted(costs.orders, "order")) up to \(day) cost "
            + "\(Figures.money(cost, in: source.currency)) for a revenue of "
            + "\(Figures.money(revenue, in: source.currency)), which leaves no margin between 0 and "
            + "100 %; check the column of costs, or give the margin itself")
      }
      self.share = share
      self.costs = costs
    }
  }
}
