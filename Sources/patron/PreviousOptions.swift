import ArgumentParser
import Bytes

/// What a run is held against before it is published.
struct PreviousOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The scores of an earlier run, by whose manifest this one is judged: exit with 4, and write nothing, if customers, "
        + "revenue or expected orders moved too far. They may be what -o replaces.",
      valueName: "file"), completion: .file())
  var previous: String?

  @Option(
    help: ArgumentHelp(
      "How far each may move, either way, with --previous: a share such as 10%. Default: 20%.",
      valueName: "share"))
  var maxChange: Percentage?

  func validate() throws {
    if maxChange != nil && previous == nil {
      throw ValidationError("--max-change says how far a run may be from --previous; name that too")
    }
  }

  /// The earlier run, if one was named.
  func read() throws -> PreviousRun? {
    guard let previous else { return nil }
    let remedy = "write scores without --previous first, or name others"
    let manifest: ScoresManifest
    do {
      manifest = try ScoresManifest.read(of: previous, remedy: remedy)
    } catch let error as FileError {
      throw RunError(
        status: .input,
        description: "\(error); --previous goes by the manifest beside the scores: \(remedy)")
    }
    return PreviousRun(
      path: ScoresManifest.path(of: previous), manifest: manifest,
      mostPercent: maxChange?.percent ?? 20)
  }
}
