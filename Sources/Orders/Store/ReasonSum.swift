internal import Columns

/// How many stored orders do not count for one reason.
public struct ReasonSum: Sendable, Equatable {
  /// The orders; of sources without order ids, the days on which there were some.
  public var orders = 0
  /// The rows that they were made of.
  public var rows = 0
  /// Their amounts in minor units.
  public var revenue: Int128 = 0

  /// Nothing.
  init() {}

  /// Adds both.
  static func += (left: inout ReasonSum, right: ReasonSum) {
    left.orders += right.orders
    left.rows += right.rows
    left.revenue += right.revenue
  }
}

extension ReasonSum {
  /// As the log has it: orders, rows and minor units.
  var tag: String { "\(orders) \(rows) \(revenue)" }

  /// The sum of a tag of a file of `most` orders; nil if it is none that sums over all files can hold.
  init?(tag: String, orders most: Int) {
    let words = tag.split(separator: " ", omittingEmptySubsequences: false)
    guard words.count == 3, let orders = Int(words[0]), let rows = Int(words[1]),
      let revenue = Int128(words[2]), (1...max(1, most)).contains(orders),
      orders >> 31 == 0, (0...orders << 31).contains(rows),
      revenue.magnitude <= UInt128(orders) << 63
    else { return nil }
    self.orders = orders
    self.rows = rows
    self.revenue = revenue
  }
}

extension RunWriter.Summary {
  /// What a row group of a table has.
  init(_ block: TableBlock) {
    orders = block.rows
    customers = block.customers
    guard block.table.hasOrders, let days = block.column("order_date")?.int32,
      let amounts = block.column("amount")?.int64
    else { return }
    for row in days.indices {
      revenue += Int128(amounts[row])
      firstDay = min(firstDay, days[row])
      lastDay = max(lastDay, days[row])
      if amounts[row] != 0 { lastPaidDay = max(lastPaidDay ?? .min, days[row]) }
    }
    if let refunds = block.column("refunded_amount") {
      refunded = refunds.validity?.count { $0 } ?? refunds.count
    }
    if let texts = block.column("reason")?.texts,
      let rows = block.column("source_rows")?.int32
    {
      var sums: [ArraySlice<UInt8>: ReasonSum] = [:]
      for row in rows.indices {
        var sum = ReasonSum()
        sum.orders = 1
        sum.rows = Int(max(0, rows[row]))
        sum.revenue = Int128(amounts[row])
        sums[texts[row], default: ReasonSum()] += sum
      }
      for (reason, sum) in sums { reasons[String(decoding: reason, as: UTF8.self)] = sum }
    }
  }

  /// Adds what another row group of the file has.
  mutating func add(_ other: RunWriter.Summary) {
    orders += other.orders
    customers += other.customers
    revenue += other.revenue
    firstDay = min(firstDay, other.firstDay)
    lastDay = max(lastDay, other.lastDay)
    lastPaidDay = [lastPaidDay, other.lastPaidDay].compactMap { $0 }.max()
    refunded += other.refunded
    for (reason, sum) in other.reasons { reasons[reason, default: ReasonSum()] += sum }
  }
}
