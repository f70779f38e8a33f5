import Foundation
import Synchronization
import TestSupport
import Testing

/// The binary under test, run as a process of its own.
enum Tool {
  /// How a process ended.
  enum Ending: Equatable {
    case exit(Int32)
    case signal(Int32)
    case timeout
  }

  /// What a process printed and how it ended.
  struct Outcome {
    let ending: Ending
    let output: [UInt8]
    let message: String

    var text: String { String(decoding: output, as: UTF8.self) }
  }

  /// The binary stands beside the test bundle, which is what this process runs.
  static let path: String = {
    let own = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
    return URL(filePath: own).deletingLastPathComponent().appending(path: "patron").path
  }()

  /// The orders of the CDNOW sample.
  static let cdnow = Fixtures.path("cdnow/orders.csv")

  /// Runs the binary to its end.
  static func run(_ arguments: [String], in folder: TemporaryFolder? = nil) throws -> Outcome {
    try finish(path, arguments, in: folder?.path)
  }

  /// Runs `patron score` with arguments.
  static func score(_ arguments: String..., in folder: TemporaryFolder? = nil) throws -> Outcome {
    try run(["score"] + arguments, in: folder)
  }

  /// Runs a script of `/bin/sh` in which `$PATRON` is the binary.
  static func shell(_ script: String, in folder: TemporaryFolder) throws -> Outcome {
    try finish("/bin/sh", ["-c", script], in: folder.path)
  }

  /// A process that has been started, with its pipes or files.
  static func start(
    _ executable: String, _ arguments: [String], in folder: String?, output: Any, error: Any
  ) throws -> Process {
    let process = Process()
    process.executableURL = URL(filePath: executable)
    process.arguments = arguments
    if let folder { process.currentDirectoryURL = URL(filePath: folder) }
    process.environment = ProcessInfo.processInfo.environment
      .merging(["PATRON": path, "LC_ALL": "C"]) { $1 }
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = output
    process.standardError = error
    try process.run()
    return process
  }

  /// Waits for the end of a process; one that takes longer than `seconds` is killed.
  static func wait(for process: Process, seconds: Double = 120) -> Ending {
    let isLate = Atomic(false)
    let clock = ContinuousClock.now
    while process.isRunning {
      if ContinuousClock.now - clock > .seconds(seconds) {
        isLate.store(true, ordering: .relaxed)
        kill(process.processIdentifier, SIGKILL)
        break
      }
      usleep(1000)
    }
    process.waitUntilExit()
    if isLate.load(ordering: .relaxed) { return .timeout }
    return process.terminationReason == .exit
      ? .exit(process.terminationStatus) : .signal(process.terminationStatus)
  }

  /// Runs a process to its end; what it prints goes to files, so that it never waits for a reader.
  private static func finish(
    _ executable: String, _ arguments: [String], in folder: String?
  ) throws -> Outcome {
    let own = try TemporaryFolder()
    let names = ["output", "message"]
    let files = try names.map { name in
      try FileHandle(forWritingTo: URL(filePath: own.file(name, "")))
    }
    let process = try start(executable, arguments, in: folder, output: files[0], error: files[1])
    let ending = wait(for: process)
    for file in files { try file.close() }
    return Outcome(
      ending: ending, output: try own.bytes("output"),
      message: String(decoding: try own.bytes("message"), as: UTF8.self))
  }
}
