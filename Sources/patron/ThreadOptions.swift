import ArgumentParser
import Columns
import Foundation

/// How many threads work.
struct ThreadOptions: ParsableArguments {
  // Without a default value, which the help would print: it differs from machine to machine.
  @Option(
    name: .customLong("threads"),
    help: ArgumentHelp(
      "The number of threads. Default: one per core. Results do not depend on it.",
      valueName: "number"))
  var threadCount: Int?

  /// Who works.
  var threads: Threads { Threads(threadCount ?? ProcessInfo.processInfo.activeProcessorCount) }

  func validate() throws {
    if let threadCount, threadCount < 1 {
      throw ValidationError("--threads \(threadCount): at least 1 is needed")
    }
  }
}
