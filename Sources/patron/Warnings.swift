import Columns
import Histories
import Models
import Orders
import Scores
import Segments

/// What a careful analyst would say beside the scores.
enum Warnings {
  /// Of the orders.
  static func ofSource(_ base: Base, historyFrom: Day? = nil) -> [String] {
    let asOf = base.histories.asOf
    var warnings = base.source.notes
    if let future = base.account.setAside.first(where: { $0.reason == .future })?.tally {
      warnings.append(
        "orders after today were set aside: \(Figures.count(future.rows)); check the dates or choose "
          + "--as-of")
    }
    if let partial = LastDay(partial: base.ordersPerDay) {
      warnings.append(
        "the last day, \(asOf), looks partial: \(partial.orders) orders, where its weekday usually "
          + "has \(partial.usual); --as-of \(asOf - 1) leaves it out")
    }
    if let gaps = base.gaps, gaps.windows == nil {
      warnings.append(
        "the gaps between purchases are too few for windows of their own "
          + "(\(Figures.counted(gaps.ended, "gap"))): stages end after \(base.windows.active) and "
          + "\(base.windows.lapsing) days")
    }
    warnings += ofHistory(base, from: historyFrom)
    if !base.source.hasAmounts {
      warnings.append("there are no amounts: every column of money is empty")
    }
    return warnings
  }

  /// Of how far back orders go.
  private static func ofHistory(_ base: Base, from day: Day?) -> [String] {
    var warnings: [String] = []
    let lapsing = Int(base.windows.lapsing)
    let days = base.start.days
    if days < 2 * lapsing {
      warnings.append(
        "orders go back \(Figures.counted(days, "day")), less than twice the \(lapsing) days after which a "
          + "customer is inactive"
          + (days < 365 ? ", and no full year: seasons cannot be told" : ""))
    }
    if let start = base.start.midLife, day == nil {
      warnings.append(
        "the history seems to begin when the shop had customers already: in the first \(start.gap) days "
          + "\(Figures.number(start.early, decimals: 1)) came new a day, later "
          + "\(Figures.number(start.later, decimals: 1)); first orders before \(start.reliableFrom) may be none; "
          + "--history-from \(start.reliableFrom) keeps these customers out of the fit")
    }
    return warnings
  }

  /// Of tables by months.
  static func ofMonths(until asOf: Day) -> [String] {
    let (last, next) = (asOf.civil, (asOf + 1).civil)
    if last.month != next.month { return [] }
    return [
      "the last month, \(asOf.description.prefix(7)), is not over: tables have its days up to \(asOf), and call it "
        + "not complete"
    ]
  }

  /// Of how the model of purchases came about.
  static func ofModel(_ models: ChosenModel, _ base: Base) -> [String] {
    var warnings = models.document.warnings
    let columns = Set(base.source.inputs.compactMap { $0.binding.map { "'\($0.customer.name)'" } })
    if models.fit?.fallback?.kind == .penalised && !columns.isEmpty {
      warnings.append(
        "customers were taken from column \(columns.sorted().joined(separator: ", ")); "
          + "--customer names another")
    }
    return warnings
  }

  /// Of what purchases are worth.
  static func ofSpend(_ models: ChosenModel) -> [String] {
    guard let spend = models.spendDocument else { return [] }
    // It may come from a file.
    let fallback = [spend.fallback].compactMap { $0 }.map(Figures.printable)
    return fallback + (models.spend.map(of) ?? [])
  }

  /// Of what was asked for.
  static func of(_ options: ScoreOptions, _ base: Base) -> [String] {
    base.source.hasAmounts && options.margin == nil
      ? ["without --margin, CLV is discounted revenue, not profit"] : []
  }

  /// Of columns that the source has nothing for.
  static func of(_ profile: Profile?) -> [String] {
    profile?.leftOut.map { "--profile without \($0.columns): \($0.reason)" } ?? []
  }

  /// Where a base is far from what models of spends take for granted.
  private static func of(_ spend: SpendFit) -> [String] {
    guard let checks = spend.checks else { return [] }
    var warnings: [String] = []
    if checks.isCorrelated {
      warnings.append(
        "who buys more often spends \(checks.correlation > 0 ? "more" : "less") on a purchase day "
          + "(correlation \(Figures.number(checks.correlation, decimals: 2)) among "
          + "\(Figures.count(checks.buyers)) repeat buyers), where \(spend.model.name) expects none: "
          + "values of frequent buyers may be off")
    }
    if let trend = checks.trend, trend.isMarked {
      func percent(_ share: Double) -> String { Figures.number(abs(share) * 100, decimals: 1) }
      warnings.append(
        "the orders of the same customers \(trend.perYear > 0 ? "rise" : "fall") in value by "
          + "\(percent(trend.perYear)) % a year (± \(percent(trend.standardError)); "
          + "\(Figures.count(trend.customers)) customers), where \(spend.model.name) expects them to stay "
          + "alike: expected order values may be too \(trend.perYear > 0 ? "low" : "high")")
    }
    return warnings
  }
}
