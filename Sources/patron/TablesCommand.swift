import ArgumentParser
import Bytes
import Columns
import Histories
import Orders
import Segments

/// `patron tables`: the state of the base.
struct TablesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tables",
    abstract: "Says how the base as a whole is doing, in tidy tables.",
    discussion: """
      summary: the headline figures; recency, frequency: customers by lifecycle stage and by orders, with their revenue; concentration: who \
      brings how much of it; months: new, returning and reactivated customers, first and repeat revenue; \
      ladder: who goes on from one purchase day to the next; gaps: the days in between.

      With -o each table is written as NAME.csv and NAME.parquet into a folder, and all of them into \
      tables.json, with what every row means, what they were made of, and the sums of the files. Every share \
      stands behind its numerator and its denominator, and every table has as-of, period and currency.

      EXAMPLES
        patron tables shop
        patron tables shop -o tables --stage-windows auto
        patron tables orders.csv --as-of 2024-06-30 -o june
        patron tables shop --json | jq '.tables[] | select(.name == "ladder")'
      """)

  @OptionGroup var source: SourceOptions

  @Option(
    name: [.long, .customLong("customer-column")],
    help: ArgumentHelp("The column of the customer's id.", valueName: "column"))
  var customer: String?

  @Option(help: ArgumentHelp(SegmentOptions.windowsHelp, valueName: "days,days"))
  var stageWindows: StageWindowsChoice = .days(.standard)

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
    try Place.check([output], areNot: source.sources)
  }

  func run() throws {
    let clock = ContinuousClock.now
    let progress = Progress(isQuiet: quiet)
    // Made before the work, so that what is in the way is noticed at once.
    if let output { _ = try Folder.create(output) }
    var rejects = try Rejects(path: nil)
    var sums = TableSums(asOf: Day(rawValue: 0), windows: .standard)
    let base = try Base(
      source: source, customer: customer, stageWindows: stageWindows, progress: progress,
      rejects: &rejects, observing: { TableSums(asOf: $0, windows: $1) }, seen: &sums)
    progress.show("Making tables")
    let tables = try BaseTables(
      base.histories, sums, windows: base.windows, frame: TableFrame(base),
      threads: source.reading.threads, guestRevenue: { try base.source.guestRevenue(until: $0) })
    var document = TablesDocument(tables, base)
    if let output {
      document.outputs = try publish(tables, document, in: output)
    }
    progress.clear()
    if json {
      document.addMeasurements(base.source.inputs, folder: output, since: clock)
      try Descriptor.standardOutput.write(Manifest.json(document))
    } else if !quiet {
      let text = TablesSummary(tables: tables, base: base, warnings: document.warnings).text
      let end = output.map { "\nWrote \(tables.all.count) tables to \($0)\n" } ?? ""
      try Descriptor.standardOutput.write(Array((text + end).utf8))
    }
  }

  /// Writes the files of all tables, and lets them appear with the document.
  private func publish(
    _ tables: BaseTables, _ document: TablesDocument, in folder: String
  ) throws -> [TablesDocument.Output] {
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
    try Publication.publish(files, manifest: try mark.sync())
    return outputs
  }
}

extension TableFrame {
  /// What the tables of a base have in common.
  init(_ base: Base) {
    let currency = base.source.currency
    self.init(
      asOf: base.histories.asOf,
      from: base.histories.firstDay.min().map { Day(rawValue: $0) } ?? base.histories.asOf,
      currency: (currency.code, currency.scale), hasAmounts: base.source.hasAmounts,
      guestRevenue: base.guestRevenue)
  }
}
