import Bytes
import Columns
import Foundation
import Histories
import Orders
import Reports
import Scores
import Segments

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

  var patron = Patron.version
  var command = "report"
  var title: String
  var as_of: String
  /// The day that headline figures are compared with.
  @OrNull var compared_to: String?
  /// Why there is none.
  var not_compared: String?
  @OrNull var currency: String?
  var customers: Int
  var orders: Int
  var rows: Manifest.Rows
  @OrNull var revenue: Manifest.Revenue?
  var horizons: [Int]
  var annual_discount: Double
  @OrNull var margin: Double?
  var model: ModelDocument
  @OrNull var spend_model: Manifest.SpendModel?
  var stage_windows: Manifest.StageWindows
  /// The days that tables without a model and tiers go by, if not all.
  var lookback_days: Int?
  /// The tables that are plotted.
  var plots: [String]
  var left_out: [TablesDocument.LeftOut]
  var warnings: [String]
  var inputs: [Manifest.Input]
  var outputs: [Output] = []
  var seconds: Double?
  var peak_bytes: Int?

  /// The document of a page that is not written yet.
  init(_ run: TablesRun, _ report: Report, _ options: TableOptions) {
    let scored = run.scored
    let (base, source) = (scored.base, scored.source)
    title = report.title
    as_of = base.histories.asOf.description
    switch report.earlier {
    case .tables(_, let day): compared_to = day.description
    case .none(let reason): not_compared = reason
    }
    currency = source.currency.code
    customers = base.histories.count
    orders = base.orders
    rows = Manifest.Rows(base.account)
    if source.hasAmounts {
      revenue = Manifest.Revenue(
        base.account, scale: source.currency.scale, basis: source.revenueBasis,
        guests: base.guestRevenue)
    }
    horizons = scored.options.horizons
    annual_discount = scored.options.annualDiscount
    margin = scored.options.margin
    model = scored.models.document
    model.file?.path = nil
    spend_model = scored.models.spendDocument
    stage_windows = Manifest.StageWindows(base.windows, base.gaps)
    lookback_days = options.lookback?.days
    let plots = report.plots
    self.plots = plots.shown
    left_out = plots.missing.map { TablesDocument.LeftOut(name: $0.name, reason: $0.reason) }
    warnings = run.warnings
    inputs = source.inputs.map(Manifest.Input.init)
  }

  /// Adds what only `--json` has.
  mutating func addMeasurements(
    _ run: ScoreRun, output: String, since start: ContinuousClock.Instant
  ) {
    for (index, input) in run.source.inputs.enumerated() { inputs[index].path = input.path }
    for index in outputs.indices { outputs[index].path = output }
    model.file?.path = run.models.document.file?.path
    seconds = (((ContinuousClock.now - start) / .milliseconds(1)).rounded()) / 1000
    peak_bytes = PeakMemory.bytes
  }

  /// What was done as a person reads it, with a line end.
  func text(output: String) -> String {
    let against = compared_to.map { ", compared with \($0)" } ?? ""
    var lines = [
      "As of \(as_of): \(Figures.counted(customers, "customer")), \(Figures.counted(orders, "order"))"
        + against
    ]
    if let not_compared { lines.append("Not compared with an earlier day: \(not_compared)") }
    lines += warnings.map { "Note: \($0)." }
    lines += left_out.map { "Not plotted: \($0.name). \($0.reason)" }
    return (lines + ["Wrote \(output)"]).joined(separator: "\n") + "\n"
  }
}
