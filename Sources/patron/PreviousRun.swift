import Columns
import Orders
import Reports

/// An earlier run of the same base, and how far from it this one may be.
struct PreviousRun {
  /// Of its manifest.
  let path: String
  let manifest: ScoresManifest
  let mostPercent: Double

  /// Compares a run with it.
  ///
  /// - Throws: `RunError`: of `gate` if a figure moved too far, of `input` if the runs cannot be compared.
  func comparison(with current: Manifest, _ run: ScoreRun) throws -> PreviousComparison {
    if manifest.currency != current.currency {
      throw wrong(
        "its currency is \(ScoresManifest.name(of: manifest.currency)), and this run's "
          + "\(ScoresManifest.name(of: current.currency)); compare runs of one currency")
    }
    let changes = try figures(current, run.source.currency)
    let beyond = changes.filter { $0.isBeyond(percent: mostPercent) }
    if !beyond.isEmpty {
      let findings =
        beyond.map(finding) + [
          "this run is too far from \(path), and nothing was written. Check that the orders are whole and counted "
            + "once; if they are, allow more with --max-change, or score without --previous"
        ]
      throw RunError(status: .gate, description: findings.joined(separator: "\npatron: "))
    }
    return PreviousComparison(
      as_of: manifest.as_of, max_change: Figures.plain(mostPercent) + "%",
      figures: changes.map(PreviousComparison.Figure.init), warnings: warnings(current))
  }

  /// The figures that both runs have.
  private func figures(_ current: Manifest, _ currency: Currency) throws -> [FigureChange] {
    var changes = [
      FigureChange(
        "customers", before: Int128(manifest.customers), after: Int128(current.customers), scale: 0)
    ]
    switch (manifest.revenue, current.revenue) {
    case (let old?, let new?):
      guard let before = minorUnits(of: old.used, scale: currency.scale) else {
        throw wrong(
          "revenue.used is '\(Figures.printable(old.used))', no amount of \(currency.scale) decimals; "
            + "write it anew with patron score")
      }
      guard let after = minorUnits(of: new.used, scale: currency.scale) else { break }
      changes.append(
        FigureChange(
          "revenue", before: Int128(before), after: Int128(after), scale: currency.scale))
    case (nil, nil): break
    case (_?, nil):
      throw wrong("it has amounts, and this run none; score both with --amount or both without")
    case (nil, _?):
      throw wrong("it has no amounts, and this run has; score both with --amount or both without")
    }
    for horizon in current.horizons {
      guard let before = manifest.base.expected_orders["\(horizon)"],
        let after = current.base.expected_orders["\(horizon)"]
      else { continue }
      let name = "expected orders of \(horizon) days"
      guard let change = FigureChange(name, before: before, after: after) else {
        throw wrong("base.expected_orders.\(horizon) is \(before); write it anew with patron score")
      }
      changes.append(change)
    }
    return changes.compactMap { $0 }
  }

  private func wrong(_ flaw: String) -> RunError {
    RunError(status: .input, description: "\(path): \(flaw)")
  }

  /// A figure that moved too far, in words.
  private func finding(_ change: FigureChange) -> String {
    let before = Figures.money(change.before, scale: change.scale)
    let after = Figures.money(change.after, scale: change.scale)
    let percent = change.share.map { " by \(Figures.number(abs($0) * 100, decimals: 1)) %," }
    return
      "\(change.name) \(change.after < change.before ? "fell" : "rose") from \(before) to \(after),"
      + (percent ?? "") + " more than --max-change \(Figures.plain(mostPercent))% allows"
  }

  /// Where the runs were made in different ways.
  private func warnings(_ current: Manifest) -> [String] {
    var warnings: [String] = []
    func add(_ finding: String) { warnings.append("the run before, \(path), \(finding)") }
    if manifest.as_of > current.as_of {
      add("is as of \(Figures.printable(manifest.as_of)), a later day than \(current.as_of)")
    }
    if manifest.model.name != current.model.name {
      add(
        "was by \(Figures.printable(manifest.model.name)), and this one is by \(current.model.name)"
      )
    } else {
      for (name, after) in current.model.parameters.sorted(by: { $0.key < $1.key }) {
        guard let before = manifest.model.parameters[name],
          let change = FigureChange(name, before: before, after: after),
          change.isBeyond(percent: mostPercent)
        else { continue }
        add(
          "had \(name) at \(Figures.number(before, decimals: 4)), and this one has "
            + Figures.number(after, decimals: 4))
      }
    }
    if let old = manifest.revenue, let new = current.revenue, old.basis != new.basis {
      add("counted revenue as \(Figures.printable(old.basis)), and this one counts \(new.basis)")
    }
    for reason in [SetAsideReason.zeroValue.rawValue, SetAsideReason.guest.rawValue] {
      let (before, after) = (manifest.rows.set_aside[reason], current.rows.set_aside[reason])
      if (before == nil) == (after == nil) { continue }
      add(
        before == nil
          ? "set no rows aside as \(reason), and this one does"
          : "set rows aside as \(reason), and this one none")
    }
    if manifest.base.expected_orders.keys.allSatisfy({
      !current.horizons.map(String.init).contains($0)
    }) {
      add("has no horizon in common with this one: expected orders were not compared")
    }
    return warnings
  }
}

/// What `--json` says of the comparison with an earlier run.
struct PreviousComparison: Encodable {
  struct Figure: Encodable {
    var name: String
    var before: String
    var after: String
    /// As a share of the value before; null where that was 0.
    @OrNull var change: Double?

    init(_ figure: FigureChange) {
      name = figure.name
      before = Figures.decimal(figure.before, scale: figure.scale)
      after = Figures.decimal(figure.after, scale: figure.scale)
      change = figure.share
    }
  }

  var as_of: String
  var max_change: String
  var figures: [Figure]
  var warnings: [String]
}
