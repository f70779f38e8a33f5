import ArgumentParser
import Bytes
import Columns
import Foundation
import Histories
import Reports
import Segments

/// `patron report`: the state of the base as a page that people read.
struct ReportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report",
    abstract: "Draws how the base as a whole is doing: one HTML page for people.",
    discussion: """
      Headline figures with their change against an earlier day; plots of RFM scores, lifecycle stages, \
      concentration of revenue, who comes back, cohorts, CLV and money at stake; forecasts beside what came; each \
      with its numbers. What they mean, where every row went, and how the models fit stand below.

      Figures are those of patron tables with the same options; those of the earlier day are the ones of patron \
      tables --as-of DAY. There are no customer ids on the page. It is one file that loads nothing, for screens of \
      any width and for paper, and OUTPUT.manifest.json stands beside it.

      EXAMPLES
        patron report shop -o report.html
        patron report shop -o june.html --as-of 2024-06-30 --compare-to 2024-03-31
        patron report shop -o report.html --margin 0.35 --stage-windows auto --quiet
      """)

  @OptionGroup var source: SourceOptions
  @OptionGroup var model: ModelOptions
  @OptionGroup var groups: GroupOptions

  @OptionGroup var column: CustomerColumn

  @Option(
    help: ArgumentHelp(
      "An earlier day to compare headline figures with: YYYY-MM-DD. Default: 365 days before as-of, if the history "
        + "begins 90 days or more before that.", valueName: "day"))
  var compareTo: CalendarDay?

  @OptionGroup var options: TableOptions

  @Option(
    help: ArgumentHelp(
      "What is written at the top. Default: the name of the source.", valueName: "text"))
  var title: String?

  @Option(
    name: [.short, .customLong("output")],
    help: ArgumentHelp("Where the page goes, such as report.html.", valueName: "file"),
    completion: .file(extensions: ["html"]))
  var output: String

  @Flag(help: "Print nothing but errors.")
  var quiet = false

  @Flag(help: "Print the manifest, with times and paths, instead of what was done.")
  var json = false

  func validate() throws {
    if let title, title.allSatisfy(\.isWhitespace) {
      throw ValidationError("--title: words are needed; without the option it is the source's name")
    }
    if output == "-" { throw ValidationError("-o -: the page goes to a file") }
    let inputs = source.files + options.files + [model.modelFile].compactMap { $0 }
    try Place.check([output, output + ".manifest.json"], areNot: inputs)
  }

  func run() throws {
    let clock = ContinuousClock.now
    let progress = Progress(isQuiet: quiet)
    // Created before the work, so that a folder that is missing or full is noticed at once.
    var file = try OutputFile(output)
    let rules = try options.rules()
    let opened = try source.open(customer: column.customer, progress: progress)
    var run = try TablesRun(
      opened, source: source, model: model, groups: groups, options: options, rules: rules,
      progress: progress, check: check)
    try run.addTest(progress)
    let earlier = try earlier(than: run.scored.base, opened, rules, progress)
    progress.show("Drawing")
    let basis = ReportBasis(
      frame: TableFrame(run.scored.base), lookback: options.lookback?.days,
      historyFrom: model.historyFrom?.day, hasGivenModel: model.modelFile != nil)
    let report = Report(
      run, title: title ?? Self.name(of: source.sources), basis: basis, earlier: earlier)
    var document = ReportDocument(run, report, options)
    try file.write(report.html())
    let page = try file.sync()
    document.outputs = [ReportDocument.Output(bytes: page.size, sha256: page.sha256)]
    var note = try OutputFile(output + ".manifest.json")
    try note.write(Manifest.json(document))
    try Publication.publish([page], manifest: note.sync())
    progress.clear()
    if json {
      document.base.addMeasurements(run.scored, since: clock)
      document.outputs[0].path = output
      try Descriptor.standardOutput.write(Manifest.json(document))
    } else if !quiet {
      try Descriptor.standardOutput.write(Array(document.text(output: output).utf8))
    }
  }

  /// Refuses to compare a base with a day on which there was none.
  private func check(_ base: Base) throws {
    guard let day = compareTo?.day else { return }
    try base.check(compareTo: day)
    let from = firstDay(of: base)
    if day < from {
      throw RunError(
        status: .usage,
        description: "--compare-to \(day): a day from \(from) on is needed, on which the history "
          + (model.historyFrom == nil ? "begins" : "that the models are fitted to begins"))
    }
  }

  /// The first day of the history that the models are fitted to.
  private func firstDay(of base: Base) -> Day {
    max(model.historyFrom?.day ?? base.start.firstDay, base.start.firstDay)
  }

  /// The figures of the day that was asked for, or of a year before, as they were known then.
  private func earlier(
    than base: Base, _ opened: OpenedSource, _ rules: TableRules, _ progress: Progress
  ) throws -> EarlierDay {
    let day: Day
    if let asked = compareTo?.day {
      day = asked
    } else {
      let usual = EarlierDay.usual(before: base.histories.asOf, from: firstDay(of: base))
      guard let before = usual.day else { return .none(usual.reason) }
      day = before
    }
    var source = source
    source.asOf = .day(day)
    do {
      let run = try TablesRun(
        opened, source: source, model: model, groups: groups, options: options, rules: rules,
        hasDetails: false, progress: progress)
      return .tables(run.tables, day)
    } catch let error as RunError where [.nothing, .usage].contains(error.status) {
      // All options go with the base as of today: they do not with that of the earlier day.
      if compareTo == nil { return .none("as of \(day) \(error.description)") }
      throw RunError(
        status: .usage, description: "--compare-to \(day): as of that day \(error.description)")
    }
  }

  /// What a source is called.
  private static func name(of sources: [String]) -> String {
    let name = sources[0] == "-" ? "Standard input" : Place.name(of: sources[0])
    return sources.count == 1 ? name : "\(name) and \(sources.count - 1) more"
  }
}
