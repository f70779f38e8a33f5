import Bytes
import Columns
import Foundation
import Histories
import Orders
import Scores

/// What a run over a base was: what the documents of its tables and of the page that draws them have in common.
///
/// Times, memory and paths stand in what `--json` prints alone.
struct BaseDocument: Encodable {
  var patron = Patron.version
  var as_of: String
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
  var warnings: [String]
  var inputs: [Manifest.Input]
  var seconds: Double?
  var peak_bytes: Int?

  /// The document of a run.
  init(_ run: TablesRun, _ options: TableOptions) {
    let scored = run.scored
    let (base, source) = (scored.base, scored.source)
    as_of = base.histories.asOf.description
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
    warnings = run.warnings
    inputs = source.inputs.map(Manifest.Input.init)
  }

  /// Adds what only `--json` has.
  mutating func addMeasurements(_ run: ScoreRun, since start: ContinuousClock.Instant) {
    for (index, input) in run.source.inputs.enumerated() { inputs[index].path = input.path }
    model.file?.path = run.models.document.file?.path
    seconds = (((ContinuousClock.now - start) / .milliseconds(1)).rounded()) / 1000
    peak_bytes = PeakMemory.bytes
  }
}
