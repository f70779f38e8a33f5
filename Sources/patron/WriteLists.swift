import ArgumentParser
import Bytes
import CSV
import Columns
import Histories
import Orders
import Reports
import Scores
import Segments

/// `patron lists write`, or without its name: the lists.
struct WriteLists: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "write",
    abstract:
      "Writes lists of people to write to, each by a rule, as the receiving system takes them.",
    discussion: """
      Every list is a scenario: a name, what has to hold, and who comes first, such as

        heroes_lapsing: is_hero and lifecycle_stage = lapsing by value_at_stake

      Without --scenarios there are \(Scenario.builtIn.map(\.name).joined(separator: ", ")); lists.json and docs/lists.md \
      have their rules.

      A rule speaks of the columns of the score table and of profiles, of days_until_due, days_until_anniversary and, \
      from a store, days_since_refunded_first_order, and, if it knows people (patron import --customers), \
      days_until_birthday, days_since_first_seen and subscribed (yes, no, unknown). clv and the like are of the longest horizon. What is unknown holds for nobody. \
      Leads, whose lifecycle_stage is lead, have no orders.

      --for says who takes the files, NAME.csv for each list: klaviyo, google-ads and meta, hubspot, or csv for \
      anything else. Only who agreed is handed to these systems, and an unknown answer is not yes; csv has \
      everybody. lists.json has each list's rule, size and value, and what became of its people.

      EXAMPLES
        patron lists shop -o lists
        patron lists shop -o ads --for google-ads --scenarios mine.txt
        patron lists shop -o mails --for klaviyo --suppress sent.csv --suppress-days 14 --holdout 10%
        patron lists shop --json | jq '.lists[] | {name, members}'
      """)

  @OptionGroup var source: SourceOptions
  @OptionGroup var model: ModelOptions
  @OptionGroup var segments: SegmentOptions
  @OptionGroup var column: CustomerColumn

  @Option(
    help: ArgumentHelp(
      "A text with your own scenarios, in the words of those above; these are left out then.",
      valueName: "file"), completion: .file())
  var scenarios: String?

  @Option(
    name: .customLong("for"),
    help: ArgumentHelp(
      "Who takes the files: \(Receiver.allCases.map(\.rawValue).joined(separator: ", ")).",
      valueName: "receiver"))
  var receiver = Receiver.csv

  @Option(help: ArgumentHelp("What rules call days: ahead, and past.", valueName: "n"))
  var days = 7

  @Option(
    help: ArgumentHelp(
      "Whom other systems are handed: given, who agreed; any, everybody: that it is lawful is for you to know.",
      valueName: "given|any"))
  var consent = ListSettings.Consent.given

  @Option(
    help: ArgumentHelp(
      "A CSV file of who was written to, customer_id and, if it says when, contacted_on: they are left out.",
      valueName: "file"), completion: .file(extensions: ["csv"]))
  var suppress: String?

  @Option(help: ArgumentHelp("For so many days up to as-of.", valueName: "n"))
  var suppressDays = 14

  @Option(
    help: ArgumentHelp(
      "A share of all people whom no list is sent to, by their ids, always the same; members.csv has both groups, to be "
        + "compared later.", valueName: "share"))
  var holdout: Percentage?

  @Option(
    name: [.short, .customLong("output")],
    help: ArgumentHelp(
      "The folder that the lists go to; it is made if it is not there.", valueName: "folder"),
    completion: .directory)
  var output: String?

  @Flag(help: "Print nothing but errors.")
  var quiet = false

  @Flag(help: "Print the document of all lists in JSON instead of their sizes.")
  var json = false

  func validate() throws {
    if !(0...36_500).contains(days) || !(0...36_500).contains(suppressDays) {
      throw ValidationError("--days and --suppress-days: a number from 0 to 36500 is needed")
    }
    if let holdout, HoldOut(share: holdout.percent / 100) == nil {
      throw ValidationError("--holdout: a share from 0% to 100% is needed")
    }
    guard let output else { return }
    if output == "-" {
      throw ValidationError("-o -: lists go to a folder; --json prints what they are")
    }
    try Place.check(
      [output],
      areNot: source.files + segments.files
        + [model.modelFile, scenarios, suppress].compactMap { $0 })
  }

  func run() throws {
    let progress = Progress(isQuiet: quiet)
    // Made before the work, so that what is in the way is noticed at once.
    if let output { _ = try Folder.create(output) }
    let own = try scenarios.map { try ScenarioFile.read($0) }
    var rejects = try Rejects(path: nil)
    let run = try ScoreRun(
      source: source, customer: column.customer, model: model, segments: segments, profile: true,
      progress: progress, rejects: &rejects)
    let threads = source.reading.threads
    progress.show("Choosing people")
    let asOf = run.base.histories.asOf
    let people = try People(run.table, of: run.source as? StoredOrders, threads: threads)
    let settings = ListSettings(
      asOf: asOf, horizon: run.options.horizons.last ?? 0, scale: run.source.currency.scale,
      consent: consent)
    var document = ListsDocument(run, people, settings, for: receiver)
    document.numbers = ["days": days]
    if let window = run.table.sums.second?.window(run.base.histories) {
      document.numbers["second_order_from"] = window.lowerBound
      document.numbers["second_order_to"] = window.upperBound
    }
    document.holdout_percent = holdout?.percent ?? 0
    let bound = try bind(own, people.vocabulary(numbers: document.numbers), &document)
    let wanted = bound.reduce(into: ListMember.Figures.columns(horizon: settings.horizon)) {
      $0.formUnion($1.columns)
    }
    let columns = try people.columns(wanted.union(["value_at_stake"]), threads: threads)
    let suppressed = try suppress.map {
      try SideFiles.contacted($0, since: asOf - Int32(suppressDays - 1))
    }
    let holdOut = holdout.flatMap { HoldOut(share: $0.percent / 100) } ?? .nobody
    let lists = try threads.map(bound.count) {
      Membership(
        bound[$0], columns, of: people, suppressing: suppressed ?? [], holdOut: holdOut)
    }
    let published = try write(lists, people, columns, settings, &document, progress)
    if let output { try publish(published, document, in: output) }
    progress.clear()
    if json {
      document.folder = output
      for (index, input) in run.source.inputs.enumerated() {
        document.inputs[index].path = input.path
      }
      try Descriptor.standardOutput.write(Manifest.json(document))
    } else if !quiet {
      try Descriptor.standardOutput.write(Array(document.text(output: output).utf8))
    }
  }
}

