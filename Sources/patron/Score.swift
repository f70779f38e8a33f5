import ArgumentParser
import Bytes
import Columns
import Histories
import Orders
import Segments

/// `patron score`: the main job.
struct Score: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Scores every customer: one row each, in CSV, Parquet or JSON lines.",
    discussion: """
      Without -o it prints the summary and the top rows. With -o a manifest stands beside the output: \
      OUTPUT.manifest.json; rows that cannot be read are handed back in OUTPUT.rejects.csv.

      EXAMPLES
        patron score orders.csv
        patron score orders.csv -o scores.parquet --currency EUR --margin 0.35
        patron score export.csv --customer "Customer ID" --date InvoiceDate --amount none
        patron score orders.csv --as-of 2024-06-30 --horizons 30,180 -o - --format csv | head
        patron score orders.csv --json | jq .base
        patron score shop --profile -o scores.parquet
        patron score shop -o today.parquet --previous yesterday.parquet

      EXIT CODES
        4 if a figure is further from that of --previous than --max-change allows; nothing is written.
      """)

  @OptionGroup var source: SourceOptions
  @OptionGroup var model: ModelOptions
  @OptionGroup var segments: SegmentOptions

  @OptionGroup var previous: PreviousOptions

  @OptionGroup var column: CustomerColumn

  @Option(
    help: ArgumentHelp(
      "An earlier day, YYYY-MM-DD: a column more, earlier_lifecycle_stage, says which stage customers were in then.",
      valueName: "day"))
  var compareTo: CalendarDay?

  @Flag(
    help:
      "Columns more of what a store knows of customers' channels, country, discounts, categories, price points and brands."
  )
  var profile = false

  @Option(
    name: [.short, .customLong("output")],
    help: ArgumentHelp(
      "Where the scores go, such as scores.parquet; - is standard output.", valueName: "file"),
    completion: .file())
  var output: String?

  @Option(help: "csv, parquet or jsonl. Default: what the name of the output says.")
  var format: TableFormat?

  @Option(
    help: ArgumentHelp(
      "Where rows that cannot be read go. Default: OUTPUT.rejects.csv.", valueName: "file"),
    completion: .file())
  var rejects: String?

  @Flag(help: "Print nothing but errors.")
  var quiet = false

  @Flag(help: "Print the manifest, with times and paths, instead of the summary.")
  var json = false

  func validate() throws {
    if let output { _ = try TableFormat(format, of: output, json: json) }
    try checkPaths()
  }

  /// Refuses to write over an input, or two files to one place.
  private func checkPaths() throws {
    var taken = Set<String>()
    for path in source.sources where !taken.insert(Place.of(path)).inserted {
      throw ValidationError("\(path): it is named twice, and its orders would count twice")
    }
    for path in source.reading.files + segments.files + [model.modelFile].compactMap({ $0 }) {
      taken.insert(Place.of(path))
    }
    let file = output == "-" ? nil : output
    for path in [file, file.map { $0 + ".manifest.json" }, rejects].compactMap({ $0 }) {
      guard taken.insert(Place.of(path)).inserted else {
        throw ValidationError("\(path): it is an input or another output too; choose another name")
      }
    }
    if let file, rejects == nil, taken.contains(Place.of(file + ".rejects.csv")) {
      throw ValidationError("\(file).rejects.csv is an input; choose another --output or --rejects")
    }
    if rejects == "-" { throw ValidationError("--rejects -: rejected rows go to a file") }
  }

  func run() throws {
    let progress = Progress(isQuiet: quiet)
    let earlier = try previous.read()
    let target = output == "-" ? nil : output
    // Created before the work, so that a folder that is missing or full is noticed at once.
    var file: OutputFile?
    if let target { file = try OutputFile(target) }
    var handedBack = try Rejects(
      path: rejects ?? target.map { $0 + ".rejects.csv" }, isRequested: rejects != nil)
    let run: ScoreRun
    do {
      run = try ScoreRun(
        source: source, customer: column.customer, model: model, segments: segments,
        compareTo: compareTo?.day, profile: profile, progress: progress, rejects: &handedBack)
    } catch let error as RunError {
      // The rows that stopped the run are what the user needs to see.
      if rejects != nil, let rejected = try handedBack.finish() {
        try Publication.publish([rejected])
      }
      throw error
    }
    var clock = StageClock()
    var manifest = Manifest(run, command: "score")
    let comparison = try earlier.map { try $0.comparison(with: manifest, run) }

    if let target, let file = file.take() {
      manifest.outputs = [
        try publish(run, file, target, handedBack.finish(), manifest, progress)
      ]
    } else {
      if output == "-", let format {
        try format.write(run.table, threads: source.reading.threads, progress: progress) {
          try Descriptor.standardOutput.write($0)
        }
      }
      if let rejected = try handedBack.finish() { try Publication.publish([rejected]) }
    }
    clock.end(\.write)
    progress.clear()
    if json {
      manifest.addMeasurements(run, writing: clock.seconds.write)
      manifest.previous = comparison
      try Descriptor.standardOutput.write(manifest.json())
    } else if !quiet {
      try report(run, comparison?.warnings ?? [])
    }
  }

  /// Writes the table and the manifest, and makes them appear with the rejected rows.
  private func publish(
    _ run: ScoreRun, _ file: consuming OutputFile, _ target: String, _ rejected: SyncedFile?,
    _ manifest: Manifest, _ progress: Progress
  ) throws -> Manifest.Output {
    var file = file
    try TableFormat(format, of: target, json: json).write(
      run.table, threads: source.reading.threads, progress: progress
    ) {
      try file.write($0)
    }
    progress.show("Making it durable")
    let scores = try file.sync()
    var entry = Manifest.Output(rows: run.table.histories.count, sha256: scores.sha256)
    var manifest = manifest
    manifest.outputs = [entry]
    var note = try OutputFile(target + ".manifest.json")
    try note.write(manifest.json())
    try Publication.publish(
      [scores] + (rejected.map { [$0] } ?? []),
      // What an earlier run handed back does not belong to this one; a file that only has the name of
      // one stays.
      removing: rejected == nil && Rejects.wrote(target + ".rejects.csv")
        ? [target + ".rejects.csv"] : [],
      manifest: try note.sync())
    entry.path = target
    return entry
  }

  /// Prints the summary; where the scores have standard output, the warnings go to standard error.
  private func report(_ run: ScoreRun, _ warnings: [String]) throws {
    var notes = run.warnings + Warnings.of(run.table.profile) + warnings
    if run.account.rejectedRows > 0 && output.map({ $0 == "-" }) ?? true && rejects == nil {
      notes.append(
        "\(Figures.counted(run.account.rejectedRows, "row")) could not be read; "
          + "--rejects FILE hands them back")
    }
    if output == "-" {
      for note in notes { StandardError.write("patron: \(note)\n") }
      return
    }
    var text = Summary(run: run, notes: notes).text
    if let output {
      text += "\nWrote \(Figures.counted(run.table.histories.count, "row")) to \(output)\n"
    }
    try Descriptor.standardOutput.write(Array(text.utf8))
  }
}
