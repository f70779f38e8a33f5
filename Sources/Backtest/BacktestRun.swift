// A base tested on its own past:
//
//   split − H            split                split + H ≤ as-of
//   |--- the period -----|---- the holdout ---|
//   baselines learn      models are fitted    both are held against what came
//
// Days are gone through in order, each once, as what one split learns at may be another split itself: at each one
// pass over the orders makes histories and outcomes, and all memory is given back before the next.

public import Columns
internal import Histories
public import Models
public import Orders

/// How well models and baselines would have forecast what a base did then.
public struct BacktestRun: Sendable {
  /// What to test.
  public struct Options: Sendable {
    /// The last days that forecasts may know of, distinct; no order counts that comes later than the horizon after
    /// the latest.
    public let splits: [Day]
    /// The days that are forecast: H.
    public let horizon: Int
    /// The models, in the order of the results.
    public let models: [ModelFamily]
    /// Whether orders of amount zero count.
    public let keepsZeroOrders: Bool

    /// Options for one run.
    ///
    /// - Precondition: the horizon is at least a day.
    public init(splits: [Day], horizon: Int, models: [ModelFamily], keepsZeroOrders: Bool) {
      precondition(horizon >= 1, "a horizon of at least one day")
      self.splits = Array(Set(splits)).sorted()
      self.horizon = horizon
      self.models = models
      self.keepsZeroOrders = keepsZeroOrders
    }
  }

  /// The options.
  public let options: Options
  /// Split by split, the latest first.
  public private(set) var splits: [BacktestSplit] = []
  /// Splits before which less than a horizon of history lies, which were not tested.
  public private(set) var untested: [Day] = []

  /// Tests models and baselines.
  ///
  /// - Parameters:
  ///   - source: the orders.
  ///   - options: what to test.
  ///   - threads: who works.
  ///   - progress: told what is being done.
  /// - Throws: `HistoryError`; errors of the source.
  public init(
    _ source: any OrderSource, _ options: Options, threads: Threads, progress: (String) -> Void
  ) throws {
    self.options = options
    let horizon = Int32(options.horizon)
    var lessons: [Day: BaselineLessons] = [:]
    for day in Set(options.splits + options.splits.map { $0 - horizon }).sorted() {
      let isSplit = options.splits.contains(day)
      if isSplit && lessons[day - horizon] == nil {
        untested.append(day)
        if !options.splits.contains(day + horizon) { continue }
      }
      progress("Summing up customers as of \(day)")
      let base = try ObservedBase(
        source, BacktestWindow(split: day.rawValue, horizon: horizon),
        keepsZeroOrders: options.keepsZeroOrders, threads: threads)
      if base.histories.count == 0 { continue }
      let cells = try BaselineCells(base, threads: threads)
      if isSplit, let lessons = lessons[day - horizon] {
        splits.insert(
          try BacktestSplit(
            base, cells, lessons, options.models, scale: source.currency.scale, threads: threads,
            progress: progress), at: 0)
      }
      if options.splits.contains(day + horizon) {
        lessons[day] = try BaselineLessons(base, cells, threads: threads)
      }
    }
  }
}
