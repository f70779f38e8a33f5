import Bytes
import Columns
import Models
import Orders

/// What `patron fit` did: the document beside the model, and what `--json` prints.
///
/// Times, memory and paths stand in the latter alone.
struct FitManifest: Encodable {
  struct Output: Encodable {
    var path: String?
    var sha256: String
  }

  var patron = Patron.version
  var command = "fit"
  var as_of: String
  @OrNull var currency: String?
  var orders: Int
  var rows: Manifest.Rows
  @OrNull var revenue: Manifest.Revenue?
  var data: ModelFile.Data
  var model: ModelDocument
  @OrNull var spend_model: Manifest.SpendModel?
  @OrNull var drift: DriftDocument?
  var warnings: [String]
  var inputs: [Manifest.Input]
  var outputs: [Output] = []
  var seconds: [String: Double]?
  var peak_bytes: Int?

  /// The document of a run, without times, memory and paths.
  init(_ run: FitRun) {
    let source = run.base.source
    as_of = run.file.as_of
    currency = run.file.currency
    orders = run.base.orders
    rows = Manifest.Rows(run.base.account)
    if source.hasAmounts {
      revenue = Manifest.Revenue(
        run.base.account, scale: source.currency.scale, basis: source.revenueBasis,
        guests: run.base.guestRevenue)
    }
    data = run.file.data
    model = run.file.model
    spend_model = run.file.spend_model
    drift = run.drift
    warnings = run.warnings
    inputs = source.inputs.map(Manifest.Input.init)
    drift?.model_file.path = nil
  }

  /// Adds what only `--json` has: paths, seconds and memory.
  mutating func addMeasurements(_ run: FitRun) {
    for (index, input) in run.base.source.inputs.enumerated() { inputs[index].path = input.path }
    drift?.model_file.path = run.drift?.model_file.path
    let stages = run.seconds
    seconds = [
      "scan": stages.scan, "fit": stages.fit, "compare": stages.predict, "total": stages.total,
    ]
    peak_bytes = PeakMemory.bytes
  }
}
