internal import Charts
internal import Segments

/// A plot on the page with the table behind it, or what it needs.
struct PageFigure {
  /// The name of the table.
  let id: String
  let heading: String
  /// What is to be seen, in a sentence or two.
  let lead: String
  /// What is left out of the plot and the table.
  var note: String?
  let broad: String?
  /// The same plot for a phone, unless it is moved sideways there.
  let narrow: String?
  /// What is needed where there is no plot.
  let needs: String?
  /// Whether the plot keeps its width where the screen is narrow, and is moved sideways.
  let isWide: Bool
  let data: PageTable?
  /// Whether the definitions have the table's meaning.
  let isDefined: Bool

  /// A plot of a table.
  init(
    _ table: BaseTable, heading: String, lead: String, note: String = "", _ chart: any Chart,
    isWide: Bool = false, columns: [String], rows: [Int]
  ) {
    id = table.name
    self.heading = heading
    self.lead = lead
    self.note = note.nonEmpty
    broad = chart.svg()
    narrow = isWide ? nil : chart.svg(width: 400)
    needs = nil
    self.isWide = isWide
    data = PageTable(table, caption: heading, columns: columns, rows: rows)
    isDefined = true
  }

  /// The place of a plot that there is no table for, or nothing to plot in it.
  init(id: String, heading: String, needs: String) {
    self.id = id
    self.heading = heading
    lead = ""
    note = nil
    broad = nil
    narrow = nil
    self.needs = needs
    isWide = false
    data = nil
    isDefined = false
  }
}

/// A plot that the page has a place for.
struct FigurePlan: Sendable {
  /// The table that it is made of.
  let table: String
  let heading: String
  /// Whether it says nothing without amounts.
  let needsAmounts: Bool
  /// Whether it is of a test of the model.
  var isTest = false
  /// Makes the plot; nil if the table has nothing to show.
  let plot: @Sendable (BaseTable, _ heading: String) -> PageFigure?

  /// The plot of a base, or what it needs.
  func figure(of tables: BaseTables, _ basis: ReportBasis) -> PageFigure {
    if needsAmounts && !basis.frame.hasAmounts {
      return PageFigure(
        id: table, heading: heading,
        needs: "This needs amounts: name their column, and what customers are worth can be said.")
    }
    guard let found = tables[table] else {
      let reason = tables.leftOut.first { $0.name == table }?.reason
      return PageFigure(
        id: table, heading: heading,
        needs: "This is not made: \(reason ?? "there is no such table").")
    }
    guard var figure = plot(found, heading) else {
      return PageFigure(id: table, heading: heading, needs: "There is nothing to show yet.")
    }
    if isTest, let day = basis.historyFrom {
      figure.note =
        "The model of this test was fitted to all customers of its time, also to those who came before \(day)."
    }
    return figure
  }
}

/// Figures that belong together.
struct PageSection {
  let id: String
  let title: String
  let figures: [PageFigure]
}

extension BaseTables {
  /// A table by its name, if it was made.
  subscript(_ name: String) -> BaseTable? { all.first { $0.name == name } }
}

/// Words of data as a person reads them: about_to_sleep is about to sleep.
func words(_ name: String) -> String {
  name.split(separator: "_").map { ["clv", "rfm"].contains($0) ? $0.uppercased() : String($0) }
    .joined(separator: " ")
}
