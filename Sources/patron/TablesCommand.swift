import ArgumentParser
import Backtest
import Bytes
import Columns
import Foundation
import Histories
import Orders
import Scores
import Segments

/// `patron tables`: the state of the base.
struct TablesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tables",
    abstract: "Says how the base as a whole is doing, in tidy tables.",
    discussion: """
      summary: the headline figures; recency, frequency: customers by lifecycle stage and by orders, with their revenue; \
      concentration: who brings how much of it; active_base: stages at the end of each month; months: new, returning and \
      reactivated customers, first and repeat revenue; ladder: who goes on from one purchase day to the next; gaps: the \
      days in between; cohorts: what a month's newcomers did later; one_timers: who came again, may still come, or is \
      lost; drift: whether newcomers come again as they did; economics: what they cost and have left (--cac, --margin); \
      promotions: who was won by them (--periods); migration: stages then and now (--compare-to). From a store that has \
      them, also channels, discounts and codes, drivers: what first orders of customers who came again had in \
      common, channel_economics: economics by the channel of first orders, and products, categories and brands.

      By the models: focus: where most value is at stake, by stage and tier; what_if: what a little more \
      retention is worth; returns: customers by what they sent back; calibration: how well the model, fitted \
      anew to what was known then, would have forecast the last days, by tenths of the probability of an order. \
      The horizon of that test is the longest of --horizons of which two have room in the history.

      Tables that cannot be made are named, with what they need.

      With -o each table is written as NAME.csv and NAME.parquet into a folder, and all of them into \
      tables.json, with what every row means, what they were made of, and the sums of the files. Every share \
      stands behind its numerator and its denominator, and every table has as-of, period and currency.

      EXAMPLES
        patron tables shop
        patron tables shop -o tables --stage-windows auto
        patron tables orders.csv --as-of 2024-06-30 --compare-to 2024-03-31 -o june
        patron tables shop -o tables --cac spend.csv --margin 0.35 --periods sales.csv
        patron tables shop --margin 0.35 --tiers 50,200,500,1000 -o tables
        patron tables shop --json | jq '.tables[] | select(.name == "ladder")'
      """)

  @OptionGroup var source: SourceOptions
  @OptionGroup var model: ModelOptions
  @OptionGroup var groups: GroupOptions

  @OptionGroup var column: CustomerColumn

  @Option(
    help: ArgumentHelp(
      "An earlier day to compare lifecycle stages with: YYYY-MM-DD.", valueName: "day"))
  var compareTo: CalendarDay?

  @Option(
    help: ArgumentHelp(
      "All tables but those of models, and value tiers. " + SegmentOptions.lookbackHelp,
      valueName: "days"))
  var lookback: Lookback?

  @Option(
    help: ArgumentHelp(
      "What a new customer costs: an amount, or a CSV file of what was spent in each month (month,spend or "
        + "month,channel,spend).",
      valueName: "amount|file"), completion: .file(extensions: ["csv"]))
  var cac: String?

  @Option(
    help: ArgumentHelp(
      "A CSV file of promotions, name,start,end: who was acquired in them, and what became of it.",
      valueName: "file"), completion: .file(extensions: ["csv"]))
  var periods: String?

  @Option(
    name: [.short, .customLong("output")],
    help: ArgumentHelp(
      "The folder that the tables go to; it is made if it is not there.", valueName: "folder"),
    completion: .directory)
  var output: String?

  @Flag(help: "Print nothing but errors.")
  var quiet = false

  @Flag(help: "Print all tables in JSON, with times and paths, instead of as text.")
  var json = false

  func validate() throws {
    guard let output else { return }
    if output == "-" { throw ValidationError("-o -: tables go to a folder; --json prints them") }
    try Place.check([output], areNot: source.sources + [model.modelFile].compactMap { $0 })
  }

  func run() throws {
    let clock = ContinuousClock.now
    let progress = Progress(isQuiet: quiet)
    // Made before the work, so that what is in the way is noticed at once.
    if let output { _ = try Folder.create(output) }
    var rejects = try Rejects(path: nil)
    var rules = TableRules()
    rules.comparedTo = compareTo?.day
    rules.lookback = lookback?.days
    if let periods { rules.periods = try SideFiles.periods(periods) }
    var sums = TableSums(asOf: Day(rawValue: 0), rules: rules)
    let base = try Base(
      source: source, customer: column.customer, stageWindows: groups.stageWindows,
      progress: progress,
      rejects: &rejects,
      observing: { asOf, windows in
        rules.windows = windows
        return TableSums(asOf: asOf, rules: rules)
      }, seen: &sums)
    if let day = rules.comparedTo { try base.check(compareTo: day) }
    rules.acquisitionCost = try acquisitionCost(in: base.source)
    rules.leads = try (base.source as? StoredOrders)?.leads(
      until: base.histories.asOf, besides: base.histories.count, id: { base.histories.ids[$0] },
      threads: source.reading.threads)
    let scored = try ScoreRun(
      base, source: source, model: model,
      rules: ChosenRules(rules: groups.rules(for: base), map: nil), sums: sums.segments,
      clock: StageClock(), progress: progress)
    rules.margin = scored.margin?.share
    progress.show("Making tables")
    var tables = try tables(base, sums, &rules)
    let frame = TableFrame(base)
    try tables.addPredicted(
      scored.table, sums, frame: frame, threads: source.reading.threads)
    try addCalibration(to: &tables, scored, frame, progress)
    var document = TablesDocument(tables, scored)
    document.lookback_days = lookback?.days
    if let output {
      document.outputs = try publish(tables, document, in: output)
    }
    progress.clear()
    if json {
      document.addMeasurements(scored, folder: output, since: clock)
      try Descriptor.standardOutput.write(Manifest.json(document))
    } else if !quiet {
      let text = TablesSummary(tables: tables, base: base, warnings: document.warnings).text
      let end = output.map { "\nWrote \(tables.all.count) tables to \($0)\n" } ?? ""
      try Descriptor.standardOutput.write(Array((text + end).utf8))
    }
  }

  /// The tables that need no model, of the days that are looked back on.
  private func tables(
    _ base: Base, _ sums: TableSums, _ rules: inout TableRules
  ) throws -> BaseTables {
    var (histories, sums, start, guests) = (base.histories, sums, base.start, base.guests)
    if let days = lookback?.days {
      // Tiers go by what the whole base's pass has seen.
      rules.lookback = nil
      (histories, sums) = try base.recent(
        days, of: source, observer: TableSums(asOf: histories.asOf, rules: rules))
      start = HistoryStart(histories)
      guests = guests.since(histories.asOf - Int32(days - 1))
    }
    rules.reliableFrom = model.historyFrom?.day ?? start.midLife?.reliableFrom
    let frame = TableFrame(base, from: start.firstDay, guests: guests)
    let threads = source.reading.threads
    var tables = try BaseTables(histories, sums, rules: rules, frame: frame, threads: threads)
    try tables.addDetails(
      of: base.source, rules: rules, frame: frame, keepsZeroOrders: source.zeroOrders == .keep,
      threads: threads)
    return tables
  }

  /// What `--cac` says; nil if it was not given.
  private func acquisitionCost(in source: any OrderSource) throws -> AcquisitionCost? {
    guard let cac else { return nil }
    let scale = source.currency.scale
    if !source.hasAmounts {
      throw RunError(status: .usage, description: "--cac \(cac): there are no amounts")
    }
    guard let first = cac.utf8.first, (0x30...0x39).contains(first) || first == 0x2d,
      Double(cac) != nil
    else { return .spend(try SideFiles.spend(cac, scale: scale)) }
    guard let amount = minorUnits(of: cac, scale: scale), amount >= 0 else {
      throw RunError(
        status: .usage,
        description:
          "--cac \(cac): an amount of at most \(scale) decimals, not below zero, is needed")
    }
    return .perCustomer(amount)
  }

  /// Adds the test of the model on the base's own past, if its history is long enough.
  private func addCalibration(
    to tables: inout BaseTables, _ scored: ScoreRun, _ frame: TableFrame, _ progress: Progress
  ) throws {
    let horizons = scored.options.horizons
    guard
      let options = BacktestRun.Options(
        longestOf: horizons, from: frame.from, asOf: frame.asOf, model: scored.models.family,
        keepsZeroOrders: source.zeroOrders == .keep),
      let table = try BacktestRun(
        scored.source, options, threads: source.reading.threads, progress: { progress.show($0) }
      ).calibrationTable(frame)
    else {
      tables.leaveOut(
        ["calibration"],
        "from \(frame.from) to \(frame.asOf) there is no room for two of the shortest horizon, "
          + "\(horizons[0]) days; give a longer history, or shorter --horizons")
      return
    }
    tables.add([table])
  }

  /// Writes the files of all tables, and lets them appear with the document.
  private func publish(
    _ tables: BaseTables, _ document: TablesDocument, in folder: String
  ) throws -> [TablesDocument.Output] {
    let stale = try EarlierOutputs.names(by: "tables", in: folder)
    var files: [SyncedFile] = []
    var outputs: [TablesDocument.Output] = []
    for table in tables.all {
      for format in [TableFormat.csv, .parquet] {
        let name = "\(table.name).\(format.rawValue)"
        var file = try OutputFile("\(folder)/\(name)")
        try format.write(table) { try file.write($0) }
        let synced = try file.sync()
        outputs.append(
          TablesDocument.Output(file: name, rows: table.rows, sha256: synced.sha256))
        files.append(synced)
      }
    }
    var document = document
    document.outputs = outputs
    var mark = try OutputFile("\(folder)/tables.json")
    try mark.write(Manifest.json(document))
    let names = Set(outputs.map(\.file))
    try Publication.publish(
      files, removing: stale.filter { !names.contains($0) }.map { "\(folder)/\($0)" },
      manifest: try mark.sync())
    return outputs
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
