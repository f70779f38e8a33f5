import Columns
import Reports

/// What a page was made of and what is on it: the manifest beside it, and what `--json` prints.
///
/// Times, memory and paths stand in the latter alone.
struct ReportDocument: Encodable {
  /// A page.
  struct Output: Encodable {
    var path: String?
    var bytes: Int
    var sha256: String
  }

  var base: BaseDocument
  var title: String
  /// The day that headline figures are compared with.
  var compared_to: String?
  /// Why there is none.
  var not_compared: String?
  /// The tables that are plotted.
  var plots: [String]
  var left_out: [TablesDocument.LeftOut]
  var outputs: [Output] = []

  /// The document of a page that is not written yet.
  init(_ run: TablesRun, _ report: Report, _ options: TableOptions) {
    base = BaseDocument(run, options)
    title = report.title
    switch report.earlier {
    case .tables(_, let day): compared_to = day.description
    case .none(let reason): not_compared = reason
    }
    let plots = report.plots
    self.plots = plots.shown
    left_out = plots.missing.map { TablesDocument.LeftOut(name: $0.name, reason: $0.reason) }
  }

  private enum CodingKeys: CodingKey {
    case command, title, compared_to, not_compared, plots, left_out, outputs
  }

  /// What all runs over a base have stands among what is its own.
  func encode(to encoder: any Encoder) throws {
    try base.encode(to: encoder)
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode("report", forKey: .command)
    try container.encode(title, forKey: .title)
    try container.encode(compared_to, forKey: .compared_to)
    try container.encodeIfPresent(not_compared, forKey: .not_compared)
    try container.encode(plots, forKey: .plots)
    try container.encode(left_out, forKey: .left_out)
    try container.encode(outputs, forKey: .outputs)
  }

  /// What was done as a person reads it, with a line end.
  func text(output: String) -> String {
    let against = compared_to.map { ", compared with \($0)" } ?? ""
    var lines = [
      "As of \(base.as_of): \(Figures.counted(base.customers, "customer")), "
        + Figures.counted(base.orders, "order") + against
    ]
    if let not_compared { lines.append("Not compared with an earlier day: \(not_compared)") }
    lines += base.warnings.map { "Note: \($0)." }
    lines += left_out.map { "Not plotted: \($0.name). \($0.reason)" }
    return (lines + ["Wrote \(output)"]).joined(separator: "\n") + "\n"
  }
}
