import Bytes
import Orders

/// What an import did: what `patron import --json` prints.
struct ImportManifest: Encodable {
  var patron = Patron.version
  var command = "import"
  var store: String
  /// The store's version that has the orders.
  var version: Int
  /// Files that had been imported before and were skipped.
  var already_imported: [String]
  @OrNull var currency: String?
  var rows: Manifest.Rows
  @OrNull var revenue: Manifest.Revenue?
  var inputs: [Manifest.Input]
  /// The bytes of the files that were added to the store.
  var bytes: Int
  var warnings: [String]
  var seconds: Double
  var peak_bytes: Int

  init(_ outcome: StoreImport.Outcome, store: String, seconds: Double) {
    self.store = store
    version = outcome.version
    already_imported = outcome.alreadyImported
    currency = outcome.settings.currency.code
    rows = Manifest.Rows(outcome.account)
    if outcome.settings.hasAmounts {
      revenue = Manifest.Revenue(
        outcome.account, scale: outcome.settings.currency.scale, basis: "as written")
    }
    inputs = outcome.inputs.map { input in
      var entry = Manifest.Input(input)
      entry.path = input.path
      return entry
    }
    bytes = outcome.bytes
    warnings = outcome.notes
    self.seconds = seconds
    peak_bytes = PeakMemory.bytes
  }
}