extension WriteLists {
  /// Holds the scenarios against what there is: own ones must fit, of the others those are left out that need more.
  private func bind(
    _ own: ScenarioFile?, _ vocabulary: Vocabulary, _ document: inout ListsDocument
  ) throws -> [BoundScenario] {
    if let own {
      return try own.scenarios.map { scenario in
        do throws(ScenarioProblem) {
          return try BoundScenario(scenario, vocabulary)
        } catch {
          throw own.error(error)
        }
      }
    }
    var bound: [BoundScenario] = []
    for scenario in Scenario.builtIn {
      do throws(ScenarioProblem) {
        bound.append(try BoundScenario(scenario, vocabulary))
      } catch {
        document.left_out.append(
          TablesDocument.LeftOut(
            name: scenario.name,
            reason: error.missing.map { "it needs \($0), of which the source says nothing" }
              ?? error.description))
      }
    }
    return bound
  }

  /// Writes the files of all lists, if they go anywhere, and says in the document what became of the people.
  private func write(
    _ lists: [Membership], _ people: People, _ columns: [String: Column],
    _ settings: ListSettings, _ document: inout ListsDocument, _ progress: Progress
  ) throws -> [SyncedFile] {
    var files: [SyncedFile] = []
    for list in lists {
      let name = list.scenario.name
      progress.show("Writing \(name)")
      var entry = ListsDocument.List(list, value: columns, settings)
      if let output {
        var writer = try ListWriter(receiver, settings, to: "\(output)/\(name)")
        try writer.write(list.rows.count, threads: source.reading.threads) { place in
          let row = Int(list.rows[place])
          var member = Self.member(row, of: people)
          member.reason = name
          if row < people.customers {
            member.figures = ListMember.Figures(columns, row: row, horizon: settings.horizon)
          }
          return member
        }
        let written = try writer.finish()
        entry.add(written)
        document.warnings += written.warnings.map { "\(name): \($0)" }
        for file in written.files {
          document.outputs.append(TablesDocument.Output(file.file, rows: file.rows))
          files.append(file.file)
        }
      }
      document.lists.append(entry)
    }
    if let output, holdout != nil {
      let table = try MemberTable(lists, of: people, threads: source.reading.threads) {
        [receiver] row in
        receiver.takes(Self.member(row, of: people), settings)
      }
      var file = try OutputFile("\(output)/members.csv")
      try CSVEncoder(fields: MemberTable.fields).writeTable(
        blocks: table.count, threads: source.reading.threads, columns: { table.columns($0) },
        progress: { _ in }, to: { try file.write($0) })
      let synced = try file.sync()
      document.outputs.append(TablesDocument.Output(synced, rows: table.rows))
      files.append(synced)
    }
    return files
  }

  /// How somebody is called and reached.
  private static func member(_ row: Int, of people: People) -> ListMember {
    ListMember(
      id: String(decoding: people.id(row), as: UTF8.self), contact: people.contact(row),
      figures: nil, reason: "")
  }

  /// Lets the files of all lists appear with the document.
  private func publish(
    _ files: [SyncedFile], _ document: ListsDocument, in folder: String
  ) throws {
    let stale = try EarlierOutputs.names(by: "lists", in: folder)
    var mark = try OutputFile("\(folder)/lists.json")
    try mark.write(Manifest.json(document))
    let names = Set(document.outputs.map(\.file))
    try Publication.publish(
      files, removing: stale.filter { !names.contains($0) }.map { "\(folder)/\($0)" },
      manifest: try mark.sync())
  }
}
