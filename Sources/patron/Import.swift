import ArgumentParser
import Bytes
import Columns
import Foundation
import Orders

/// `patron import`: from files to a store.
struct Import: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Imports order files into a store, which keeps them sorted and compressed.",
    discussion: """
      Files are taken as shops export them: what wrote them is told by their columns, and printed. All that \
      is new becomes visible together, or nothing does. A file that was imported before, under \
      whatever name, is skipped. The store is a Delta Lake table (STORE/orders) that DuckDB, Polars, Spark \
      and delta-rs read as it stands. Its currency, time zone and whether there are amounts are fixed by the \
      first import. Rows that cannot be read are handed back in STORE/rejects.

      EXAMPLES
        patron import orders.csv --into shop
        patron import 2024/*.parquet --into shop --currency EUR --time-zone Europe/Berlin
        patron import huge.csv.gz --into shop --memory 4GiB
        patron import orders.csv --customers people.csv --into shop
        zcat 2023.csv.gz | patron import - 'exports/2024-*.csv' --into shop
        patron score shop -o scores.parquet
      """)

  @Argument(
    help: ArgumentHelp(
      "Order files: CSV or Parquet, packed by gzip or zstd or not; folders of them; patterns in quotes; "
        + "Delta tables; - for standard input."),
    completion: .file(extensions: ["csv", "tsv", "txt", "parquet", "gz", "zst"]))
  var files: [String] = []

  @Option(
    help: ArgumentHelp("The folder of the store; made if it is not there.", valueName: "store"),
    completion: .directory)
  var into: String

  @OptionGroup var column: CustomerColumn

  @Option(
    help: ArgumentHelp(
      "A file of people, one a row, also of those without orders: e-mail, phone, name, country, postcode, "
        + "city, consent, birthday, registration date. The latest value that is there holds; may be repeated.",
      valueName: "file"),
    completion: .file(extensions: ["csv", "tsv", "txt", "parquet", "gz", "zst"]))
  var customers: [String] = []

  @OptionGroup var reading: ReadingOptions

  @Option(
    help: ArgumentHelp(
      "How much memory the import may take, about; the rest waits on disk.", valueName: "size"))
  var memory = ByteCount(2 << 30)

  @Option(
    help: ArgumentHelp(
      "Where rows that cannot be read go. Default: a file in STORE/rejects.", valueName: "file"),
    completion: .file())
  var rejects: String?

  @Flag(help: "Print nothing but errors.")
  var quiet = false

  @Flag(help: "Print what was done as JSON instead of the summary.")
  var json = false

  func validate() throws {
    if files.isEmpty && customers.isEmpty && reading.customerMap == nil {
      throw ValidationError("name at least one order file")
    }
    if memory.bytes < 64 << 20 {
      throw ValidationError("--memory \(memory): at least 64 MiB are needed")
    }
    if rejects == "-" { throw ValidationError("--rejects -: rejected rows go to a file") }
    if let rejects, files.contains(where: { Place.of($0) == Place.of(rejects) }) {
      throw ValidationError("--rejects \(rejects): it is an input; choose another name")
    }
  }

  func run() throws {
    let start = ContinuousClock.now
    let progress = Progress(isQuiet: quiet)
    var options = try reading.orderOptions(customer: column.customer)
    options.customerFiles = customers
    let now = Int(Date.now.timeIntervalSince1970 * 1000)
    let folder = "\(into)/rejects"
    // Two imports may begin within a millisecond.
    let process = ProcessInfo.processInfo.processIdentifier
    var handedBack = try Rejects(
      path: rejects ?? "\(folder)/\(now)-\(process).csv", isRequested: rejects != nil,
      folder: rejects == nil ? folder : nil)
    let outcome: StoreImport.Outcome
    var returned: String?
    do {
      outcome = try StoreImport(
        into: into, options: options, memory: memory.bytes, threads: reading.threads, now: now
      ).run(
        files, progress: { progress.show($0, $1, of: $2) }, reject: { try handedBack.add($0) },
        accept: { account in
          try handedBack.check(account, limit: reading.maxRejects)
          // Before the rest of the rows is promised, so that none is lost in between.
          if let rejected = try handedBack.finish() {
            try Publication.publish([rejected])
            returned = rejected.path
          }
        })
    } catch let error as RunError {
      // The rows that stopped the import are what the user needs to see.
      if rejects != nil, let rejected = try handedBack.finish() {
        try Publication.publish([rejected])
      }
      throw error
    }
    progress.clear()
    let elapsed = ((ContinuousClock.now - start) / .milliseconds(1)).rounded() / 1000
    if json {
      let manifest = ImportManifest(
        outcome, store: into, rejects: returned, seconds: elapsed)
      try Descriptor.standardOutput.write(try Manifest.json(manifest))
    } else if !quiet {
      try Descriptor.standardOutput.write(Array(summary(of: outcome, rejects: returned).utf8))
    }
  }

  /// What the store got.
  private func added(_ outcome: StoreImport.Outcome) -> String {
    let counts = outcome.conflicts
    var text = outcome.isNew ? ", a new store; " : "; "
    text += Figures.counted(counts.live, "order")
    if outcome.lines > 0 { text += " with \(Figures.counted(outcome.lines, "line"))" }
    text += " added in \(ByteCount(outcome.bytes))"
    if counts.restatedInStore > 0 {
      text += "; \(Figures.counted(counts.restatedInStore, "order")) of the store restated"
    }
    if counts.duplicates > 0 {
      text += "; \(Figures.counted(counts.duplicates, "order")) there already"
    }
    let people = outcome.people
    if people.new > 0 { text += "; \(Figures.counted(people.new, "row")) of customers added" }
    if people.changed > 0 {
      text += "; \(Figures.counted(people.changed, "row")) of customers changed"
    }
    if people.merged > 0 {
      text += "; \(Figures.counted(people.merged, "order")) moved to the person of another id"
    }
    return text
  }

  /// What was done, as a person reads it.
  private func summary(of outcome: StoreImport.Outcome, rejects: String?) -> String {
    var lines = outcome.alreadyImported.map { "\($0): imported before, skipped" }
    let settings = outcome.settings
    if !outcome.inputs.isEmpty || !outcome.people.isEmpty {
      lines += outcome.inputs.compactMap(Summary.source)
      lines +=
        [""]
        + AccountTable(
          outcome.account, currency: settings.currency, hasAmounts: settings.hasAmounts
        ).lines
      if settings.hasAmounts { lines.append("revenue is \(settings.revenueBasis)") }
      let rejected = outcome.account.rejectedRows
      let notes =
        outcome.notes
        + (rejected == 0
          ? []
          : [
            "\(Figures.counted(rejected, "row")) could not be read and \(rejected == 1 ? "is" : "are") "
              + "handed back in \(rejects ?? "")"
          ])
      lines += notes.isEmpty ? [] : [""] + notes.map { "Note: \($0)." }
      lines += ["", "\(into): version \(outcome.version)" + added(outcome)]
    } else {
      lines.append("\(into): version \(outcome.version), nothing to import")
    }
    return lines.joined(separator: "\n") + "\n"
  }
}
