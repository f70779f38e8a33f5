import Columns
import Foundation
import Histories
import Models
import Orders
import Scores
import Segments

/// The path from orders to a score table: each stage a call, with its time.
struct ScoreRun {
  let source: any OrderSource
  let account: Account
  /// What orders of nobody came to by then, in minor units.
  let guestRevenue: Int128
  /// The orders that count.
  let orders: Int
  let fit: BetaGeometricFit
  let spend: SpendFit?
  let table: ScoreTable
  let options: ScoreOptions
  let warnings: [String]
  let seconds: StageSeconds

  /// Reads, fits and prepares the table.
  init(
    source choice: SourceOptions, customer: String?, model: ModelOptions, progress: Progress,
    rejects: inout Rejects
  ) throws {
    let threads = choice.reading.threads
    options = model.scoreOptions
    var clock = StageClock()

    let (source, zone) = try choice.open(customer: customer, progress: progress, rejects: &rejects)
    self.source = source
    let scale = source.currency.scale

    progress.show("Summing up customers")
    let (asOf, laterReason) = try Self.asOf(choice, source, zone)
    let windows = StageWindows.standard
    let built = try HistoryBuilder.build(
      from: source,
      rules: HistoryBuilder.Rules(
        asOf: asOf, keepsZeroOrders: choice.zeroOrders == .keep, activeWindow: windows.active),
      threads: threads)
    let histories = built.histories
    var account = source.account
    if built.zeroValue.rows > 0 { account.setAside(.zeroValue, fromUsed: built.zeroValue) }
    if built.later.rows > 0 { account.setAside(laterReason, fromUsed: built.later) }
    let refunds = built.refunds + built.refunded.revenue
    account.refund(asOf: refunds, ofAll: source.datedRefunds, later: laterReason)
    if built.refunded.rows > 0 {
      var orders = Tally()
      orders.rows = built.refunded.rows
      account.setAside(.refunded, fromUsed: orders)
    }
    self.account = account
    guestRevenue = try source.guestRevenue(until: asOf)
    orders =
      source.orders - built.zeroValue.rows - built.later.rows - built.refunded.rows
    guard histories.count > 0 else {
      throw RunError(
        status: .nothing,
        description: built.zeroValue.rows > 0
          ? Self.nothingCounts(account)
          : laterReason == .future
            ? "nothing to score: every order is after today (\(asOf)); check the dates, or choose "
              + "--as-of"
            : "nothing to score: all \(Figures.count(built.later.rows)) orders are after "
              + "\(asOf); choose a later --as-of")
    }
    clock.end(\.scan)

    progress.show("Fitting the model to \(Figures.count(histories.count)) customers")
    do {
      fit = try BetaGeometricFit(
        model.model.family, to: histories, threads: threads)
    } catch let error as FitError {
      let columns = Set(source.inputs.compactMap { $0.binding.map { "'\($0.customer.name)'" } })
      throw RunError(
        status: .nothing,
        description: columns.isEmpty
          ? "\(error)"
          : "\(error) (customers were taken from column "
            + "\(columns.sorted().joined(separator: ", ")); --customer names another)")
    }
    spend =
      source.hasAmounts
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

    warnings = Warnings.of(
      source: source, account: account, asOf: asOf, ordersPerDay: built.ordersPerDay, fit: fit,
      spend: spend, options: options)
  }

  /// The as-of day, and the reason under which later orders are set aside.
  private static func asOf(
    _ choice: SourceOptions, _ source: any OrderSource, _ zone: TimeZoneTable?
  ) throws -> (Day, SetAsideReason) {
    let now = Int(Date.now.timeIntervalSince1970)
    let today = zone?.day(of: now) ?? Day(rawValue: Int32(now / 86_400))
    switch choice.asOf {
    case .day(let day): return (day, .afterAsOf)
    case .today: return (today, .afterAsOf)
    case .yesterday: return (today - 1, .afterAsOf)
    case .lastOrder:
      guard source.orders > 0 else {
        throw RunError(status: .nothing, description: nothingCounts(source.account))
      }
      let last = try source.lastDay(
        notAfter: today, keepsZeroOrders: choice.zeroOrders == .keep,
        threads: choice.reading.threads)
      // Without one nothing counts, which is found when it is counted.
      return (last ?? today, .future)
    }
  }

  /// Says why there is nothing to score.
  private static func nothingCounts(_ account: Account) -> String {
    let rows = account.all.rows
    if rows == 0 { return "nothing to score: the file has a header and no orders" }
    let reasons =
      account.setAside.map { "\(Figures.count($0.tally.rows)) \($0.reason.rawValue)" }
      + account.rejected.map { "\(Figures.count($0.tally.rows)) \($0.reason.rawValue)" }
    return "nothing to score: none of the \(Figures.count(rows)) rows counts "
      + "(\(reasons.joined(separator: ", ")))"
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
