public import Columns
public import Histories

/// What the tables about a base need of its orders: seen while histories are made of them.
public struct TableSums: OrderObserver {
  private(set) var months: Months
  private(set) var ladder: PurchaseLadder

  /// Nothing seen yet.
  public init(asOf: Day, windows: StageWindows) {
    months = Months(lapsing: windows.lapsing)
    ladder = PurchaseLadder(asOf: asOf)
  }

  /// Adds the orders of some customers.
  public mutating func add(_ starts: Span<Int>, _ days: Span<Int32>, _ amounts: Span<Int64>) {
    months.add(starts, days, amounts)
    ladder.add(starts, days, amounts)
  }

  /// Adds what another one saw.
  public static func += (left: inout TableSums, right: TableSums) {
    left.months += right.months
    left.ladder += right.ladder
  }
}

/// The tables about a base.
public struct BaseTables: Sendable {
  /// The tables, in the order in which they are told.
  public let all: [BaseTable]

  /// The tables of a base.
  ///
  /// - Parameters:
  ///   - histories: the base.
  ///   - sums: what its orders came to.
  ///   - windows: when stages end.
  ///   - frame: what all tables have in common.
  ///   - threads: who works.
  ///   - guestRevenue: the net revenue of orders of nobody up to a day, in minor units.
  /// - Throws: what `guestRevenue` throws.
  public init(
    _ histories: Histories, _ sums: TableSums, windows: StageWindows, frame: TableFrame,
    threads: Threads, guestRevenue: (Day) throws -> Int128
  ) throws {
    let groups = try CustomerGroups(histories, windows: windows, threads: threads)
    let concentration = Concentration(histories)
    all = [
      .summary(groups, sums, concentration, frame),
      .recency(groups, windows, frame),
      .frequency(groups, frame),
      concentration.table(frame),
      try sums.months.table(frame, guestRevenue: guestRevenue),
      sums.ladder.ladderTable(frame),
      sums.ladder.gapTable(frame),
    ]
  }
}
