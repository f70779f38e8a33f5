import Foundation
import TestSupport
import Testing

/// Outputs that cannot be written, and what may be left of them: nothing.
@Suite struct OutputTests {
  private static func folderWithOrders(customers: Int = 60) throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    _ = try folder.file("orders.csv", SampleOrders(customers: customers).csv())
    return folder
  }

  @Test func `a missing folder is named`() throws {
    let folder = try Self.folderWithOrders()
    let outcome = try Tool.score("orders.csv", "-o", "nowhere/scores.csv", in: folder)
    #expect(outcome.ending == .exit(1))
    #expect(
      outcome.message.contains(
        "nowhere/scores.csv: cannot be written: its folder does not exist; create it first"))
    #expect(folder.names == ["orders.csv"])
  }

  @Test func `a folder is not replaced by a file`() throws {
    let folder = try Self.folderWithOrders()
    try FileManager.default.createDirectory(
      atPath: "\(folder.path)/scores.csv", withIntermediateDirectories: false)
    let outcome = try Tool.score("orders.csv", "-o", "scores.csv", in: folder)
    #expect(outcome.ending == .exit(1))
    #expect(outcome.message.contains("scores.csv: cannot be written: it is a folder"))
    #expect(folder.names == ["orders.csv", "scores.csv"])
  }

  @Test func `a pipe or device is not replaced by a file`() throws {
    let folder = try Self.folderWithOrders()
    try #require(unsafe mkfifo("\(folder.path)/scores.csv", 0o600) == 0)
    for options in [["-o", "scores.csv"], ["--rejects", "scores.csv"]] {
      let outcome = try Tool.run(["score", "orders.csv"] + options, in: folder)
      #expect(outcome.ending == .exit(1))
      #expect(
        outcome.message.contains("scores.csv: cannot be written: it is not a regular file"))
    }
    #expect(folder.names == ["orders.csv", "scores.csv"])
  }

  @Test(arguments: ["csv", "jsonl", "parquet"])
  func `a full disk is an error that leaves nothing`(format: String) throws {
    let folder = try Self.folderWithOrders(customers: 2000)
    let script = "ulimit -f 8; exec \"$PATRON\" score orders.csv -o scores.\(format)"
    let outcome = try Tool.shell(script, in: folder)
    #expect(outcome.ending == .exit(1))
    #expect(
      outcome.message == "patron: scores.\(format): cannot be written: File too large\n")
    #expect(folder.names == ["orders.csv"])
  }

  @Test func `a full disk leaves the scores of an earlier run as they were`() throws {
    let folder = try Self.folderWithOrders(customers: 2000)
    #expect(try Tool.score("orders.csv", "-o", "scores.csv", in: folder).ending == .exit(0))
    let before = try folder.bytes("scores.csv")
    let manifest = try folder.bytes("scores.csv.manifest.json")
    let script = "ulimit -f 8; exec \"$PATRON\" score orders.csv --horizons 7 -o scores.csv"
    #expect(try Tool.shell(script, in: folder).ending == .exit(1))
    #expect(try folder.bytes("scores.csv") == before)
    #expect(try folder.bytes("scores.csv.manifest.json") == manifest)
    #expect(folder.names == ["orders.csv", "scores.csv", "scores.csv.manifest.json"])
  }

  /// Needs the right to mount.
  static let canMount: Bool = {
    guard getuid() == 0, let folder = try? TemporaryFolder() else { return false }
    let script = "mount -t tmpfs -o size=64k none . && umount \"$PWD\""
    return (try? Tool.shell("unshare -m sh -c '\(script)'", in: folder).ending) == .exit(0)
  }()

  @Test(.enabled(if: canMount, "needs a file system of its own"))
  func `a file system without room is an error that leaves nothing`() throws {
    let folder = try Self.folderWithOrders(customers: 2000)
    try FileManager.default.createDirectory(
      atPath: "\(folder.path)/small", withIntermediateDirectories: false)
    let script = """
      unshare -m sh -c 'mount -t tmpfs -o size=64k none small &&
      { "$PATRON" score orders.csv -o small/scores.csv; code=$?; ls -A small; exit $code; }'
      """
    let outcome = try Tool.shell(script, in: folder)
    #expect(outcome.ending == .exit(1))
    #expect(outcome.text == "", "nothing is left")
    #expect(
      outcome.message == "patron: small/scores.csv: cannot be written: No space left on device\n")
  }

  @Test func `a full standard output is an error`() throws {
    let folder = try Self.folderWithOrders()
    let script = "exec \"$PATRON\" score orders.csv -o - --format csv > /dev/full"
    let outcome = try Tool.shell(script, in: folder)
    #expect(outcome.ending == .exit(1))
    #expect(outcome.message.contains("standard output: cannot be written: No space left on device"))
  }

  @Test(arguments: ["-o - --format csv", "-o - --format jsonl", "--json", ""])
  func `a closed pipe ends quietly`(options: String) throws {
    let folder = try Self.folderWithOrders(customers: 3000)
    // The reader is gone before anything is written.
    let script = """
      { "$PATRON" score orders.csv \(options) 2> message; echo $? > code; } | exec true
      while [ ! -s code ]; do sleep 0.01; done
      """
    #expect(try Tool.shell(script, in: folder).ending == .exit(0))
    #expect(try folder.bytes("code") == Array("0\n".utf8))
    #expect(try folder.bytes("message") == [])
  }

  @Test func `a reader of the first line alone gets it`() throws {
    let folder = try Self.folderWithOrders(customers: 3000)
    let script = """
      { "$PATRON" score orders.csv -o - --format csv; echo $? > code; } | head -1
      while [ ! -s code ]; do sleep 0.01; done
      """
    let outcome = try Tool.shell(script, in: folder)
    #expect(outcome.text.hasPrefix("customer_id,as_of,") && outcome.text.hasSuffix("basis\n"))
    #expect(outcome.message == "")
    #expect(try folder.bytes("code") == Array("0\n".utf8))
  }
}
