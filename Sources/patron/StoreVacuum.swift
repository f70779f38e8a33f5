import ArgumentParser
import Bytes
import Foundation
import Orders

/// `patron store vacuum`.
struct StoreVacuum: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "vacuum",
    abstract: "Removes files that no version within the retention needs.",
    discussion: """
      Those are files that were merged, and what imports that failed have left. Versions older than the \
      retention cannot be read any more afterwards. Imports that take longer than the retention lose \
      their files: with less than a day, make sure that none is running.
      """)

  @OptionGroup var options: StoreOptions

  @Option(help: ArgumentHelp("How long files are kept, such as 30d or 12h.", valueName: "time"))
  var retention = Retention(milliseconds: 7 * 86_400_000)

  @Flag(help: "Only say what would be removed.")
  var dryRun = false

  /// The document of `--json`.
  private struct Document: Encodable {
    var patron = Patron.version
    var command = "store vacuum"
    var store: String
    var dry_run: Bool
    var files: [String]
    var bytes: Int
  }

  func run() throws {
    let store = try OrderStore(options.store)
    let gone = try store.vacuum(
      retention: retention.milliseconds, now: Int(Date.now.timeIntervalSince1970 * 1000),
      isDryRun: dryRun)
    if options.json {
      let document = Document(
        store: options.store, dry_run: dryRun, files: gone.files, bytes: gone.bytes)
      try Descriptor.standardOutput.write(try Manifest.json(document))
    } else if !options.quiet {
      let verb = dryRun ? "would be removed" : "removed"
      let text =
        "\(options.store): \(Figures.counted(gone.files.count, "file")) of \(ByteCount(gone.bytes)) "
        + "\(verb)\n" + (dryRun ? gone.files.map { "  \($0)\n" }.joined() : "")
      try Descriptor.standardOutput.write(Array(text.utf8))
    }
  }
}

/// A span of time as the command line has it: 7d, 12h, 30m, 0.
struct Retention: ExpressibleByArgument {
  let milliseconds: Int

  init(milliseconds: Int) { self.milliseconds = milliseconds }

  init?(argument: String) {
    let units = ["d": 86_400_000, "h": 3_600_000, "m": 60_000, "s": 1000]
    if argument == "0" {
      milliseconds = 0
      return
    }
    guard let unit = argument.last, let size = units[String(unit)],
      let count = Int(argument.dropLast()), (0...100_000).contains(count)
    else { return nil }
    milliseconds = count * size
  }

  var defaultValueDescription: String { "7d" }
}
