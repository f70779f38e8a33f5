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
  var orders: Orders
  /// The lines of orders that were added.
  var lines: Int
  /// What is known of people.
  var customers: Customers
  /// Stored orders that went to the person of another id.
  var merged: Int
  /// Orders of which something was paid back on a day that the source does not say.
  var undated_refunds: Int
  var inputs: [Manifest.Input]
  /// The file with the rows that could not be read, if there are any or it was asked for.
  @OrNull var rejects: String?
  /// The bytes of the files that were added to the store.
  var bytes: Int
  var warnings: [String]
  var seconds: Double
  var peak_bytes: Int

  /// Orders by what became of them.
  struct Orders: Encodable {
    /// Orders that came again as another.
    struct Restated: Encodable {
      var in_import, in_store, kept: Int
    }

    var live: Int
    /// Orders of nobody, which would count otherwise.
    var guests: Int
    var restated: Restated
    var duplicate: Int
  }

  /// Rows of files of people, and what became of them.
  struct Customers: Encodable {
    var rows, new, changed: Int
  }

  init(_ outcome: StoreImport.Outcome, store: String, rejects: String?, seconds: Double) {
    self.store = store
    version = outcome.version
    already_imported = outcome.alreadyImported
    currency = outcome.settings.currency.code
    rows = Manifest.Rows(outcome.account)
    let guests = outcome.account.setAside.first { $0.reason == .guest }?.tally ?? Tally()
    if outcome.settings.hasAmounts {
      revenue = Manifest.Revenue(
        outcome.account, scale: outcome.settings.currency.scale,
        basis: outcome.settings.revenueBasis, guests: guests.revenue)
    }
    let counts = outcome.conflicts
    orders = Orders(
      live: counts.live, guests: counts.guests,
      restated: Orders.Restated(
        in_import: counts.restatedInImport, in_store: counts.restatedInStore, kept: counts.kept),
      duplicate: counts.duplicates)
    lines = outcome.lines
    undated_refunds = counts.undatedRefunds
    let people = outcome.people
    customers = Customers(rows: people.rows, new: people.new, changed: people.changed)
    merged = people.merged
    inputs = outcome.inputs.map { input in
      var entry = Manifest.Input(input)
      entry.path = input.path
      return entry
    }
    self.rejects = rejects
    bytes = outcome.bytes
    warnings = outcome.notes
    self.seconds = seconds
    peak_bytes = PeakMemory.bytes
  }
}
