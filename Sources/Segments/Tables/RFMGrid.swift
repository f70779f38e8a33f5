internal import Columns
internal import Histories

/// The customers of a base by recency and frequency scores, as the score table has them.
struct RFMGrid: Sendable {
  /// What the customers of a cell come to.
  struct Cell: Sendable, Equatable {
    var customers = 0
    /// Net revenue, in minor units.
    var revenue: Int128 = 0
    /// Σ days since the last order.
    var days = 0

    static func += (left: inout Cell, right: Cell) {
      left.customers += right.customers
      left.revenue += right.revenue
      left.days += right.days
    }
  }

  /// By recency score, and within it by frequency score, both from 1.
  private(set) var cells = [Cell](repeating: Cell(), count: 25)

  /// Sums up a base.
  ///
  /// - Throws: what a thread throws, which is nothing.
  init(_ table: ScoreTable, threads: Threads) throws {
    let blocks = Blocks(table.histories.count)
    for part in try threads.map(blocks.count, { RFMGrid(table, blocks[$0]) }) {
      for place in cells.indices { cells[place] += part.cells[place] }
    }
  }

  private init(_ table: ScoreTable, _ customers: Range<Int>) {
    let h = table.histories
    let last = h.lastDay.span.extracting(customers)
    let revenue = h.revenue.span.extracting(customers)
    let r = table.rfm.r(last)
    let f = table.rfm.f(table.orders.span.extracting(customers))
    for index in 0..<customers.count {
      cells[5 * Int(r[index]) + Int(f[index]) - 6] += Cell(
        customers: 1, revenue: Int128(revenue[index]),
        days: Int(h.asOf.rawValue) - Int(last[index]))
    }
  }

  /// The table.
  func table(_ frame: TableFrame) -> BaseTable {
    let all = cells.reduce(into: Cell()) { $0 += $1 }
    let rows = cells + [all]
    var table = BaseTable(
      "rfm_grid",
      "Customers by recency and frequency score, 1 to 5, 5 the best, with the segment of these, all as patron score "
        + "has them; cells that nobody is in are there too. Net revenue is that of all days. Guests are not among them.",
      rows: rows.count, frame)
    let scores = cells.indices.map { (r: Int32($0 / 5 + 1), f: Int32($0 % 5 + 1)) }
    let map = RFMMap.classic
    let segments = map.places(r: scores.map(\.r), f: scores.map(\.f), m: [])
      .map { map.segments[Int($0)] }
    let customers = rows.map(\.customers)
    table.count("r_score", scores.map { Int($0.r) } + [nil])
    table.count("f_score", scores.map { Int($0.f) } + [nil])
    table.text("rfm_segment", segments + ["all_customers"])
    table.count("customers", customers)
    table.count("of_customers", rows.map { _ in all.customers })
    table.ratio("share_of_customers", customers, per: rows.map { _ in all.customers })
    table.money("net_revenue", rows.map(\.revenue))
    table.money("of_net_revenue", rows.map { _ in all.revenue })
    table.share("share_of_net_revenue", rows.map(\.revenue), of: rows.map { _ in all.revenue })
    table.mean("net_revenue_per_customer", rows.map(\.revenue), per: customers)
    table.ratio("mean_days_since_last_order", rows.map(\.days), per: customers)
    table.close()
    return table
  }
}
