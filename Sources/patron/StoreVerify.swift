import ArgumentParser
import Bytes
import Orders

/// `patron store verify`.
struct StoreVerify: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Checks every byte of a store against its checksums.",
    discussion: """
      Each finding names file, row group, column and page. The exit code is 1 if there is any. Damaged \
      files are to be restored from a copy: nothing else has their orders.
      """)

  @OptionGroup var options: StoreOptions

  /// The document of `--json`.
  private struct Document: Encodable {
    var patron = Patron.version
    var command = "store verify"
    var store: String
    var version: Int
    var files: Int
    var bytes: Int
    var orders: Int
    /// Files of other writers, which have no checksum over all of their bytes.
    var unsealed_files: Int
    var findings: [String]
  }

  func run() throws {
    let progress = Progress(isQuiet: options.quiet)
    let store = try OrderStore(options.store)
    let found = try store.verify(
      threads: options.threadOptions.threads,
      progress: { progress.show("Checking \(options.store)", $0, of: $1) })
    progress.clear()
    if options.json {
      let document = Document(
        store: options.store, version: store.version, files: found.files, bytes: found.bytes,
        orders: found.orders, unsealed_files: found.unsealedFiles, findings: found.findings)
      try Descriptor.standardOutput.write(try Manifest.json(document))
    }
    if !found.findings.isEmpty {
      throw RunError(
        status: .input,
        description:
          "\(options.store): \(Figures.counted(found.findings.count, "damaged file")) of "
          + "\(found.files):\n" + found.findings.joined(separator: "\n"))
    }
    if options.json || options.quiet { return }
    var text =
      "\(options.store): version \(store.version) is whole: \(Figures.counted(found.orders, "order")) "
      + "in \(Figures.counted(found.files, "file")) of \(ByteCount(found.bytes))\n"
    if found.unsealedFiles > 0 {
      text +=
        "Note: \(Figures.counted(found.unsealedFiles, "file")) of other writers have no checksums over "
        + "all of their bytes; patron store compact \(options.store) gives them some.\n"
    }
    try Descriptor.standardOutput.write(Array(text.utf8))
  }
}
