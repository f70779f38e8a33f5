internal import Charts
internal import Columns
internal import Mustache
public import Segments

/// The state of a base as one page of HTML, which needs nothing but itself.
public struct Report: Sendable {
  /// What is written at the top.
  public let title: String
  /// The tables of the base.
  public let tables: BaseTables
  /// What headline figures are held against.
  public let earlier: EarlierDay
  /// What the figures go by beside the tables.
  private let basis: ReportBasis
  /// The plots, by what they are about.
  private let sections: [PageSection]
  /// What was read.
  private let sources: [String]
  /// Where every row and its revenue went.
  private let account: PageTable
  /// What is to be said of the account beside it.
  private let accountNotes: [String]
  /// The parameters of the models.
  private let parameters: PageTable
  /// How the fits went.
  private let fits: [String]
  /// What a careful analyst would say beside the figures.
  private let warnings: [String]
  /// The version of the program.
  private let version: String

  /// A report of a base.
  ///
  /// - Parameters:
  ///   - title: what is written at the top.
  ///   - tables: the tables of the base.
  ///   - basis: what they go by.
  ///   - earlier: what headline figures are held against.
  ///   - sources: what was read.
  ///   - account: where every row and its revenue went, with what is to be said beside it.
  ///   - models: the parameters, and how the fits went.
  ///   - warnings: what a careful analyst would say beside the figures.
  ///   - version: the version of the program.
  public init(
    title: String, tables: BaseTables, basis: ReportBasis, earlier: EarlierDay, sources: [String],
    account: (table: PageTable, notes: [String]), models: (parameters: PageTable, fits: [String]),
    warnings: [String], version: String
  ) {
    self.title = title
    self.tables = tables
    self.basis = basis
    self.earlier = earlier
    sections = Self.sections(of: tables, basis)
    self.sources = sources
    self.account = account.table
    accountNotes = account.notes
    parameters = models.parameters
    fits = models.fits
    self.warnings = warnings
    self.version = version
  }

  private static func sections(of tables: BaseTables, _ basis: ReportBasis) -> [PageSection] {
    func section(_ id: String, _ title: String, _ plans: FigurePlan...) -> PageSection {
      PageSection(id: id, title: title, figures: plans.map { $0.figure(of: tables, basis) })
    }
    return [
      section("base", "Your customers", .rfm, .stages, .concentration),
      section("loyalty", "Who comes back", .ladder, .cohorts),
      section("value", "What they are worth", .clv, .stake),
      section("trust", "How far to trust the forecasts", .calibration, .tracking),
    ]
  }

  /// The names of the tables that are plotted, and of those that are not, with what they need.
  public var plots: (shown: [String], missing: [(name: String, reason: String)]) {
    let figures = sections.flatMap(\.figures)
    return (
      figures.filter { $0.broad != nil }.map(\.id),
      figures.compactMap { figure in
        figure.needs.map { (name: figure.id, reason: $0) }
      }
    )
  }

  /// The page.
  ///
  /// - Returns: its text in UTF-8.
  /// - Throws: nothing, as templates that the binary carries are sound.
  public func html() throws -> [UInt8] {
    MustacheContentTypes.register(PageText(), named: PageText.name)
    func text(_ resource: [UInt8]) -> String { String(decoding: resource, as: UTF8.self) }
    let table = try MustacheTemplate(string: text(PackageResources.table_mustache))
    let template = try MustacheTemplate(string: text(PackageResources.page_mustache))
    return Array(template.render(page, library: MustacheLibrary(templates: ["table": table])).utf8)
  }

  /// What the template speaks of.
  private var page: Page {
    let asOf = basis.frame.asOf
    var (comparison, before): (String, BaseTables?) = ("", nil)
    switch earlier {
    case .none(let reason): comparison = "No change is shown: \(reason)."
    case .tables(let tables, let day):
      comparison =
        "Changes are from \(day) to \(asOf); figures of \(day) are as they were known then."
      before = tables
    }
    // What speaks of options is for whoever gives them.
    let advice = warnings.filter { $0.contains("--") }
    let readers = warnings.filter { !$0.contains("--") }
    let plotted = sections.flatMap(\.figures).filter(\.isDefined).map(\.id)
    return Page(
      style: String(decoding: PackageResources.page_css, as: UTF8.self), title: title,
      asOf: asOf.description, from: basis.from.description, windowNote: basis.windowNote,
      currency: basis.frame.currency.code, comparison: comparison,
      headlines: HeadlinePlan.all.compactMap { $0.headline(of: tables, before: before, basis) },
      summary: tables["summary"].map {
        PageTable(
          $0, caption: "Headline figures",
          columns: [
            "figure", "count", "of_count", "net_revenue", "of_net_revenue", "value",
            "net_revenue_each",
          ], rows: Array(0..<$0.rows))
      },
      hasWarnings: !readers.isEmpty, warnings: readers, sections: sections, terms: Term.all,
      meanings: (["summary"] + plotted).compactMap { name in
        tables[name].map {
          Page.Meaning(table: name, name: words(name), definition: $0.definition)
        }
      },
      sources: sources, account: account, accountNotes: accountNotes, parameters: parameters,
      fits: fits, hasAdvice: !advice.isEmpty, advice: advice, version: version)
  }
}

/// What the template speaks of, by the names that it has there.
private struct Page {
  /// What a row of a table means.
  struct Meaning {
    let table: String
    let name: String
    let definition: String
  }

  let style: String
  let title: String
  let asOf: String
  let from: String
  let windowNote: String?
  let currency: String?
  let comparison: String
  let headlines: [Headline]
  let summary: PageTable?
  let hasWarnings: Bool
  let warnings: [String]
  let sections: [PageSection]
  let terms: [Term]
  let meanings: [Meaning]
  let sources: [String]
  let account: PageTable
  let accountNotes: [String]
  let parameters: PageTable
  let fits: [String]
  let hasAdvice: Bool
  let advice: [String]
  let version: String
}

extension String {
  /// Nil for an empty text: a template passes over what is not there, not over what is empty.
  var nonEmpty: String? { isEmpty ? nil : self }
}
