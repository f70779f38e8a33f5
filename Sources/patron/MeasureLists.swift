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

  @Flag(help: "Print the table in JSON instead of as text.")
  var json = false

  func validate() throws {
    guard let output else {
      if format != nil {
        throw ValidationError("--format needs -o: without it the table is printed")
      }
      return
    }
    if output == "-" { throw ValidationError("-o -: the table goes to a file, or is printed") }
    _ = try TableFormat(format, of: output, json: json)
    try Place.check(
      [output, ScoresManifest.path(of: output)],
      areNot: source.files + ["\(lists)/members.csv", "\(lists)/lists.json"])
  }

  func run() throws {
    let progress = Progress(isQuiet: quiet)
    let made = try MadeLists.read(lists)
    if let output { try Place.check([output], areNot: made.outputs.map { "\(lists)/\($0.file)" }) }
    let (path, digest) = try made.members(in: lists)
    let members = try SideFiles.listed(path)
    if members.isEmpty {
      throw RunError(status: .nothing, description: "\(path): nobody was on a list")
    }
    var rejects = try Rejects(path: nil)
    var sums = LookbackSums(days: 1, asOf: made.as_of.day)
    let base = try Base(
      source: source, customer: column.customer, stageWindows: .days(.standard),
      progress: progress, rejects: &rejects,
      observing: { asOf, _ in LookbackSums(days: max(1, Int(asOf - made.as_of.day)), asOf: asOf) },
      seen: &sums)
    let asOf = base.histories.asOf
    if asOf <= made.as_of.day {
      throw RunError(
        status: .usage,
        description:
          "\(lists): its lists are as of \(made.as_of.day), and orders are up to \(asOf): "
          + "there is nothing to measure before a later day")
    }
    if made.currency != base.source.currency.code {
      throw RunError(
        status: .usage,
        description: "\(lists): its currency is \(made.currency ?? "none"), and that of the orders "
          + "\(base.source.currency.code ?? "none")")
    }
    let table = Measurement(members, base.histories, sums)
      .table(TableFrame(base, from: made.as_of.day + 1))
    var document = MeasureDocument(
      table, base, lists: MeasureDocument.Lists(as_of: made.as_of.day.description, sha256: digest))
    if let output { try publish(table, &document, to: output) }
    progress.clear()
    if json {
      document.lists.path = path
      document.outputs.indices.forEach { document.outputs[$0].path = output }
      for (index, input) in base.source.inputs.enumerated() {
        document.inputs[index].path = input.path
      }
      try Descriptor.standardOutput.write(Manifest.json(document))
    } else if !quiet {
      let end = output.map { ["", "Wrote \(Figures.counted(table.rows, "row")) to \($0)"] } ?? []
      let text = (TablesSummary.lines(table) + end).joined(separator: "\n") + "\n"
      try Descriptor.standardOutput.write(Array(text.utf8))
    }
  }

  /// Writes the table, and its document beside it.
  private func publish(
    _ table: BaseTable, _ document: inout MeasureDocument, to output: String
  ) throws {
    var file = try OutputFile(output)
    try TableFormat(format, of: output, json: json).write(table) { try file.write($0) }
    let synced = try file.sync()
    document.outputs = [Manifest.Output(rows: table.rows, sha256: synced.sha256)]
    var note = try OutputFile(ScoresManifest.path(of: output))
    try note.write(Manifest.json(document))
    try Publication.publish([synced], manifest: try note.sync())
  }
}

/// What came of lists: the document beside the table, and what `--json` prints.
private struct MeasureDocument: Encodable {
  /// The lists that were made.
  struct Lists: Encodable {
    var path: String?
    var as_of: String
    /// Of their members.
    var sha256: String
  }

  var patron = Patron.version
  var command = "lists measure"
  var as_of: String
  @OrNull var currency: String?
  var lists: Lists
  var measured: TablesDocument.Table
  var inputs: [Manifest.Input]
  var outputs: [Manifest.Output] = []

  init(_ table: BaseTable, _ base: Base, lists: Lists) {
    as_of = base.histories.asOf.description
    currency = base.source.currency.code
    self.lists = lists
    measured = TablesDocument.Table(table)
    inputs = base.source.inputs.map(Manifest.Input.init)
  }
}

/// What is read of the document of lists that were made.
private struct MadeLists: Decodable {
  struct Output: Decodable {
    var file: String
    var sha256: String
  }

  /// A day as it is written.
  struct WrittenDay: Decodable {
    let day: Day

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      guard let day = CalendarDay(argument: try container.decode(String.self))?.day else {
        throw DecodingError.dataCorruptedError(in: container, debugDescription: "no day")
      }
      self.day = day
    }
  }

  var command: String
  /// The last day that they know about.
  var as_of: WrittenDay
  var currency: String?
  var outputs: [Output]

  /// Reads the document in a folder.
  ///
  /// - Throws: `FileError`; `RunError` if it is not one of lists.
  static func read(_ folder: String) throws -> MadeLists {
    let path = "\(folder)/lists.json"
    let bytes = try SmallFile.bytes(of: InputFile(path), path)
    guard let made = try? JSONDecoder().decode(MadeLists.self, from: Data(bytes)),
      made.command == "lists"
    else {
      throw RunError(
        status: .input,
        description: "\(path): it is no document of patron lists; make the lists anew")
    }
    return made
  }

  /// Where it is written who was on which list, with its SHA-256.
  ///
  /// - Throws: `FileError`; `RunError` if it was not written, or is another now.
  func members(in folder: String) throws -> (path: String, sha256: String) {
    let name = "members.csv"
    let path = "\(folder)/\(name)"
    guard let written = outputs.first(where: { $0.file == name }) else {
      throw RunError(
        status: .input,
        description:
          "\(folder): its lists were made without --holdout: there is nobody to compare with")
    }
    let found = try InputFile(path).sha256()
    if found != written.sha256 {
      throw RunError(
        status: .input,
        description: "\(path): it is not the file that lists.json speaks of: SHA-256 \(found), not "
          + "\(Figures.printable(written.sha256)); go back to a copy")
    }
    return (path, found)
  }
}
