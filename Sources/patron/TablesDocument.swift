import Bytes
import Columns
import Foundation
import Histories
import Orders
import Scores
import Segments

/// All tables about a base in one document: `tables.json`, and what `--json` prints.
///
/// Times, memory and paths stand in the latter alone.
struct TablesDocument: Encodable {
  /// A table, row by row.
  struct Table: Encodable {
    var name: String
    /// What a row is.
    var definition: String
    var columns: [String]
    var rows: [[Cell]]
  }

  /// A value as JSON has it: money as a decimal text, days as texts.
  enum Cell: Encodable {
    case absent
    case text(String)
    case number(Double)
    case whole(Int64)
    case flag(Bool)

    func encode(to encoder: any Encoder) throws {
      var container = encoder.singleValueContainer()
      switch self {
      case .absent: try container.encodeNil()
      case .text(let value): try container.encode(value)
      case .number(let value): try container.encode(value)
      case .whole(let value): try container.encode(value)
      case .flag(let value): try container.encode(value)
      }
    }
  }

  /// What could not be made.
  struct LeftOut: Encodable {
    var name: String
    /// What it needs.
    var reason: String
  }

  /// A file in the folder.
  struct Output: Encodable {
    var file: String
    var rows: Int
    var sha256: String
  }

  var patron = Patron.version
  var command = "tables"
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
  var tables: [Table]
  var left_out: [LeftOut]
  var warnings: [String]
  var inputs: [Manifest.Input]
  var outputs: [Output] = []
  var folder: String?
  var seconds: Double?
  var peak_bytes: Int?

  /// The document of some tables.
  init(_ made: TablesRun) {
    let (tables, run) = (made.tables, made.scored)
    let base = run.base
    let source = base.source
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
    horizons = run.options.horizons
    annual_discount = run.options.annualDiscount
    margin = run.options.margin
    model = run.models.document
    model.file?.path = nil
    spend_model = run.models.spendDocument
    stage_windows = Manifest.StageWindows(base.windows, base.gaps)
    self.tables = tables.all.map(Table.init)
    left_out = tables.leftOut.map { LeftOut(name: $0.name, reason: $0.reason) }
    warnings = made.warnings
    inputs = source.inputs.map(Manifest.Input.init)
  }

  /// Adds what only `--json` has.
  mutating func addMeasurements(
    _ run: ScoreRun, folder: String?, since start: ContinuousClock.Instant
  ) {
    for (index, input) in run.source.inputs.enumerated() { inputs[index].path = input.path }
    model.file?.path = run.models.document.file?.path
    self.folder = folder
    seconds = (((ContinuousClock.now - start) / .milliseconds(1)).rounded()) / 1000
    peak_bytes = PeakMemory.bytes
  }
}

extension TablesDocument.Table {
  init(_ table: BaseTable) {
    name = table.name
    definition = table.definition
    columns = table.fields.map(\.name)
    rows = (0..<table.rows).map { row in table.columns.map { TablesDocument.Cell($0, row) } }
  }
}

extension TablesDocument.Cell {
  init(_ column: Column, _ row: Int) {
    if let validity = column.validity, !validity[row] {
      self = .absent
      return
    }
    switch (column.values, column.field.type) {
    case (.int64(let values), .count): self = .whole(values[row])
    case (.int32(let values), .integer): self = .whole(Int64(values[row]))
    case (.real(let values), _): self = .number(values[row])
    case (.boolean(let values), _): self = .flag(values[row])
    default: self = .text(column.text(row: row))
    }
  }
}
