import Models
import Orders
import Reports
import Segments

extension Report {
  /// The page of a base.
  init(_ run: TablesRun, title: String, basis: ReportBasis, earlier: EarlierDay) {
    let (base, source) = (run.scored.base, run.scored.source)
    let account = AccountTable(
      base.account, currency: source.currency, hasAmounts: source.hasAmounts)
    let models = run.scored.models
    self.init(
      title: title, tables: run.tables, basis: basis, earlier: earlier,
      sources: source.inputs.map { Summary.source($0, path: Place.name(of: $0.path)) },
      account: (
        PageTable(
          caption: "Rows and their revenue",
          columns: account.header.map { $0.isEmpty ? ("what became of rows", false) : ($0, true) },
          rows: account.rows),
        account.notes
      ),
      models: (
        PageTable(
          caption: "Parameters, times in days",
          columns: [("parameter", false), ("estimate", true), ("standard error", true)],
          rows: ModelText(model: models.document, spend: models.spendDocument).parameters),
        [models.document.fitting] + (models.spendDocument.map { [$0.fitting] } ?? [])
      ),
      warnings: run.warnings, version: Patron.version)
  }
}

extension ModelDocument {
  /// How the fit went.
  fileprivate var fitting: String {
    "Orders: \(name), \(state), on \(Figures.counted(observations, "customer")) with "
      + "\(Figures.counted(repeats, "repeat purchase day")); log-likelihood "
      + Figures.number(log_likelihood, decimals: 3)
      + (fallback.map { "; \(Figures.printable($0.reason))" } ?? "")
  }
}

extension Manifest.SpendModel {
  /// How the fit went.
  fileprivate var fitting: String {
    "Spend: \(name), \(converged ? "converged" : "not fitted"), on "
      + Figures.counted(observations, "repeat buyer")
      + (log_likelihood.map { "; log-likelihood \(Figures.number($0, decimals: 3))" } ?? "")
      + (fallback.map { "; \(Figures.printable($0))" } ?? "")
  }
}
