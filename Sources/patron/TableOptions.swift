import ArgumentParser
import Columns
import Orders
import Segments

/// Options of the tables about a base, beside those of scores.
struct TableOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "All tables but those of scores and models, RFM scores, and value tiers. "
        + SegmentOptions.lookbackHelp,
      valueName: "days"))
  var lookback: Lookback?

  @Option(
    help: ArgumentHelp(
      "What a new customer costs: an amount, or a CSV file of what was spent in each month (month,spend or "
        + "month,channel,spend).",
      valueName: "amount|file"), completion: .file(extensions: ["csv"]))
  var cac: String?

  @Option(
    help: ArgumentHelp(
      "A CSV file of promotions, name,start,end: who was acquired in them, and what became of it.",
      valueName: "file"), completion: .file(extensions: ["csv"]))
  var periods: String?

  /// What tables are told, as far as no source is needed.
  ///
  /// - Throws: errors of the file of periods.
  func rules() throws -> TableRules {
    var rules = TableRules()
    rules.lookback = lookback?.days
    if let periods { rules.periods = try SideFiles.periods(periods) }
    return rules
  }

  /// The files that are read.
  var files: [String] { [cac, periods].compactMap { $0 } }

  /// What `--cac` says; nil if it was not given.
  func acquisitionCost(in source: any OrderSource) throws -> AcquisitionCost? {
    guard let cac else { return nil }
    let scale = source.currency.scale
    if !source.hasAmounts {
      throw RunError(status: .usage, description: "--cac \(cac): there are no amounts")
    }
    guard let first = cac.utf8.first, (0x30...0x39).contains(first) || first == 0x2d,
      Double(cac) != nil
    else { return .spend(try SideFiles.spend(cac, scale: scale)) }
    guard let amount = minorUnits(of: cac, scale: scale), amount >= 0 else {
      throw RunError(
        status: .usage,
        description:
          "--cac \(cac): an amount of at most \(scale) decimals, not below zero, is needed")
    }
    return .perCustomer(amount)
  }
}
