import ArgumentParser
import Columns
import Orders
import Segments

/// Options that say which stage and which tier a customer is in.
struct GroupOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The days after the last order up to which a customer is active, and lapsing; or auto: within "
        + "which 80 % and 95 % of the gaps between purchases end, of those that do.",
      valueName: "days,days"))
  var stageWindows: StageWindowsChoice = .days(.standard)

  @Option(
    help: ArgumentHelp(
      "Amounts at which value tiers begin, one to five, such as 50,200,500,1000. Default: the top 1, 5, 10, 25 and "
        + "50 % of the base.",
      valueName: "amounts"))
  var tiers: TierAmounts?

  /// The usual rules with these stages and tiers.
  ///
  /// - Throws: `RunError` if the tiers do not go with the base.
  func rules(for base: Base) throws -> SegmentRules {
    let source = base.source
    var rules = SegmentRules()
    rules.windows = base.windows
    if let tiers {
      guard source.hasAmounts else {
        throw RunError(status: .usage, description: "--tiers: there are no amounts")
      }
      let minors = tiers.texts.compactMap { minorUnits(of: $0, scale: source.currency.scale) }
      guard minors.count == tiers.texts.count, let rule = TierRule.amounts(of: minors) else {
        throw RunError(
          status: .usage,
          description:
            "--tiers \(tiers.texts.joined(separator: ",")): one to five different amounts "
            + "above zero are needed, with at most \(source.currency.scale) decimals")
      }
      rules.tiers = rule
    }
    return rules
  }
}

/// What `--lookback` says: a number of days, with or without a d.
struct Lookback: ExpressibleByArgument {
  let days: Int

  init?(argument: String) {
    let digits = argument.hasSuffix("d") ? argument.dropLast() : argument[...]
    guard let days = Int(digits), (1...36_525).contains(days) else { return nil }
    self.days = days
  }
}

/// What `--stage-windows` says.
enum StageWindowsChoice: ExpressibleByArgument, Equatable {
  case days(StageWindows)
  /// What the base's gaps say.
  case auto

  init?(argument: String) {
    if argument == "auto" {
      self = .auto
      return
    }
    let days = argument.split(separator: ",", omittingEmptySubsequences: false).map { Int($0) }
    guard days.count == 2, let active = days[0], let lapsing = days[1],
      let windows = StageWindows(active: active, lapsing: lapsing)
    else { return nil }
    self = .days(windows)
  }

  var defaultValueDescription: String {
    switch self {
    case .days(let windows): "\(windows.active),\(windows.lapsing)"
    case .auto: "auto"
    }
  }
}

/// Amounts as written on the command line: what they come to depends on the currency.
struct TierAmounts: ExpressibleByArgument {
  let texts: [String]

  init?(argument: String) {
    texts = argument.split(separator: ",", omittingEmptySubsequences: false).map { String($0) }
  }
}
