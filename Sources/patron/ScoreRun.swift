import Columns
import Histories
import Models
import Orders
import Scores
import Segments

/// The path from orders to a score table: each stage a call, with its time.
struct ScoreRun {
  let base: Base
  let models: ChosenModel
  /// Nil if CLV is revenue.
  let margin: Margin?
  let table: ScoreTable
  /// Where the map of segments and the cut points of scores came from.
  let rules: ChosenRules
  let options: ScoreOptions
  let warnings: [String]
  let seconds: StageSeconds

  /// Reads, fits and prepares the table.
  init(
    source choice: SourceOptions, customer: String?, model: ModelOptions, segments: SegmentOptions,
    compareTo day: Day? = nil, profile wantsProfile: Bool = false, progress: Progress,
    rejects: inout Rejects
  ) throws {
    let clock = StageClock()
    let lookback = segments.lookback?.days
    var sums = SegmentSums()
    let base = try Base(
      source: choice, customer: customer, stageWindows: segments.groups.stageWindows,
      progress: progress, rejects: &rejects,
      observing: { asOf, windows in
        SegmentSums(
          earlier: day.map { EarlierStages(on: $0, windows: windows) },
          lookback: lookback.map { LookbackSums(days: $0, asOf: asOf) },
          second: wantsProfile ? SecondPurchaseDays() : nil)
      }, seen: &sums)
    if let day { try base.check(compareTo: day) }
    let rules = try segments.rules(for: base)
    var profile: Profile?
    if wantsProfile {
      progress.show("Reading channels, codes and lines")
      profile = try Profile(
        of: base.source, base.histories, keepsZeroOrders: choice.zeroOrders == .keep,
        threads: choice.reading.threads)
    }
    try self.init(
      base, source: choice, model: model, rules: rules, sums: sums, profile: profile, clock: clock,
      progress: progress)
  }

  /// Fits to a base and prepares the table; the clock has run since the base was begun.
  init(
    _ base: Base, source choice: SourceOptions, model: ModelOptions, rules: ChosenRules,
    sums: SegmentSums = SegmentSums(), profile: Profile? = nil, clock: StageClock,
    progress: Progress
  ) throws {
    let threads = choice.reading.threads
    var clock = clock
    self.base = base
    self.rules = rules
    let histories = base.histories
    let currency = base.source.currency
    margin = try Margin(
      model.margin, of: base.source, until: histories.asOf, threads: threads)
    options = model.scoreOptions(margin: margin?.share)
    clock.end(\.scan)

    if let file = model.modelFile {
      progress.show("Reading \(file)")
      models = try ChosenModel(file: file, for: base.source, zeroOrders: choice.zeroOrders)
    } else {
      progress.show("Fitting the model to \(Figures.count(histories.count)) customers")
      models = try ChosenModel(
        (model.model ?? .mbg).family, spend: model.spend ?? .gammaGamma,
        to: base.histories(from: model.historyFrom?.day), from: model.historyFrom?.day,
        currency: currency, threads: threads)
    }
    clock.end(\.fit)

    progress.show("Predicting")
    let predictor = try Predictor(
      histories, model: models.model, spend: models.spend, scale: currency.scale, options: options,
      threads: threads)
    table = try ScoreTable(
      histories, predictor: predictor, scale: currency.scale, rules: rules.rules,
      sums: sums, profile: profile, threads: threads)
    clock.end(\.predict)
    seconds = clock.seconds
    warnings =
      Warnings.ofSource(base, historyFrom: model.historyFrom?.day) + Warnings.ofModel(models, base)
      + Warnings.ofSpend(models)
      + Warnings.of(options, base)
  }

  /// What the orders were read from.
  var source: any OrderSource { base.source }
  /// Where every row went.
  var account: Account { base.account }
}

/// Seconds of each stage.
struct StageSeconds {
  var total = 0.0
  var scan = 0.0
  var fit = 0.0
  var predict = 0.0
  var write = 0.0
}

/// A clock that is stopped at the end of each stage.
struct StageClock {
  private let start = ContinuousClock.now
  private var last = ContinuousClock.now
  private(set) var seconds = StageSeconds()

  /// Ends a stage.
  mutating func end(_ stage: WritableKeyPath<StageSeconds, Double>) {
    let now = ContinuousClock.now
    seconds[keyPath: stage] = Self.rounded(now - last)
    seconds.total = Self.rounded(now - start)
    last = now
  }

  private static func rounded(_ duration: Duration) -> Double {
    ((duration / .milliseconds(1)).rounded()) / 1000
  }
}
