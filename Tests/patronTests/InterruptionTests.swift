import Foundation
import Glibc
import TestSupport
import Testing

/// Ctrl-C and SIGTERM: temporary files go, and the program ends by the signal.
@Suite(.serialized) struct InterruptionTests {
  private let home: TemporaryFolder
  /// The path of 200,000 orders.
  private let orders: String

  init() throws {
    home = try TemporaryFolder()
    var generator = Generator(seed: 7)
    var text = "customer_id,order_date,amount\n"
    for _ in 0..<200_000 {
      let customer = Int.random(in: 0..<40_000, using: &generator)
      let day = Int.random(in: 0..<500, using: &generator) * (customer % 5 + 1) / 5
      text += "\(customer),\(Self.iso[day]),\(Int.random(in: 1..<99, using: &generator)).50\n"
    }
    orders = try home.file("orders.csv", text)
  }

  private static let iso = (0..<500).map { SampleOrders.iso($0) }

  @Test(arguments: [SIGINT, SIGTERM, SIGHUP])
  func `a blocked run takes its temporary file with it`(number: Int32) throws {
    let folder = try TemporaryFolder()
    let pipe = Pipe()
    let process = try Tool.start(
      Tool.path,
      ["score", orders, "-o", "-", "--format", "csv", "--rejects", "rejects.csv"],
      in: folder.path, output: pipe, error: FileHandle.nullDevice)
    // Nobody reads the pipe: the run waits for room in it, with the rejects still under their
    // temporary name.
    var queued: Int32 = 0
    let reader = pipe.fileHandleForReading.fileDescriptor
    for _ in 0..<2000 where queued <= 60_000 {
      usleep(50_000)
      try #require(unsafe ioctl(reader, UInt(FIONREAD), &queued) == 0)
    }
    #expect(queued > 60_000, "the pipe is full, but for the last pages")
    #expect(process.isRunning)
    #expect(folder.names.count == 1)
    #expect(folder.names.allSatisfy { $0.hasPrefix("rejects.csv.") && $0.hasSuffix(".tmp") })
    kill(process.processIdentifier, number)
    #expect(Tool.wait(for: process) == .signal(number))
    #expect(folder.names == [])
  }

  @Test(arguments: [SIGINT, SIGTERM])
  func `a run ends whole or without a trace, whenever the signal comes`(number: Int32) throws {
    let arguments = ["score", orders, "--quiet", "-o", "scores.csv"]
    let start = ContinuousClock.now
    let whole = try TemporaryFolder()
    #expect(try Tool.run(arguments, in: whole).ending == .exit(0))
    let expected = try whole.bytes("scores.csv")
    let length = Int((ContinuousClock.now - start) / .microseconds(1))
    var generator = Generator.seeded()
    for _ in 0..<10 {
      let folder = try TemporaryFolder()
      let process = try Tool.start(
        Tool.path, arguments, in: folder.path, output: FileHandle.nullDevice,
        error: FileHandle.nullDevice)
      usleep(UInt32.random(in: 0...UInt32(length + length / 4), using: &generator))
      kill(process.processIdentifier, number)
      let ending = Tool.wait(for: process)
      #expect(ending == .signal(number) || ending == .exit(0))
      if folder.names.contains("scores.csv.manifest.json") {
        #expect(folder.names == ["scores.csv", "scores.csv.manifest.json"])
        let manifest = try ManifestFile(folder.bytes("scores.csv.manifest.json"))
        let sum = try Tool.shell("sha256sum scores.csv", in: folder).text
        #expect(manifest.outputs[0].sha256 == String(sum.prefix(64)))
        #expect(try folder.bytes("scores.csv") == expected)
      } else {
        #expect(folder.names == [])
        #expect(ending == .signal(number))
      }
    }
  }

  @Test func `an interrupted run leaves the scores of an earlier one as they were`() throws {
    let folder = try TemporaryFolder()
    _ = try folder.file("small.csv", SampleOrders().csv())
    #expect(try Tool.score("small.csv", "-o", "scores.csv", in: folder).ending == .exit(0))
    let names = folder.names
    let before = try names.map { try folder.bytes($0) }
    let process = try Tool.start(
      Tool.path,
      ["score", orders, "--quiet", "-o", "scores.csv", "--rejects", "rejects.csv"],
      in: folder.path, output: FileHandle.nullDevice, error: FileHandle.nullDevice)
    // The file for rejects, created first, is the sign that the run is under way.
    while folder.names == names && process.isRunning { usleep(100) }
    kill(process.processIdentifier, SIGINT)
    #expect(Tool.wait(for: process) == .signal(SIGINT))
    #expect(folder.names == names)
    #expect(try names.map { try folder.bytes($0) } == before)
  }
}
