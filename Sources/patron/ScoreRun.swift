import Columns
import Foundation
import Histories
import Models
import Orders
import Scores
import Segments

/// The path from order files to a score table: each stage a call, with its time.
struct ScoreRun {
  let log: OrderLog
  let account: Account
  let fit: BetaGeometricFit
  let spend: SpendFit?
  let table: ScoreTable
  let options: ScoreOptions
  let warnings: [String]
  let seconds: StageSeconds

  /// Reads, fits and prepares the table.
  init(
    source: SourceOptions, customer: String?, model: ModelOptions, progress: Progress,
    rejects: inout Rejects
  ) throws {
    let threads = source.threads
    let orders = try source.orderOptions(customer: customer)
    let scale = orders.currency.scale
    options = model.scoreOptions
    var clock = StageClock()

    let reading = "Reading \(source.sources.joined(separator: ", "))"
    let log = try OrderReader(options: orders, threads: threads).read(
      source.sources, progress: { progress.show(reading, $0, of: $1) },
      reject: { try rejects.add($0) })
    self.log = log
    try rejects.check(log.account, limit: source.maxRejects)

    progress.show("Summing up customers")
    let (asOf, laterReason) = try Self.asOf(source.asOf, log, orders.timeZone, threads)
    let windows = StageWindows.standard
    let (histories, later) = try HistoryBuilder.build(
      from: log, asOf: asOf, activeWindow: windows.active, threads: threads)
    var account = log.account
    if later.rows > 0 { account.setAside(laterReason, fromUsed: later) }
    self.account = account
    guard histories.count > 0 else {
      throw RunError(
        status: .nothing,
        description: "nothing to score: all \(Figures.count(later.rows)) orders are after "
          + "\(asOf); choose a later --as-of")
    }
    clock.end(\.scan)

    progress.show("Fitting the model to \(Figures.count(histories.count)) customers")
    do {
      fit = try BetaGeometricFit(
        model.model.family, to: RepeatPatterns(histories, threads: threads), threads: threads)
    } catch let error as FitError {
      let columns = Set(log.sources.map { "'\($0.binding.customer.name)'" }).sorted()
      throw RunError(
        status: .nothing,
        description: "\(error) (customers were taken from column "
          + "\(columns.joined(separator: ", ")); --customer names another)")
    }
    spend =
      log.hasAmounts
      ? try SpendFit(to: histories, scale: scale, threads: threads) : nil
    clock.end(\.fit)

    progress.show("Predicting")
    let predictor = try Predictor(
      histories, model: fit.model, spend: spend, scale: scale, options: options,
      threads: threads)
    table = try ScoreTable(
      histories, predictor: predictor, scale: scale, windows: windows, threads: threads)
    clock.end(\.predict)
    seconds = clock.seconds

    warnings = try Warnings.of(
      log: log, account: account, asOf: asOf, fit: fit, spend: spend, options: options,
      threads: threads)
  }

  /// The as-of day, and the reason under which later orders are set aside.
  private static func asOf(
    _ choice: AsOf, _ log: OrderLog, _ zone: TimeZoneTable?, _ threads: Threads
  ) throws -> (Day, SetAsideReason) {
    let now = Int(Date.now.timeIntervalSince1970)
    let today = zone?.day(of: now) ?? Day(rawValue: Int32(now / 86_400))
    switch choice {
    case .day(let day): return (day, .afterAsOf)
    case .today: return (today, .afterAsOf)
    case .yesterday: return (today - 1, .afterAsOf)
    case .lastOrder:
      guard log.orders > 0 else {
        let rows = log.account.all.rows
        let reasons =
          log.account.setAside.map { "\(Figures.count($0.tally.rows)) \($0.reason.rawValue)" }
          + log.account.rejected.map { "\(Figures.count($0.tally.rows)) \($0.reason.rawValue)" }
        throw RunError(
          status: .nothing,
          description: rows == 0
            ? "nothing to score: the file has a header and no orders"
            : "nothing to score: none of the \(Figures.count(rows)) rows counts "
              + "(\(reasons.joined(separator: ", ")))")
      }
      guard let last = try log.lastDay(notAfter: today, threads: threads) else {
        throw RunError(
          status: .nothing,
          description: "nothing to score: every order is after today (\(today)); check the dates, "
            + "or choose --as-of")
      }
      return (last, .future)
    }
  }
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
