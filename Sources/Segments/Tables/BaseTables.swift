public import Columns
public import Histories
public import Orders

/// What the tables about a base are told beside its orders.
public struct TableRules: Sendable {
  /// When stages end.
  public var windows = StageWindows.standard
  /// The day that stages are compared with; nil for none.
  public var comparedTo: Day?
  /// The days up to as-of whose orders tiers go by; nil for all.
  public var lookback: Int?
  /// People who are known and have not ordered; nil if it is not known of anybody.
  public var leads: Int?
  /// Periods in which customers may have been won.
  public var periods: [NamedPeriod] = []
  /// The day before which first orders may be none; nil if all are.
  public var reliableFrom: Day?
  /// What new customers cost; nil if it is not known.
  public var acquisitionCost: AcquisitionCost?
  /// The share of revenue that is profit; nil if it is not known.
  public var margin: Double?

  /// No more than the standard windows.
  public init() {}
}

/// What the tables about a base need of its orders: seen while histories are made of them.
public struct TableSums: OrderObserver {
  private(set) var months: Months
  private(set) var ladder: PurchaseLadder
  private(set) var activeBase: ActiveBase
  private(set) var acquisition: Acquisition
  private(set) var promotions: Promotions
  private(set) var migration: Migration
  /// What the segments of the same base need.
  public private(set) var segments: SegmentSums

  /// Nothing seen yet.
  public init(asOf: Day, rules: TableRules) {
    months = Months(lapsing: rules.windows.lapsing)
    ladder = PurchaseLadder(asOf: asOf)
    activeBase = ActiveBase(asOf: asOf, windows: rules.windows)
    acquisition = Acquisition(asOf: asOf, lapsing: rules.windows.lapsing)
    promotions = Promotions(rules.periods, asOf: asOf)
    migration = Migration(since: rules.comparedTo, asOf: asOf, windows: rules.windows)
    segments = SegmentSums(lookback: rules.lookback.map { LookbackSums(days: $0, asOf: asOf) })
  }

  /// Adds what was paid back of orders of customers who are told of next.
  public mutating func addRefunds(_ refunds: Span<CustomerRefunds>) { segments.addRefunds(refunds) }

  /// Adds the orders of some customers.
  public mutating func add(_ starts: Span<Int>, _ days: Span<Int32>, _ amounts: Span<Int64>) {
    months.add(starts, days, amounts)
    ladder.add(starts, days, amounts)
    activeBase.add(starts, days, amounts)
    acquisition.add(starts, days, amounts)
    promotions.add(starts, days, amounts)
    migration.add(starts, days, amounts)
    segments.add(starts, days, amounts)
  }

  /// Adds what another one saw.
  public static func += (left: inout TableSums, right: TableSums) {
    left.months += right.months
    left.ladder += right.ladder
    left.activeBase += right.activeBase
    left.acquisition += right.acquisition
    left.promotions += right.promotions
    left.migration += right.migration
    left.segments += right.segments
  }
}

/// The tables about a base.
public struct BaseTables: Sendable {
  /// A table that is not among them.
  public struct LeftOut: Sendable, Equatable {
    /// Its name.
    public let name: String
    /// What it needs that is not there.
    public let reason: String
  }

  /// The tables, in the order in which they are told.
  public private(set) var all: [BaseTable]
  /// The tables that could not be made.
  public private(set) var leftOut: [LeftOut] = []

  /// The tables of a base that need nothing but its orders.
  ///
  /// - Parameters:
  ///   - histories: the base.
  ///   - sums: what its orders came to.
  ///   - rules: what else they are told; the same that the sums were.
  ///   - frame: what all tables have in common.
  ///   - threads: who works.
  /// - Throws: what a thread throws, which is nothing.
  public init(
    _ histories: Histories, _ sums: TableSums, rules: TableRules, frame: TableFrame,
    threads: Threads
  ) throws {
    let groups = try CustomerGroups(histories, windows: rules.windows, threads: threads)
    let concentration = Concentration(histories)
    all = [
      .summary(groups, sums, concentration, frame),
      .recency(groups, rules.windows, leads: rules.leads, frame),
      .frequency(groups, frame),
      concentration.table(frame),
      sums.activeBase.table(frame),
      sums.months.table(frame),
      sums.ladder.ladderTable(frame),
      sums.ladder.gapTable(frame),
      sums.acquisition.cohortTable(
        margin: rules.margin, reliableFrom: rules.reliableFrom, frame),
      sums.acquisition.oneTimerTable(frame),
      sums.acquisition.driftTable(frame),
    ]
    if let cost = rules.acquisitionCost, let margin = rules.margin {
      let economics = Economics(sums.acquisition, histories, cost, margin: margin)
      add([economics.table(frame)])
    } else {
      leaveOut(["economics"], "it needs --cac and --margin")
    }
    if rules.periods.isEmpty {
      leaveOut(["promotions"], "it needs --periods")
    } else {
      add([sums.promotions.table(frame)])
    }
    if let migration = sums.migration.table(frame) {
      add([migration])
    } else {
      leaveOut(["migration"], "it needs --compare-to")
    }
  }

  /// Adds tables that need more.
  public mutating func add(_ tables: [BaseTable]) { all += tables }

  /// Says of tables that they could not be made.
  public mutating func leaveOut(_ names: [String], _ reason: String) {
    leftOut += names.map { LeftOut(name: $0, reason: reason) }
  }
}
