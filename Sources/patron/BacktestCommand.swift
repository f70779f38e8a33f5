import ArgumentParser
import Backtest
import Bytes
import Columns
import Models
import Orders

/// `patron backtest`: how well the models would have forecast the base's own past.
struct BacktestCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "backtest",
    abstract: "Tests the models on the base's own past, beside rules of thumb.",
    discussion: """
      At each split day the models are fitted to the orders up to that day, as they were known then, and \
      forecast the days after it, which are held against what came. Every holdout has as many days, so that \
      "orders again within the horizon" is the same event in all. Customers with an order up to the split \
      are forecast; what others bought later is not.

      The same is asked of rules that need no model and do not look ahead either; what they learn, they \
      learn one horizon before the split (H is the horizon):

      \(Baseline.allCases.map { "  \($0.rawValue): \($0.definition)" }.joined(separator: "\n\n"))

      Bias is (expected - actual) / actual purchase days of all customers; MAE and RMSE are errors of \
      purchase days per customer; Gini is normalised, 1 for the best order there is; log loss, in nats, takes \
      probabilities for at least 0.000001 and at most 0.999999. In the table * marks the best of a column.

      EXAMPLES
        patron backtest orders.csv
        patron backtest shop --horizon 180 -o backtest.json
        patron backtest shop --split 2024-06-30,2024-09-30 --model bg-nbd
        patron backtest shop --max-bias 10% --beat baseline && patron score shop -o scores.parquet
        patron backtest shop --json | jq '.splits[].methods[] | {name, bias, log_loss}'

      EXIT CODES
        4 if the model did not pass a gate that was asked for; the output is written all the same.
      """)

  @OptionGroup var source: SourceOptions

  @OptionGroup var column: CustomerColumn

  @Option(help: ArgumentHelp("The days of each holdout, 1 to 3650.", valueName: "days"))
  var horizon: Int = 90

  @Option(
    help: ArgumentHelp(
      "The last days that forecasts know of: up to 12 of YYYY-MM-DD, separated by commas. Default: one "
        + "and two horizons before as-of, and 365 days before it; of these, those with a horizon of "
        + "history before them.", valueName: "days"))
  var split: SplitDays?

  @Option(
    help: ArgumentHelp(
      "The one model to test: mbg-nbd, bg-nbd or pareto-nbd. Default: all; gates are then for mbg-nbd.",
      valueName: "name"))
  var model: ModelName?

  @OptionGroup var gates: GateOptions

  @Option(
    name: [.short, .customLong("output")],
    help: ArgumentHelp("Where the figures go, in JSON.", valueName: "file"),
    completion: .file())
  var output: String?

  @Flag(help: "Print nothing but errors.")
  var quiet = false

  @Flag(help: "Print the figures in JSON, with times and paths, instead of the tables.")
  var json = false

  func validate() throws {
    guard (1...3650).contains(horizon) else {
      throw ValidationError("--horizon \(horizon): 1 to 3650 days are possible")
    }
    guard let output else { return }
    if output == "-" { throw ValidationError("-o -: --json prints the figures") }
    try Place.check([output], areNot: source.files)
  }

  func run() throws {
    let clock = ContinuousClock.now
    FreedMemory.keepAll()
    let progress = Progress(isQuiet: quiet)
    // Created before the work, so that a folder that is missing or full is noticed at once.
    var file: OutputFile?
    if let output { file = try OutputFile(output) }
    let opened = try source.open(customer: column.customer, progress: progress)
    let orders = opened.orders
    let (asOf, _) = try Base.asOf(source, orders, opened.zone)
    let run = try BacktestRun(
      orders, try options(asOf), threads: source.reading.threads, progress: { progress.show($0) })
    try check(run)
    let judged = model?.family ?? .mbg
    var report = BacktestReport(
      run, of: orders, asOf: asOf, gates: gates.gates, judged: judged)
    if var file = file.take() {
      try file.write(Manifest.json(report.document))
      try Publication.publish([file.sync()])
    }
    progress.clear()
    if json {
      report.document.addMeasurements(orders.inputs, since: clock)
      try Descriptor.standardOutput.write(Manifest.json(report.document))
    } else if !quiet {
      try Descriptor.standardOutput.write(Array(BacktestSummary(report: report).text.utf8))
    }
    if !report.failures.isEmpty {
      throw RunError(status: .gate, description: report.failures.joined(separator: "\npatron: "))
    }
  }

  /// What to test as of a day.
  private func options(_ asOf: Day) throws -> BacktestRun.Options {
    let last = asOf - Int32(horizon)
    if let late = split?.days.first(where: { $0 > last }) {
      throw RunError(
        status: .usage,
        description:
          "--split \(late): the \(horizon) days after it end after \(asOf), the last day that "
          + "counts; choose a day up to \(last), a shorter --horizon or a later --as-of")
    }
    let usual = [last, last - Int32(horizon), asOf - 365].filter { $0 <= last }
    return BacktestRun.Options(
      splits: split?.days ?? usual, horizon: horizon,
      models: model.map { [$0.family] } ?? ModelName.allCases.map(\.family),
      keepsZeroOrders: source.zeroOrders == .keep)
  }

  /// Refuses a run in which a split that was asked for, or every one, has no history before it.
  private func check(_ run: BacktestRun) throws {
    guard run.splits.isEmpty || split != nil, let day = run.untested.last else { return }
    throw RunError(
      status: .nothing,
      description: "nothing to test: no order lies \(horizon) days or more before \(day), the "
        + "\(split == nil ? "latest day" : "day") to split at; choose a shorter --horizon"
        + (split == nil ? "" : " or a later --split"))
  }
}

/// Days as written on the command line: 1 to 12 distinct ones.
struct SplitDays: ExpressibleByArgument {
  let days: [Day]

  init?(argument: String) {
    let parts = argument.split(separator: ",", omittingEmptySubsequences: false)
    days = parts.compactMap { CalendarDay(argument: String($0))?.day }
    guard days.count == parts.count, (1...12).contains(days.count), Set(days).count == days.count
    else { return nil }
  }
}
