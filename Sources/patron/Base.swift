import Columns
import Foundation
import Histories
import Orders
import Segments

/// The customers of a source as of a day, and where every row of it went.
struct Base {
  let source: any OrderSource
  let account: Account
  /// What orders of nobody came to.
  let guests: GuestRevenue
  /// The orders that count.
  let orders: Int
  let histories: Histories
  /// Orders of each of the last days.
  let ordersPerDay: [Int]
  /// When stages end.
  let windows: StageWindows
  /// The gaps between purchases, if the windows were to go by them.
  let gaps: RepurchaseGaps?

  /// Where the history begins.
  let start: HistoryStart

  /// The base by its orders of the last days alone: who ordered before is new again.
  ///
  /// - Throws: `RunError` if none counts; errors of the source.
  func recent<Observer: OrderObserver>(
    _ days: Int, of choice: SourceOptions, observer: Observer
  ) throws -> (histories: Histories, seen: Observer) {
    var rules = HistoryBuilder.Rules(
      asOf: histories.asOf, keepsZeroOrders: choice.zeroOrders == .keep,
      longestGap: windows.longestGap)
    rules.from = histories.asOf - Int32(days - 1)
    let (built, seen) = try HistoryBuilder.build(
      from: source, rules: rules, observer: observer, threads: choice.reading.threads)
    if built.histories.count == 0 {
      throw RunError(
        status: .nothing,
        description: "--lookback \(days)d: no order lies in the days up to \(histories.asOf)")
    }
    return (built.histories, seen)
  }

  /// Refuses to compare the base with a day that is not before as-of.
  func check(compareTo day: Day) throws {
    if day >= histories.asOf {
      throw RunError(
        status: .usage,
        description: "--compare-to \(day): a day before as-of, \(histories.asOf), is needed")
    }
  }

  /// The customers whose first order lies on a day or after it, without their ids; nil for all, with theirs.
  ///
  /// - Throws: `RunError` if there is none.
  func histories(from day: Day?) throws -> Histories {
    guard let day else { return histories }
    let acquired = histories.acquired(from: day)
    if acquired.count == 0 {
      throw RunError(
        status: .usage,
        description: "--history-from \(day): no customer's first order lies on that day or after it"
      )
    }
    return acquired
  }

  /// What orders of nobody came to by as-of, in minor units.
  var guestRevenue: Int128 { guests.until(histories.asOf) }

  /// Reads the orders and sums them up.
  ///
  /// - Throws: `RunError` if no order counts; errors of the files.
  init(
    source choice: SourceOptions, customer: String?,
    stageWindows: StageWindowsChoice = .days(.standard), progress: Progress, rejects: inout Rejects
  ) throws {
    var nothing = NoObserver()
    try self.init(
      source: choice, customer: customer, stageWindows: stageWindows, progress: progress,
      rejects: &rejects, observing: { _, _ in NoObserver() }, seen: &nothing)
  }

  /// The same, with all orders that count watched on the way by an observer of the as-of day and the windows.
  init<Observer: OrderObserver>(
    source choice: SourceOptions, customer: String?, stageWindows: StageWindowsChoice,
    progress: Progress, rejects: inout Rejects, observing: (Day, StageWindows) -> Observer,
    seen: inout Observer
  ) throws {
    try self.init(
      choice.open(customer: customer, progress: progress, rejects: &rejects), source: choice,
      stageWindows: stageWindows, progress: progress, observing: observing, seen: &seen)
  }

  /// The same of orders that are open.
  init<Observer: OrderObserver>(
    _ opened: OpenedSource, source choice: SourceOptions, stageWindows: StageWindowsChoice,
    progress: Progress, observing: (Day, StageWindows) -> Observer, seen: inout Observer
  ) throws {
    let source = opened.orders
    self.source = source

    progress.show("Summing up customers")
    let (asOf, laterReason) = try Self.asOf(choice, source, opened.zone)
    let threads = choice.reading.threads
    func rules(_ windows: StageWindows) -> HistoryBuilder.Rules {
      HistoryBuilder.Rules(
        asOf: asOf, keepsZeroOrders: choice.zeroOrders == .keep, longestGap: windows.longestGap)
    }
    switch stageWindows {
    case .days(let days):
      windows = days
      gaps = nil
    case .auto:
      // When a stage began depends on the windows, and these on all gaps: a pass of its own.
      let (first, counts) = try HistoryBuilder.build(
        from: source, rules: rules(.standard), observer: GapCounts(), threads: threads)
      let found = RepurchaseGaps(first.histories, ended: counts.counts)
      gaps = found
      windows = found.windows ?? .standard
    }
    let built: HistoryBuilder.Result
    (built, seen) = try HistoryBuilder.build(
      from: source, rules: rules(windows), observer: observing(asOf, windows), threads: threads)
    histories = built.histories
    ordersPerDay = built.ordersPerDay
    start = HistoryStart(built.histories)
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
    guests = try source.guestRevenue()
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
  }

  /// The as-of day, and the reason under which later orders are set aside.
  static func asOf(
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
