import Bytes
import Columns
import Reports

/// What `patron changes` found: the document beside its output, and what `--json` prints.
struct ChangesDocument: Encodable {
  struct Input: Encodable {
    var path: String?
    var as_of: String
    var customers: Int
    var sha256: String
  }

  var patron = Patron.version
  var command = "changes"
  var as_of_before: String
  var as_of: String
  var threshold: Double
  /// The rows of the table.
  var rows: Int
  /// By kind the number of customers.
  var changes: [String: Int]
  /// Kinds that were not looked for.
  var left_out: [String]
  var warnings: [String]
  var inputs: [Input]
  var outputs: [Manifest.Output] = []
  /// The kinds in order.
  private let kinds: [Changes.Count]

  private enum CodingKeys: CodingKey {
    case patron, command, as_of_before, as_of, threshold, rows, changes, left_out, warnings, inputs
    case outputs
  }

  /// The document of changes that were all found.
  ///
  /// - Throws: `FileError` if a file cannot be read any more, or was changed meanwhile.
  init(
    _ changes: Changes, _ old: ScoreFile, _ new: ScoreFile, _ threshold: ChangeThreshold
  ) throws {
    kinds = changes.counts
    as_of_before = old.asOf.description
    as_of = new.asOf.description
    self.threshold = threshold.share
    rows = changes.rows
    self.changes = Dictionary(
      uniqueKeysWithValues: changes.counts.map { ($0.kind.rawValue, $0.customers) })
    left_out = changes.leftOut.map(\.kind.rawValue)
    inputs = [
      Input(
        as_of: as_of_before, customers: changes.customers.before, sha256: try old.sha256()),
      Input(as_of: as_of, customers: changes.customers.after, sha256: try new.sha256()),
    ]
    warnings = changes.leftOut.map {
      "\($0.file.path) has no \($0.kind.column): \($0.kind.rawValue) is left out"
    }
    warnings += ChangesSettings(old.path, inputs[0].sha256).warnings(
      ChangesSettings(new.path, inputs[1].sha256))
  }

  /// The counts as a person reads them.
  func text(output: String?) -> String {
    var lines = [
      "From \(as_of_before) to \(as_of): \(Figures.counted(inputs[0].customers, "customer")) before, "
        + "\(Figures.count(inputs[1].customers)) now",
      "",
    ]
    lines +=
      TextTable(
        header: ["change", "customers"],
        rows: kinds.map { [$0.kind.rawValue, Figures.count($0.customers)] }
      ).lines
    if !warnings.isEmpty { lines.append("") }
    lines += warnings.map { "Note: \($0)." }
    if let output {
      lines += ["", "Wrote \(Figures.counted(rows, "row")) to \(output)"]
    }
    return lines.joined(separator: "\n") + "\n"
  }
}

/// How scores were made, as far as the manifest beside them says it.
private struct ChangesSettings {
  let path: String
  /// Nil if there is none.
  let manifest: ScoresManifest?
  var warnings: [String] = []

  /// The manifest beside the scores of this digest, unless it is of others or cannot be read.
  init(_ path: String, _ sha256: String) {
    self.path = path
    do {
      let found = try ScoresManifest.read(of: path, remedy: "what it says is not compared")
      let isOwn = found.outputs.contains { $0.sha256 == sha256 }
      manifest = isOwn ? found : nil
      if !isOwn {
        warnings = ["\(ScoresManifest.path(of: path)) is not of these scores, and is not compared"]
      }
    } catch is FileError {
      manifest = nil
    } catch {
      manifest = nil
      warnings = ["\(error)"]
    }
  }

  /// Where two files were made in different ways, so that changes may come from that.
  func warnings(_ other: ChangesSettings) -> [String] {
    var warnings = self.warnings + other.warnings
    guard let manifest, let later = other.manifest else { return warnings }
    func compare(_ what: String, _ before: String, _ after: String) {
      if before == after { return }
      warnings.append(
        "\(what) was \(Figures.printable(before)) in \(path), and is \(Figures.printable(after)) in "
          + "\(other.path): changes may come from that")
    }
    compare("the horizon of churn", "\(manifest.churn_horizon)", "\(later.churn_horizon)")
    compare("the model", manifest.model.name, later.model.name)
    compare(
      "the currency", ScoresManifest.name(of: manifest.currency),
      ScoresManifest.name(of: later.currency))
    return warnings
  }
}
