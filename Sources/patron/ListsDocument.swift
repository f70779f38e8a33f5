import Bytes
import Columns
import Histories
import Orders
import Reports
import Scores
import Segments

/// What lists there are, whom they are of and by which rule: `lists.json`, and what `--json` prints.
struct ListsDocument: Encodable {
  /// What the people on a list have brought, and may bring.
  struct Value: Encodable {
    @OrNull var net_revenue: String?
    /// Over the longest horizon.
    @OrNull var clv: String?
    @OrNull var value_at_stake: String?
  }

  /// The list of a scenario.
  struct List: Encodable {
    var name: String
    var rule: String
    /// Who is on it.
    var members: Int
    /// Who would be, and was written to lately.
    var suppressed: Int
    /// Who would be, and is held out.
    var held_out: Int
    var value: Value
    /// Rows in its files.
    var written: Int?
    var without_consent: Int?
    var without_contact: Int?
    var duplicates: Int?
    var files: [String]?
  }

  var patron = Patron.version
  var command = "lists"
  var as_of: String
  @OrNull var currency: String?
  var customers: Int
  var leads: Int
  /// CLV and expected orders are over so many days.
  var horizon: Int
  @OrNull var margin: Double?
  var model: ModelDocument
  var stage_windows: Manifest.StageWindows
  /// Who the files are for.
  var receiver: String
  var consent: String
  /// Numbers that rules have names for.
  var numbers: [String: Int]
  var holdout_percent: Double
  var lists: [List]
  var left_out: [TablesDocument.LeftOut] = []
  var warnings: [String]
  var inputs: [Manifest.Input]
  var outputs: [TablesDocument.Output] = []
  var folder: String?

  /// The document of a run, without its lists.
  init(_ run: ScoreRun, _ people: People, _ settings: ListSettings, for receiver: Receiver) {
    as_of = run.base.histories.asOf.description
    currency = run.source.currency.code
    customers = people.customers
    leads = people.count - people.customers
    horizon = settings.horizon
    margin = run.options.margin
    model = run.models.document
    model.file?.path = nil
    stage_windows = Manifest.StageWindows(run.base.windows, run.base.gaps)
    self.receiver = receiver.rawValue
    consent = settings.consent.rawValue
    numbers = [:]
    holdout_percent = 0
    lists = []
    warnings = run.warnings
    inputs = run.source.inputs.map(Manifest.Input.init)
  }
}

extension ListsDocument.List {
  /// Who is on a list; it goes nowhere yet.
  init(_ list: Membership, value columns: [String: Column], _ settings: ListSettings) {
    func sum(_ name: String) -> String? {
      list.sum(columns[name]).map { Figures.decimal($0, scale: settings.scale) }
    }
    self.init(
      name: list.scenario.name, rule: list.scenario.rule, members: list.rows.count,
      suppressed: list.suppressed, held_out: list.heldOut.count,
      value: ListsDocument.Value(
        net_revenue: sum("net_revenue"), clv: sum("clv_\(settings.horizon)"),
        value_at_stake: sum("value_at_stake")))
  }

  /// Adds what became of them.
  mutating func add(_ list: WrittenList) {
    written = list.counts.written
    without_consent = list.counts.withoutConsent
    without_contact = list.counts.withoutContact
    duplicates = list.counts.duplicates
    files = list.files.map { Place.name(of: $0.file.path) }
  }
}

extension TablesDocument.Output {
  /// A file of so many rows.
  init(_ file: SyncedFile, rows: Int) {
    self.init(file: Place.name(of: file.path), rows: rows, sha256: file.sha256)
  }
}

extension ListsDocument {
  /// The sizes of the lists as a person reads them, with a line end.
  func text(output: String?) -> String {
    var lines = [
      "As of \(as_of): \(Figures.counted(customers, "customer")), \(Figures.counted(leads, "lead"))",
      "",
    ]
    let hasFiles = output != nil
    let table = TextTable(
      header: ["list", "people"] + (hasFiles ? ["written"] : []) + ["net revenue", "CLV", "rule"],
      rows: lists.map { list in
        [list.name, Figures.count(list.members)]
          + (hasFiles ? [Figures.count(list.written ?? 0)] : [])
          + [list.value.net_revenue ?? "", list.value.clv ?? "", list.rule]
      })
    lines += table.lines
    let without = lists.reduce(0) { $0 + ($1.without_consent ?? 0) }
    if without > 0 {
      lines += [
        "",
        "\(Figures.count(without)) rows are not written: who has not agreed is not handed to \(receiver)",
      ]
    }
    if !left_out.isEmpty { lines.append("") }
    lines += left_out.map { "Left out: \($0.name) (\($0.reason))" }
    if !warnings.isEmpty { lines.append("") }
    lines += warnings.map { "Note: \($0)." }
    if let output {
      lines += ["", "Wrote \(Figures.counted(outputs.count, "file")) and lists.json to \(output)"]
    }
    return lines.joined(separator: "\n") + "\n"
  }
}
