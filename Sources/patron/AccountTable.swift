import Orders

/// Where every row and its revenue went, as a person reads it.
struct AccountTable {
  let header: [String]
  let rows: [[String]]
  /// What is to be said beside it.
  let notes: [String]

  /// The lines, without line ends.
  var lines: [String] { TextTable(header: header, rows: rows).lines + notes }

  /// The table of an account.
  init(_ account: Account, currency: Currency, hasAmounts: Bool) {
    var rows: [(String, Tally)] = [("in", account.all), ("used", account.used)]
    rows += account.setAside.map { ("set aside: \($0.reason.rawValue)", $0.tally) }
    rows += account.rejected.map { ("rejected: \($0.reason.rawValue)", $0.tally) }
    var table = rows.map { name, tally in
      [name, Figures.count(tally.rows)]
        + (hasAmounts ? [Figures.money(tally.revenue, in: currency)] : [])
    }
    if account.refunds != 0 {
      table.insert(["paid back", "", Figures.money(account.refunds, in: currency)], at: 2)
    }
    var notes: [String] = []
    for (code, tally) in account.otherCurrencies.sorted(by: { $0.key < $1.key }) {
      notes.append(
        "\(Figures.counted(tally.rows, "row")) in \(code): "
          + Figures.amount(tally.revenue, of: code, scale: currency.scale))
    }
    if !account.rounding.isEmpty {
      let rest = Figures.fraction(ofMinor: account.rounding, scale: currency.scale)
      notes.append(
        rest.hasPrefix("-")
          ? "rounding to the currency's digits added \(rest.dropFirst())"
          : "rounding to the currency's digits took \(rest)")
    }
    self.notes = notes
    header = hasAmounts ? ["", "rows", "revenue"] : ["", "rows"]
    self.rows = table
  }
}
