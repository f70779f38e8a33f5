import ArgumentParser
import Columns
import Orders
import Segments

/// Options that say what customers are compared with.
struct SegmentOptions: ParsableArguments {
  /// What the windows are.
  static let windowsHelp =
    "The days after the last order up to which a customer is active, and lapsing; or auto: within "
    + "which 80 % and 95 % of the gaps between purchases end, of those that do."

  @Option(help: ArgumentHelp(windowsHelp, valueName: "days,days"))
  var stageWindows: StageWindowsChoice = .days(.standard)

  @Option(
    help: ArgumentHelp(
      "Amounts at which value tiers begin, one to five, such as 50,200,500,1000. Default: the top 1, 5, 10, 25 and "
        + "50 % of the base.",
      valueName: "amounts"))
  var tiers: TierAmounts?

  @Option(
    help: ArgumentHelp(
      "A text with your own segments: in each line a name and the scores that have it, such as champions 5[4-5], "
        + "R first, then F, then M where it counts. Every cell must have one.",
      valueName: "file"), completion: .file())
  var rfmMap: String?

  @Option(
    help: ArgumentHelp(
      "The cut points of an earlier manifest, so that scores compare with it.", valueName: "file"),
    completion: .file(extensions: ["json"]))
  var rfmCuts: String?

  /// What customers of a base are compared with.
  ///
  /// - Throws: `RunError` if an option does not go with the base, or a file is wrong; errors of files.
  func rules(for base: Base) throws -> ChosenRules {
    let source = base.source
    var rules = SegmentRules()
    rules.windows = base.windows
    var map: MapFile?
    if let rfmMap {
      let file = try MapFile.read(rfmMap)
      map = file
      rules.map = file.map
      if rules.map.usesMonetary && !source.hasAmounts {
        throw RunError(
          status: .usage,
          description: "--rfm-map \(rfmMap): it goes by monetary scores, and there are no amounts")
      }
    }
    if let rfmCuts { rules.cuts = try CutsFile.read(rfmCuts, for: source) }
    if let tiers {
      guard source.hasAmounts else {
        throw RunError(status: .usage, description: "--tiers: there are no amounts")
      }
      let minors = tiers.texts.compactMap { Figures.minor($0, scale: source.currency.scale) }
      guard minors.count == tiers.texts.count, let rule = TierRule.amounts(of: minors) else {
        throw RunError(
          status: .usage,
          description:
            "--tiers \(tiers.texts.joined(separator: ",")): one to five different amounts "
            + "above zero are needed, with at most \(source.currency.scale) decimals")
      }
      rules.tiers = rule
    }
    return ChosenRules(rules: rules, stageWindows: stageWindows, map: map)
  }
}

/// What customers are compared with, and how it was chosen.
struct ChosenRules {
  let rules: SegmentRules
  let stageWindows: StageWindowsChoice
  /// Nil of the classic map.
  let map: MapFile?
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
