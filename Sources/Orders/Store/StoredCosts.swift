public import Columns
internal import Parquet

// What stored orders cost: `cost` beside the amount; see StoreTable.
extension RunFile {
  /// The orders of a group up to a day whose cost is known.
  ///
  /// - Throws: `FileError`, `ParquetError`, or `OrderError` if the columns have not the same rows.
  func costs(
    of group: Int, until last: Day, using decoder: inout PageDecoder
  ) throws -> CostSums {
    var found: [String: Column] = [:]
    let names: Set = ["order_date", "amount", "cost", "undated_refund", "refunded_amount"]
    for (index, field) in fields.enumerated() where names.contains(field.name) {
      guard let column = try column(index, field, of: group, &decoder) else { continue }
      if column.count != groups[group].orders { throw misfit(group, "has costs of other orders") }
      found[field.name] = column
    }
    var sums = CostSums()
    guard let cost = found["cost"], let costs = cost.int64, let days = found["order_date"]?.int32,
      let amounts = found["amount"]?.int64
    else { return sums }
    let refunds = ["undated_refund", "refunded_amount"].compactMap { found[$0] }
    for row in days.indices where days[row] <= last.rawValue && cost.validity?[row] ?? true {
      if refunds.contains(where: { $0.validity?[row] ?? true }) { continue }
      sums.add(amount: amounts[row], cost: costs[row])
    }
    return sums
  }
}

extension StoredOrders {
  /// The orders up to a day whose cost is known; nil if no order of the store can have one.
  ///
  /// - Throws: as `block` does.
  public func costs(until day: Day, threads: Threads) throws -> CostSums? {
    let runs = runs.filter { $0.hasColumn("cost") }
    if runs.isEmpty { return nil }
    let tasks = runs.flatMap { run in run.groups.indices.map { (run: run, group: $0) } }
    let parts = try threads.map(tasks.count, worker: { OrderScratch() }) { scratch, task in
      try tasks[task].run.costs(of: tasks[task].group, until: day, using: &scratch.decoder)
    }
    var sums = CostSums()
    for part in parts { sums += part }
    return sums
  }
}
