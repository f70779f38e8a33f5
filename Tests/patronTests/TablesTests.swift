import Foundation
import TestSupport
import Testing

/// `patron tables`.
@Suite struct TablesTests {
  private static let names = [
    "summary", "recency", "frequency", "concentration", "months", "ladder", "gaps",
  ]

  private func tables(
    _ arguments: String..., in folder: TemporaryFolder
  ) throws -> Tool.Outcome {
    try Tool.run(["tables"] + arguments, in: folder)
  }

  @Test
  func `each table comes as CSV and Parquet, and all of them in one document with their sums`()
    throws
  {
    let folder = try TemporaryFolder()
    let outcome = try tables(Tool.cdnow, "-o", "out", "--currency", "USD", in: folder)
    #expect(outcome.ending == .exit(0), "\(outcome.message)")
    #expect(outcome.text.hasSuffix("Wrote 7 tables to out\n"))
    let document = try #require(
      try JSONSerialization.jsonObject(with: Data(folder.bytes("out/tables.json")))
        as? [String: Any])
    let found = try #require(document["tables"] as? [[String: Any]])
    #expect(found.map { $0["name"] as? String } == Self.names)
    let outputs = try #require(document["outputs"] as? [[String: Any]])
    #expect(outputs.count == 14)
    let sums = try Tool.shell("cd out && sha256sum *.csv *.parquet", in: folder).text
    for output in outputs {
      let file = try #require(output["file"] as? String)
      let sum = try #require(output["sha256"] as? String)
      #expect(sums.contains("\(sum)  \(file)\n"))
    }
    let files = try FileManager.default.contentsOfDirectory(atPath: "\(folder.path)/out")
    #expect(
      Set(files) == Set(Self.names.flatMap { ["\($0).csv", "\($0).parquet"] } + ["tables.json"]))
    #expect(document["seconds"] == nil && document["folder"] == nil)
  }

  @Test func `files are the same on any number of threads and from a store`() throws {
    let folder = try TemporaryFolder()
    _ = try tables(Tool.cdnow, "-o", "one", "--threads", "1", "--quiet", in: folder)
    _ = try tables(Tool.cdnow, "-o", "three", "--threads", "3", "--quiet", in: folder)
    _ = try Tool.run(["import", Tool.cdnow, "--into", "shop", "--quiet"], in: folder)
    _ = try tables("shop", "-o", "stored", "--quiet", in: folder)
    for name in Self.names.flatMap({ ["\($0).csv", "\($0).parquet"] }) {
      let bytes = try folder.bytes("one/\(name)")
      #expect(try folder.bytes("three/\(name)") == bytes, "\(name)")
      #expect(try folder.bytes("stored/\(name)") == bytes, "\(name)")
    }
  }

  @Test func `windows that are asked for are those of the stages`() throws {
    let folder = try TemporaryFolder()
    let outcome = try tables(Tool.cdnow, "--stage-windows", "30,60", "--json", in: folder)
    let document = try #require(
      try JSONSerialization.jsonObject(with: Data(outcome.output)) as? [String: Any])
    let windows = try #require(document["stage_windows"] as? [String: Any])
    #expect(windows["active"] as? Int == 30 && document["seconds"] is Double)
    #expect(String(decoding: outcome.output, as: UTF8.self).contains("ordered in the last 30 days"))
  }

  @Test func `what is in the way is told before the work, and nothing is left behind`() throws {
    let folder = try TemporaryFolder()
    _ = try folder.file("taken", "a file")
    let file = try tables(Tool.cdnow, "-o", "taken", in: folder)
    #expect(file.ending == .exit(1) && file.message.contains("taken: cannot be opened"))
    let missing = try tables(Tool.cdnow, "-o", "no/where", in: folder)
    #expect(missing.ending == .exit(1) && missing.message.contains("no/where: cannot be created"))
    _ = try Tool.run(["import", Tool.cdnow, "--into", "shop", "--quiet"], in: folder)
    let store = try tables("shop", "-o", "./shop", in: folder)
    #expect(store.ending == .exit(2) && store.message.contains("./shop: it is an input too"))
    #expect(try tables(Tool.cdnow, "-o", "-", in: folder).ending == .exit(2))
    _ = try folder.file("empty.csv", "customer_id,order_date,amount\n")
    let empty = try tables("empty.csv", "-o", "out", in: folder)
    #expect(empty.ending == .exit(3))
    #expect(try FileManager.default.contentsOfDirectory(atPath: "\(folder.path)/out").isEmpty)
  }
}
