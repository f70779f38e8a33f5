import ArgumentParser
import Columns
import Orders
import Segments

/// Options that say what customers are compared with.
struct SegmentOptions: ParsableArguments {
  @OptionGroup var groups: GroupOptions

  /// What it limits.
  static let lookbackHelp =
    "The days up to as-of, such as 730d, whose orders count for them; without it all do. Models always know all orders."

  @Option(
    help: ArgumentHelp(
      "RFM scores, value tiers and heroes. " + lookbackHelp, valueName: "days"))
  var lookback: Lookback?

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

  /// The files that are read.
  var files: [String] { [rfmMap, rfmCuts].compactMap { $0 } }

  /// What customers of a base are compared with.
  ///
  /// - Throws: `RunError` if an option does not go with the base, or a file is wrong; errors of files.
  func rules(for base: Base) throws -> ChosenRules {
    let source = base.source
    var rules = try groups.rules(for: base)
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
    return ChosenRules(rules: rules, map: map)
  }
}

/// What customers are compared with, and how it was chosen.
struct ChosenRules {
  let rules: SegmentRules
  /// Nil of the classic map.
  let map: MapFile?
}
