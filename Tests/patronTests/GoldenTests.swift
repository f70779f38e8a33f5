import Foundation
import TestSupport
import Testing

/// Byte for byte what fixtures/golden holds; its README says how the files are made, and
/// Tests/Interop/test_scores.py computes every value of them again.
@Suite struct GoldenTests {
  static let folder = Fixtures.path("golden")
  static let scoring = [
    "score", Tool.cdnow, "--as-of", "1997-09-30", "--zero-orders", "keep", "--currency", "USD",
  ]

  static func golden(_ name: String) throws -> [UInt8] {
    Array(try Data(contentsOf: URL(filePath: "\(folder)/\(name)")))
  }

  @Test(arguments: [1, 2, 5])
  func `the scores of CDNOW are the golden ones on any number of threads`(threads: Int) throws {
    let folder = try TemporaryFolder()
    let outcome = try Tool.run(
      Self.scoring + ["--threads", "\(threads)", "-o", "cdnow.csv"], in: folder)
    #expect(outcome.ending == .exit(0), "\(outcome.message)")
    #expect(try folder.bytes("cdnow.csv") == Self.golden("cdnow.csv"))
    let manifest = try folder.bytes("cdnow.csv.manifest.json")
    #expect(try manifest == Self.golden("cdnow.csv.manifest.json"))
    #expect(folder.names == ["cdnow.csv", "cdnow.csv.manifest.json"])
  }

  @Test func `standard output gets the same bytes as a file`() throws {
    let outcome = try Tool.run(Self.scoring + ["-o", "-", "--format", "csv"])
    #expect(outcome.ending == .exit(0))
    #expect(try outcome.output == Self.golden("cdnow.csv"))
    #expect(
      outcome.message == """
        patron: orders go back 273 days, less than twice the 365 days after which a customer is inactive, and no full \
        year: seasons cannot be told
        patron: without --margin, CLV is discounted revenue, not profit

        """)
  }

  @Test(arguments: ["parquet", "jsonl"])
  func `other formats are the same bytes on any number of threads`(format: String) throws {
    let folder = try TemporaryFolder()
    for threads in ["1", "2", "5"] {
      let outcome = try Tool.run(
        Self.scoring + ["--threads", threads, "-o", "\(threads).\(format)"], in: folder)
      #expect(outcome.ending == .exit(0), "\(outcome.message)")
    }
    let bytes = try folder.bytes("1.\(format)")
    #expect(bytes.count > 100_000)
    #expect(try folder.bytes("2.\(format)") == bytes)
    #expect(try folder.bytes("5.\(format)") == bytes)
  }

  @Test func `the order of rows in the file makes no difference`() throws {
    let folder = try TemporaryFolder()
    let lines = try String(contentsOf: URL(filePath: Tool.cdnow), encoding: .utf8)
      .split(separator: "\n")
    var generator = Generator.seeded()
    let shuffled = lines.dropFirst().shuffled(using: &generator)
    let text = ([lines[0]] + shuffled).joined(separator: "\n") + "\n"
    var scoring = Self.scoring
    scoring[1] = try folder.file("orders.csv", text)
    let outcome = try Tool.run(scoring + ["-o", "-", "--format", "csv"])
    #expect(try outcome.output == Self.golden("cdnow.csv"))
  }

  @Test func `orders in two files score as in one`() throws {
    let folder = try TemporaryFolder()
    let lines = try String(contentsOf: URL(filePath: Tool.cdnow), encoding: .utf8)
      .split(separator: "\n")
    let middle = lines.count / 2
    let first = try folder.file("first.csv", lines[..<middle].joined(separator: "\n"))
    let second = try folder.file(
      "second.csv", ([lines[0]] + lines[middle...]).joined(separator: "\r\n"))
    let outcome = try Tool.run(
      ["score", second, first] + Self.scoring.dropFirst(2) + ["-o", "-", "--format", "csv"])
    #expect(try outcome.output == Self.golden("cdnow.csv"))
  }

  /// Every command.
  private static let commands = [
    "", "backtest", "changes", "explain", "fit", "import", "lists", "lists measure", "lists write",
    "report", "score", "simulate", "store", "store compact", "store forget", "store info",
    "store vacuum",
    "store verify", "tables",
  ]

  /// The file with the help of a command.
  private static func help(_ command: String) -> String {
    (["help"] + command.split(separator: " ").map(String.init)).joined(separator: "-") + ".txt"
  }

  @Test(arguments: commands)
  func `help is the golden text`(command: String) throws {
    let outcome = try Tool.run(command.split(separator: " ").map(String.init) + ["--help"])
    #expect(outcome.ending == .exit(0))
    #expect(outcome.text == String(decoding: try Self.golden(Self.help(command)), as: UTF8.self))
    #expect(outcome.message == "")
  }

  @Test func `the folder holds the golden files and nothing else`() throws {
    let names = try FileManager.default.contentsOfDirectory(atPath: Self.folder).sorted()
    let others = ["README.md", "cdnow.csv", "cdnow.csv.manifest.json", "make.sh"]
    #expect(names == (others + Self.commands.map(Self.help)).sorted())
  }
}
