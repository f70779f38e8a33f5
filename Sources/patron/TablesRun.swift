import Backtest
import Columns
import Histories
import Orders
import Scores
import Segments

/// The path from orders to the tables about their base.
struct TablesRun {
  let scored: ScoreRun
  private(set) var tables: BaseTables
  private let keepsZeroOrders: Bool
  private let threads: Threads

  /// Reads, fits and makes all tables but the test of the model.
  ///
  /// - Parameters:
  ///   - opened: the orders.
  ///   - source: which of them count.
  ///   - model: what is predicted.
  ///   - groups: when stages end and tiers begin.
  ///   - options: what tables are told.
  ///   - rules: the same, as far as it was read before.
  ///   - hasDetails: whether tables of channels, codes and lines are made too.
  ///   - progress: what is told meanwhile.
  ///   - check: what else the base has to be, told once it is read.
  /// - Throws: `RunError` if no order counts or an option does not go with the base; errors of the files.
  init(
    _ opened: OpenedSource, source: SourceOptions, model: ModelOptions, groups: GroupOptions,
    options: TableOptions, rules: TableRules, hasDetails: Bool = true, progress: Progress,
    check: (Base) throws -> Void = { _ in }
  ) throws {
    var rules = rules
    var sums = TableSums(asOf: Day(rawValue: 0), rules: rules)
    let base = try Base(
      opened, source: source, stageWindows: groups.stageWindows, progress: progress,
      observing: { asOf, windows in
        rules.windows = windows
        return TableSums(asOf: asOf, rules: rules)
      }, seen: &sums)
    try check(base)
    rules.acquisitionCost = try options.acquisitionCost(in: base.source)
    rules.leads = try (base.source as? StoredOrders)?.leads(
      until: base.histories.asOf, besides: base.histories.count, id: { base.histories.ids[$0] },
      threads: source.reading.threads)
    scored = try ScoreRun(
      base, source: source, model: model,
      rules: ChosenRules(rules: groups.rules(for: base), map: nil), sums: sums.segments,
      clock: StageClock(), progress: progress)
    rules.margin = scored.margin?.share
    progress.show("Making tables")
    threads = source.reading.threads
    keepsZeroOrders = source.zeroOrders == .keep
    tables = try Self.tables(
      base, sums, rules, source: source, historyFrom: model.historyFrom?.day,
      hasDetails: hasDetails)
    try tables.addPredicted(scored.table, sums, frame: TableFrame(base), threads: threads)
  }

  /// What a careful analyst would say beside the tables.
  var warnings: [String] {
    scored.warnings + Warnings.ofMonths(until: scored.base.histories.asOf)
  }

  /// The tables that need no model, of the days that are looked back on.
  private static func tables(
    _ base: Base, _ sums: TableSums, _ rules: TableRules, source: SourceOptions,
    historyFrom: Day?, hasDetails: Bool
  ) throws -> BaseTables {
    var rules = rules
    var (histories, sums, start, guests) = (base.histories, sums, base.start, base.guests)
    if let days = rules.lookback {
      // Tiers go by what the whole base's pass has seen.
      rules.lookback = nil
      (histories, sums) = try base.recent(
        days, of: source, observer: TableSums(asOf: histories.asOf, rules: rules))
      start = HistoryStart(histories)
      guests = guests.since(histories.asOf - Int32(days - 1))
    }
    rules.reliableFrom = historyFrom ?? start.midLife?.reliableFrom
    let frame = TableFrame(base, from: start.firstDay, guests: guests)
    let threads = source.reading.threads
    var tables = try BaseTables(histories, sums, rules: rules, frame: frame, threads: threads)
    if hasDetails {
      try tables.addDetails(
        of: base.source, rules: rules, frame: frame, keepsZeroOrders: source.zeroOrders == .keep,
        threads: threads)
    }
    return tables
  }

  /// Adds the tables of a test of the model on the base's own past, if its history is long enough.
  mutating func addTest(_ progress: Progress) throws {
    let frame = TableFrame(scored.base)
    let horizons = scored.options.horizons
    let options = BacktestRun.Options(
      longestOf: horizons, from: frame.from, asOf: frame.asOf, model: scored.models.family,
      keepsZeroOrders: keepsZeroOrders)
    let test = try options.map {
      try BacktestRun(scored.source, $0, threads: threads, progress: { progress.show($0) })
    }
    guard let calibration = test?.calibrationTable(frame), let tracking = test?.trackingTable(frame)
    else {
      tables.leaveOut(
        ["calibration", "tracking"],
        "from \(frame.from) to \(frame.asOf) there is no room for two of the shortest horizon, "
          + "\(Figures.counted(horizons[0], "day")); give a longer history, or shorter --horizons")
      return
    }
    tables.add([calibration, tracking])
  }
}

extension TableFrame {
  /// What the tables of a base have in common, from its first day on or a later one.
  init(_ base: Base, from day: Day? = nil, guests: GuestRevenue? = nil) {
    let currency = base.source.currency
    self.init(
      asOf: base.histories.asOf, from: day ?? base.start.firstDay,
      currency: (currency.code, currency.scale), hasAmounts: base.source.hasAmounts,
      guests: guests ?? base.guests)
  }
}
