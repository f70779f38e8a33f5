import Columns
import Histories
import Orders
import Segments

/// Tables about a base as a person reads them.
struct TablesSummary {
  let tables: BaseTables
  let base: Base
  let warnings: [String]

  /// The columns that say the same in every row of every table.
  private static let common: Set = ["as_of", "period_from", "period_to", "currency"]
  /// Tables that say more in a plot than in a text.
  private static let plotted = ["rfm_grid", "tracking"]

  /// The whole text, with a line end.
  var text: String {
    let source = base.source
    let account = AccountTable(
      base.account, currency: source.currency, hasAmounts: source.hasAmounts
    ).lines
    let head =
      "As of \(base.histories.asOf): \(Figures.counted(base.histories.count, "customer")), "
      + Figures.counted(base.orders, "order")
    let plotted = tables.all.map(\.name).filter(Self.plotted.contains)
    let parts =
      [source.inputs.map(Summary.source), account, [head], warnings.map { "Note: \($0)." }]
      + tables.all.filter { !Self.plotted.contains($0.name) }.map(Self.lines)
      + [
        [
          "Not shown, as they are to be plotted: \(plotted.joined(separator: ", ")); -o and --json have them"
        ]
      ]
      + [tables.leftOut.map { "Left out: \($0.name) (\($0.reason))" }]
    return parts.filter { !$0.isEmpty }.map { $0.joined(separator: "\n") }
      .joined(separator: "\n\n") + "\n"
  }

  /// A table with what it is.
  static func lines(_ table: BaseTable) -> [String] {
    let shown = table.columns.filter { column in
      !common.contains(column.field.name) && !column.field.name.hasPrefix("of_")
    }
    let rows = (0..<table.rows).map { row in
      shown.map { column in
        let text = column.text(row: row)
        // Six decimals are for machines.
        guard column.field.type == .real, let value = Double(text) else { return text }
        return Figures.number(value, decimals: 3)
      }
    }
    return [table.name, table.definition]
      + TextTable(header: shown.map(\.field.name), rows: rows).lines
  }
}
