public import ArgumentParser
import Bytes
public import Reports

/// `patron changes`: what moved between two score files.
struct ChangesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "changes",
    abstract: "Says what changed of each customer between two score files.",
    discussion: """
      A row for each customer and change, with the value before and after, and the as-of days of both files:

        new, gone              who is in NEW alone, and in OLD alone
        lifecycle_stage, rfm_segment, value_tier, predicted_value_tier, is_hero
                               another value; an empty one is a value too
        churn_probability      moved by --threshold or more
        order                  orders rose, from how many to how many

      Customers stand in the order of the score files, and a customer's changes in this one. What one of the \
      files says nothing about, such as tiers without amounts, is left out with a warning. Both files are read \
      side by side as they were written, unsorted, in CSV or Parquet. Without -o it prints the counts.

      EXAMPLES
        patron changes monday.parquet tuesday.parquet -o changes.csv
        patron changes old.csv new.csv --threshold 0.25 -o - --format jsonl | send
        patron changes old.csv new.csv --json | jq .changes
      """)

  @Argument(help: "The earlier scores, of patron score -o.", completion: .file())
  var old: String

  @Argument(help: "The later scores.", completion: .file())
  var new: String

  @Option(
    help: ArgumentHelp(
      "How far the churn probability moves at least, either way: 0.000001 to 1.",
      valueName: "share"))
  var threshold: ChangeThreshold = .usual

  @Option(
    name: [.short, .customLong("output")],
    help: ArgumentHelp(
      "Where the changes go, such as changes.csv; - is standard output.", valueName: "file"),
    completion: .file())
  var output: String?

  @Option(help: "csv, parquet or jsonl. Default: what the name of the output says.")
  var format: TableFormat?

  @Flag(help: "Print nothing but errors.")
  var quiet = false

  @Flag(help: "Print the manifest, with paths, instead of the counts.")
  var json = false

  func validate() throws {
    if old == "-" || new == "-" { throw ValidationError("-: score files are read by their names") }
    guard let output else { return }
    _ = try TableFormat(format, of: output, json: json)
    if output == "-" { return }
    let outputs = [output, ScoresManifest.path(of: output)]
    try Place.check(outputs, areNot: [old, new] + [old, new].map(ScoresManifest.path))
  }

  func run() throws {
    let progress = Progress(isQuiet: quiet)
    let target = output == "-" ? nil : output
    // Created before the work, so that a folder that is missing or full is noticed at once.
    var file: OutputFile?
    if let target { file = try OutputFile(target) }
    progress.show("Comparing \(old) and \(new)")
    let (before, after) = (try ScoreFile(old), try ScoreFile(new))
    if before.asOf > after.asOf {
      throw RunError(
        status: .usage,
        description:
          "\(old) is as of \(before.asOf), and \(new) of \(after.asOf), which is earlier; "
          + "name the earlier scores first")
    }
    var changes = try Changes(from: before, to: after, threshold: threshold)
    if let target, var file = file.take() {
      try TableFormat(format, of: target, json: json).write(&changes) { try file.write($0) }
      let table = try file.sync()
      var document = try ChangesDocument(changes, before, after, threshold)
      document.outputs = [Manifest.Output(rows: document.rows, sha256: table.sha256)]
      var note = try OutputFile(ScoresManifest.path(of: target))
      try note.write(Manifest.json(document))
      try Publication.publish([table], manifest: try note.sync())
      progress.clear()
      document.outputs[0].path = target
      try report(document)
    } else if output == "-", let format {
      try format.write(&changes) { try Descriptor.standardOutput.write($0) }
      progress.clear()
      try report(try ChangesDocument(changes, before, after, threshold))
    } else {
      while try changes.next() != nil {}
      progress.clear()
      try report(try ChangesDocument(changes, before, after, threshold))
    }
  }

  /// Prints what was found; where the changes have standard output, the warnings go to standard error.
  private func report(_ document: ChangesDocument) throws {
    var document = document
    if json {
      document.inputs[0].path = old
      document.inputs[1].path = new
      try Descriptor.standardOutput.write(Manifest.json(document))
    } else if !quiet && output == "-" {
      for warning in document.warnings { StandardError.write("patron: \(warning)\n") }
    } else if !quiet {
      try Descriptor.standardOutput.write(Array(document.text(output: output).utf8))
    }
  }
}

extension ChangeThreshold: ExpressibleByArgument {
  /// A share as written on the command line.
  public init?(argument: String) {
    guard let share = Double(argument) else { return nil }
    self.init(share)
  }

  /// As the help has it.
  public var defaultValueDescription: String { Figures.plain(share) }
}
