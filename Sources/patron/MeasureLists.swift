import ArgumentParser
import Bytes
import Columns
import Foundation
import Histories
import Orders
import Reports
import Segments

/// `patron lists measure`: what came of lists of which a share was held out.
struct MeasureLists: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "measure",
    abstract: "Compares who a list was sent to with who was held out, by what they ordered since.",
    discussion: """
      LISTS is a folder that patron lists --holdout wrote; orders of the days after its as-of, up to --as-of, count. \
      Each list has the shares of both groups that ordered, net revenue for each, how far these differ, and the \
      intervals of the differences; and what the list has brought about.

      EXAMPLES
        patron lists shop -o june --holdout 10%
        patron lists measure --lists june shop --as-of 2024-07-31
        patron lists measure --lists june shop -o measured.csv
      """)

  @OptionGroup var source: SourceOptions
  @OptionGroup var column: CustomerColumn

  @Option(
    help: ArgumentHelp("The folder of the lists, with members.csv.", valueName: "folder"),
    completion: .directory)
  var lists: String

  @Option(
    name: [.short, .customLong("output")],
    help: ArgumentHelp("Where the table goes, such as measured.csv.", valueName: "file"),
    completion: .file())
  var output: String?

  @Option(help: "csv, parquet or jsonl. Default: what the name of the output says.")
  var format: TableFormat?

  @Flag(help: "Print nothing but errors.")
  var quiet = false

  func validate() throws {
    guard let output else { return }
    if output == "-" { throw ValidationError("-o -: the table goes to a file, or is printed") }
    _ = try TableFormat(format, of: output, json: false)
    try Place.check([output], areNot: source.sources + ["\(lists)/members.csv"])
  }

  func run() throws {
    let progress = Progress(isQuiet: quiet)
    let made = try MadeLists.read(lists)
    let members = try SideFiles.listed("\(lists)/members.csv")
    var rejects = try Rejects(path: nil)
    var sums = LookbackSums(days: 1, asOf: made.asOf)
    let base = try Base(
      source: source, customer: column.customer, stageWindows: .days(.standard),
      progress: progress, rejects: &rejects,
      observing: { asOf, _ in LookbackSums(days: max(1, Int(asOf - made.asOf)), asOf: asOf) },
      seen: &sums)
    let asOf = base.histories.asOf
    if asOf <= made.asOf {
      throw RunError(
        status: .usage,
        description: "\(lists): its lists are as of \(made.asOf), and orders are up to \(asOf): "
          + "there is nothing to measure before a later day")
    }
    if made.currency != base.source.currency.code {
      throw RunError(
        status: .usage,
        description: "\(lists): its currency is \(made.currency ?? "none"), and that of the orders "
          + "\(base.source.currency.code ?? "none")")
    }
    let table = Measurement(members, base.histories, sums)
      .table(TableFrame(base, from: made.asOf + 1))
    progress.clear()
    if let output {
      var file = try OutputFile(output)
      try TableFormat(format, of: output, json: false).write(table) { try file.write($0) }
      try Publication.publish([try file.sync()])
    }
    if !quiet {
      let text = TablesSummary.lines(table).joined(separator: "\n") + "\n"
      try Descriptor.standardOutput.write(Array(text.utf8))
    }
  }
}

/// What is read of the document of lists that were made.
private struct MadeLists: Decodable {
  var command: String
  var as_of: String
  var currency: String?

  /// The last day that they know about.
  var asOf: Day { CalendarDay(argument: as_of)?.day ?? Day(rawValue: 0) }

  /// Reads the document in a folder.
  ///
  /// - Throws: `FileError`; `RunError` if it is not one of lists.
  static func read(_ folder: String) throws -> MadeLists {
    let path = "\(folder)/lists.json"
    let bytes = try SmallFile.bytes(of: InputFile(path), path)
    guard let made = try? JSONDecoder().decode(MadeLists.self, from: Data(bytes)),
      made.command == "lists", CalendarDay(argument: made.as_of) != nil
    else {
      throw RunError(
        status: .input,
        description: "\(path): it is no document of patron lists; make the lists anew")
    }
    return made
  }
}
