import ArgumentParser
import Bytes
import Columns
import Foundation
import Orders

/// `patron store forget`.
struct StoreForget: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "forget",
    abstract: "Removes people, and keeps their orders from coming back.",
    discussion: """
      What the store has of them goes: orders, lines, what is known of them, ids that were merged with theirs, \
      and rows of STORE/rejects that name them. Of each id a keyed hash stays (the key is STORE/key; keep it \
      with the store), so that imports set their orders up to today aside as forgotten; who orders \
      again later is a new customer. Older versions of the store are read from the old files until \
      patron store vacuum STORE --retention 0 removes them. Order files, scores and copies elsewhere are yours \
      to delete.

      EXAMPLES
        patron store forget shop --customer 4711 --customer 4712
        patron store forget shop --file erasure-requests.csv
        patron store vacuum shop --retention 0
      """)

  @OptionGroup var options: StoreOptions

  @Option(
    help: ArgumentHelp(
      "A customer's id, or e-mail or phone number where those make a customer; may be repeated.",
      valueName: "id"))
  var customer: [String] = []

  @Option(
    help: ArgumentHelp(
      "A file of ids: one on each line, or CSV with a column customer_id.", valueName: "ids"),
    completion: .file())
  var file: String?

  /// The document of `--json`.
  private struct Document: Encodable {
    var patron = Patron.version
    var command = "store forget"
    var store: String
    var version: Int
    var forgotten_on: String
    var ids: Int
    var unknown: [String]
    var rows: [String: Int]
    @OrNull var revenue: String?
    var rejected_rows: Int
  }

  func validate() throws {
    if customer.isEmpty && file == nil {
      throw ValidationError("name somebody with --customer, or a file of ids with --file")
    }
  }

  func run() throws {
    let progress = Progress(isQuiet: options.quiet || options.json)
    let ids = try customer + (file.map { try SideFiles.ids($0) } ?? [])
    let store = try OrderStore(options.store)
    let now = Date.now.timeIntervalSince1970
    let zone = store.settings.timeZone.flatMap { TimeZoneTable(name: $0) }
    let today = zone?.day(of: Int(now)) ?? Day(rawValue: Int32(now / 86_400))
    progress.show("Looking for rows to remove")
    let gone = try store.forget(
      ids, upTo: today, threads: options.threadOptions.threads, now: Int(now * 1000),
      progress: { progress.show("Writing \(Figures.count($0)) rows that stay") })
    progress.clear()
    let settings = store.settings
    if options.json {
      let document = Document(
        store: options.store, version: gone.version, forgotten_on: "\(today)", ids: gone.ids,
        unknown: gone.unknown, rows: gone.rows,
        revenue: settings.hasAmounts
          ? Figures.decimal(gone.revenue, scale: settings.currency.scale) : nil,
        rejected_rows: gone.rejectedRows)
      try Descriptor.standardOutput.write(try Manifest.json(document))
    } else if !options.quiet {
      let text = summary(of: gone, today, settings)
      try Descriptor.standardOutput.write(Array(text.utf8))
    }
  }

  /// What was done, as a person reads it.
  private func summary(
    of gone: OrderStore.ForgetOutcome, _ today: Day, _ settings: StoreSettings
  ) -> String {
    let words = [
      ("orders", "order", ""), ("set_aside", "order", " set aside"), ("lines", "line", ""),
      ("customers", "row", " of customers"), ("merges", "merged id", ""),
    ]
    var removed = words.compactMap { table, noun, rest in
      gone.rows[table].flatMap { $0 == 0 ? nil : Figures.counted($0, noun) + rest }
    }
    if gone.rejectedRows > 0 { removed.append(Figures.counted(gone.rejectedRows, "rejected row")) }
    var lines = [
      "\(options.store): version \(gone.version); \(Figures.counted(gone.ids, "id")) forgotten up to "
        + "\(today)",
      "Removed    \(removed.isEmpty ? "nothing" : removed.joined(separator: ", "))",
    ]
    if settings.hasAmounts && gone.rows["orders"] != 0 {
      lines.append("Revenue    \(Figures.money(gone.revenue, in: settings.currency)) less")
    }
    if !gone.unknown.isEmpty {
      let most = 5
      let shown = gone.unknown.prefix(most).map { "'\(Figures.printable($0))'" }
        .joined(separator: ", ")
      let rest = gone.unknown.count - most
      lines.append(
        "Note: the store had nothing of \(shown)\(rest > 0 ? " and \(Figures.count(rest)) more" : ""); "
          + "orders of \(gone.unknown.count == 1 ? "it" : "them") are set aside from now on all the same."
      )
    }
    lines.append(
      "Note: older versions still have what was removed; patron store vacuum \(options.store) "
        + "--retention 0 removes their files.")
    return lines.joined(separator: "\n") + "\n"
  }
}
