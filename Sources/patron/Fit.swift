import ArgumentParser
import Bytes
import Columns
import Models

/// `patron fit`: a model on its own.
struct Fit: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Fits the models to a base and writes them to a file that score takes.",
    discussion: """
      Prints the parameters with their standard errors, the likelihood and what the fit had to do where the \
      orders say too little. With -o the models stand in a file in JSON, and a manifest beside it. \
      patron score --model-file takes them as they are: without a fit, and for any base, one of a single \
      customer too.

      --compare-model says how far the base has moved away from a model of before: its parameters then and \
      now, the likelihood-ratio statistic of the old parameters on the orders of today, and how many orders \
      and how much a purchase both expect. What chance would do in one of a hundred comparisons is no drift, \
      and a change of less than 5 % none that matters.

      EXAMPLES
        patron fit shop -o model.json
        patron score shop --model-file model.json -o scores.parquet
        patron fit shop --model pareto-nbd --as-of 2024-06-30
        patron fit shop --compare-model model.json
        patron fit shop --compare-model model.json --json | jq .drift.verdict
      """)

  @OptionGroup var source: SourceOptions

  @OptionGroup var column: CustomerColumn

  @Option(
    help: ArgumentHelp(
      ModelOptions.modelHelp + " Default: that of --compare-model, else mbg-nbd.",
      valueName: "name"))
  var model: ModelName?

  @Option(
    help: ArgumentHelp(ModelOptions.spendHelp + " Default: gamma-gamma.", valueName: "name"))
  var spend: SpendFamily?

  @Option(help: ArgumentHelp(ModelOptions.historyHelp, valueName: "day"))
  var historyFrom: CalendarDay?

  @Option(
    help: ArgumentHelp(
      "A model of before, to tell how far the base has moved away from it.", valueName: "file"),
    completion: .file())
  var compareModel: String?

  @Option(
    name: [.short, .customLong("output")],
    help: ArgumentHelp("Where the model goes, such as model.json.", valueName: "file"),
    completion: .file())
  var output: String?

  @Flag(help: "Print nothing but errors.")
  var quiet = false

  @Flag(help: "Print the manifest, with times and paths, instead of the summary.")
  var json = false

  func validate() throws {
    guard let output else { return }
    if output == "-" { throw ValidationError("-o -: a model goes to a file; --json prints it") }
    try Place.check(
      [output, output + ".manifest.json"],
      areNot: source.files + [compareModel].compactMap { $0 })
  }

  func run() throws {
    let progress = Progress(isQuiet: quiet)
    // Created before the work, so that a folder that is missing or full is noticed at once.
    var file: OutputFile?
    if let output { file = try OutputFile(output) }
    let run = try FitRun(
      source: source, customer: column.customer, family: model?.family, spend: spend,
      historyFrom: historyFrom?.day, compareModel: compareModel, progress: progress)
    var manifest = FitManifest(run)
    if let output, var file = file.take() {
      try file.write(run.file.json())
      let model = try file.sync()
      manifest.outputs = [FitManifest.Output(sha256: model.sha256)]
      var note = try OutputFile(output + ".manifest.json")
      try note.write(Manifest.json(manifest))
      try Publication.publish([model], manifest: try note.sync())
      manifest.outputs[0].path = output
    }
    progress.clear()
    if json {
      manifest.addMeasurements(run)
      try Descriptor.standardOutput.write(try Manifest.json(manifest))
    } else if !quiet {
      let end = output.map { "\nWrote \($0)\n" } ?? ""
      try Descriptor.standardOutput.write(Array((FitSummary(run: run).text + end).utf8))
    }
  }
}
