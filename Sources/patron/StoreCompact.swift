import ArgumentParser
import Bytes
import Foundation
import Orders

/// `patron store compact`.
struct StoreCompact: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compact",
    abstract: "Merges what imports have added, so that scoring need not.",
    discussion: """
      The orders are the same before and after, for readers of every engine. Large stores are cut into \
      more buckets. The files that were merged stay until patron store vacuum removes them.
      """)

  @OptionGroup var options: StoreOptions

  @Option(
    help: ArgumentHelp(
      "The number of buckets: a power of two up to 64. Default: what the orders call for.",
      valueName: "number"))
  var buckets: Int?

  /// The document of `--json`.
  private struct Document: Encodable {
    var patron = Patron.version
    var command = "store compact"
    var store: String
    var version: Int
    var files_before: Int
    var files_after: Int
    var bytes_before: Int
    var bytes_after: Int
  }

  func validate() throws {
    if let buckets, !(1...64).contains(buckets) || buckets.nonzeroBitCount != 1 {
      throw ValidationError("--buckets \(buckets): a power of two from 1 to 64 is needed")
    }
  }

  func run() throws {
    let progress = Progress(isQuiet: options.quiet)
    let store = try OrderStore(options.store)
    let done = try store.compact(
      buckets: buckets, threads: options.threadOptions.threads,
      now: Int(Date.now.timeIntervalSince1970 * 1000),
      progress: { progress.show("Merging", $0, of: $1) })
    progress.clear()
    if options.json {
      let document = Document(
        store: options.store, version: done.version, files_before: done.filesBefore,
        files_after: done.filesAfter, bytes_before: done.bytesBefore, bytes_after: done.bytesAfter)
      try Descriptor.standardOutput.write(try Manifest.json(document))
    } else if !options.quiet {
      let text =
        done.filesBefore == 0
        ? "\(options.store): version \(done.version), nothing to merge\n"
        : "\(options.store): version \(done.version); "
          + "\(Figures.counted(done.filesBefore, "file")) of \(ByteCount(done.bytesBefore)) merged into "
          + "\(Figures.count(done.filesAfter)) of \(ByteCount(done.bytesAfter))\n"
      try Descriptor.standardOutput.write(Array(text.utf8))
    }
  }
}
