import ArgumentParser
import Bytes
import Columns
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

      By the scores: rfm_grid: customers by recency and frequency scores; clv_distribution: customers by CLV, and \
      what they add up to; focus: where most value is at stake, by stage and tier; what_if: what a little more \
      retention is worth; returns: customers by what they sent back; calibration: how well the model, fitted \
      anew to what was known then, would have forecast the last days, by tenths of the probability of an order; \
      tracking: the same by weeks. \
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

  @OptionGroup var options: TableOptions

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
    try Place.check(
      [output], areNot: source.files + options.files + [model.modelFile].compactMap { $0 })
  }

  func run() throws {
    let clock = ContinuousClock.now
    let progress = Progress(isQuiet: quiet)
    // Made before the work, so that what is in the way is noticed at once.
    if let output { _ = try Folder.create(output) }
    var rules = try options.rules()
    rules.comparedTo = compareTo?.day
    let opened = try source.open(customer: column.customer, progress: progress)
    var run = try TablesRun(
      opened, source: source, model: model, groups: groups, options: options, rules: rules,
      progress: progress, check: { if let day = compareTo?.day { try $0.check(compareTo: day) } })
    try run.addTest(progress)
    let (tables, scored) = (run.tables, run.scored)
    var document = TablesDocument(run, options)
    if let output {
      document.outputs = try publish(tables, document, in: output)
    }
    progress.clear()
    if json {
      document.base.addMeasurements(scored, since: clock)
      document.folder = output
      try Descriptor.standardOutput.write(Manifest.json(document))
    } else if !quiet {
      let text = TablesSummary(tables: tables, base: scored.base, warnings: document.base.warnings)
        .text
      let end = output.map { "\nWrote \(tables.all.count) tables to \($0)\n" } ?? ""
      try Descriptor.standardOutput.write(Array((text + end).utf8))
    }
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
