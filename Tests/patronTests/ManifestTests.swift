import Foundation
import TestSupport
import Testing

/// The document beside every output.
@Suite struct ManifestTests {
  /// The SHA-256 of a file by another program.
  private static func sha256(_ name: String, in folder: TemporaryFolder) throws -> String {
    let outcome = try Tool.shell("sha256sum \(name)", in: folder)
    return String(outcome.text.prefix(64))
  }

  @Test(arguments: ["csv", "jsonl", "parquet"])
  func `sums are those of the files`(format: String) throws {
    let folder = try TemporaryFolder()
    _ = try folder.file("orders.csv", SampleOrders().csv())
    _ = try folder.file("more.csv", "customer_id,order_date,amount\nzz,2023-03-03,1.00\n")
    let output = "scores.\(format)"
    let outcome = try Tool.score("orders.csv", "more.csv", "-o", output, in: folder)
    #expect(outcome.ending == .exit(0), "\(outcome.message)")
    let manifest = try ManifestFile(folder.bytes(output + ".manifest.json"))
    #expect(try manifest.outputs.map(\.sha256) == [Self.sha256(output, in: folder)])
    #expect(manifest.outputs.map(\.rows) == [manifest.customers])
    #expect(
      try manifest.inputs.map(\.sha256)
        == [Self.sha256("orders.csv", in: folder), Self.sha256("more.csv", in: folder)])
  }

  @Test func `times, memory and paths stand in --json alone`() throws {
    let folder = try TemporaryFolder()
    _ = try folder.file("orders.csv", SampleOrders().csv())
    let outcome = try Tool.score("orders.csv", "-o", "scores.csv", "--json", in: folder)
    #expect(outcome.ending == .exit(0))
    func object(_ bytes: [UInt8]) throws -> [String: Any] {
      try #require(JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any])
    }
    var printed = try object(outcome.output)
    let written = try object(folder.bytes("scores.csv.manifest.json"))
    let seconds = try #require(printed.removeValue(forKey: "seconds") as? [String: Double])
    #expect(seconds.keys.sorted() == ["fit", "predict", "scan", "total", "write"])
    let parts = seconds.filter { $0.key != "total" }.values.reduce(0, +)
    #expect(abs(parts - (seconds["total"] ?? -1)) < 0.01)
    let peak = try #require(printed.removeValue(forKey: "peak_bytes") as? Int)
    #expect((1_000_000..<4_000_000_000).contains(peak))
    for (key, path) in [("inputs", "orders.csv"), ("outputs", "scores.csv")] {
      var files = try #require(printed[key] as? [[String: Any]])
      #expect(files[0].removeValue(forKey: "path") as? String == path)
      printed[key] = files
    }
    // NSDictionary compares by value.
    #expect(printed as NSDictionary == written as NSDictionary)
    #expect(written["model"] is [String: Any] && written["spend_model"] is [String: Any])
  }

  @Test func `the manifest has the keys of the design`() throws {
    let bytes = try GoldenTests.golden("cdnow.csv.manifest.json")
    let document = try #require(
      JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any])
    let keys = [
      "patron", "command", "as_of", "horizons", "currency", "customers", "orders",
      "purchase_days", "rows", "revenue", "model", "spend_model", "base", "warnings", "inputs",
      "outputs",
    ]
    for key in keys { #expect(document[key] != nil, "\(key)") }
    let parts = [
      "rows": ["in", "used", "rejected", "set_aside"],
      "revenue": ["in", "used", "set_aside", "basis"],
      "model": [
        "name", "unit", "parameters", "standard_errors", "log_likelihood", "observations",
        "converged", "gradient_norm", "hessian_eigenvalues", "fallback", "parameters_per_week",
      ],
      "spend_model": [
        "name", "parameters", "log_likelihood", "observations", "converged", "gradient_norm",
        "hessian_eigenvalues",
      ],
      "base": ["alive", "expected_orders", "clv"],
    ]
    for (part, names) in parts {
      let object = try #require(document[part] as? [String: Any])
      for name in names { #expect(object[name] != nil, "\(part).\(name)") }
    }
    let manifest = try ManifestFile(bytes)
    #expect(manifest.patron == "0.1.0" && manifest.command == "score")
    #expect(manifest.customers == 2357 && manifest.orders == 4960)
    #expect(manifest.purchase_days == 4814)
    #expect(manifest.rows.in == 6919 && manifest.rows.set_aside == ["after_as_of": 1959])
    #expect(manifest.model.name == "mbg-nbd")
  }

  @Test func `a second run replaces scores and manifest`() throws {
    let folder = try TemporaryFolder()
    _ = try folder.file("orders.csv", SampleOrders().csv())
    _ = try folder.file("scores.csv", "old scores")
    _ = try folder.file("scores.csv.manifest.json", "old manifest")
    #expect(try Tool.score("orders.csv", "-o", "scores.csv", in: folder).ending == .exit(0))
    let manifest = try ManifestFile(folder.bytes("scores.csv.manifest.json"))
    #expect(try manifest.outputs.map(\.sha256) == [Self.sha256("scores.csv", in: folder)])
  }

  static let hasStrace =
    (try? Tool.shell("strace -o /dev/null true", in: TemporaryFolder()).ending)
    == .exit(0)

  @Test(.enabled(if: hasStrace, "needs strace"))
  func `the old manifest goes first and the new one comes last`() throws {
    let folder = try TemporaryFolder()
    _ = try folder.file("orders.csv", SampleOrders().csv())
    let script = """
      "$PATRON" score orders.csv --quiet -o scores.csv || exit 1
      exec strace -f -e trace=rename,renameat,renameat2,unlink,unlinkat,fsync -o calls \
        "$PATRON" score orders.csv --quiet -o scores.csv
      """
    let outcome = try Tool.shell(script, in: folder)
    #expect(outcome.ending == .exit(0), "\(outcome.message)")
    let calls = String(decoding: try folder.bytes("calls"), as: UTF8.self)
      .split(separator: "\n").compactMap { line -> String? in
        guard let call = line.split(separator: " ").dropFirst().first else { return nil }
        let names = line.split(separator: "\"").map { String($0) }.filter { $0.hasPrefix("scores") }
        return ([String(call.prefix { $0 != "(" })] + names.suffix(1)).joined(separator: " ")
      }.filter { $0.hasPrefix("rename") || $0.hasPrefix("unlink") || $0.hasPrefix("fsync") }
    #expect(
      calls == [
        "fsync", "fsync",  // Scores and manifest are durable under their temporary names.
        "unlink scores.csv.manifest.json", "fsync",
        "rename scores.csv", "fsync", "rename scores.csv.manifest.json", "fsync",
      ])
  }
}
