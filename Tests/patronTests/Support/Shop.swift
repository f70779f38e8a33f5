import Foundation
import TestSupport
import Testing

/// A store `shop` that the binary makes, in a folder of a test's own.
struct Shop {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// A store of the sample's orders, imported in so many parts from `1.csv`, `2.csv`, ….
  init(parts: Int) throws {
    try self.init()
    let sample = SampleOrders()
    for part in 0..<parts {
      var some = sample
      some.orders = sample.orders.enumerated().filter { $0.offset % parts == part }.map(\.element)
      _ = try folder.file("\(part + 1).csv", some.csv())
      let outcome = try run("import", "\(part + 1).csv", "--into", "shop")
      try #require(outcome.ending == .exit(0), "\(outcome.message)")
    }
  }

  /// Runs the binary in the folder.
  @discardableResult
  func run(_ arguments: String...) throws -> Tool.Outcome { try Tool.run(arguments, in: folder) }

  /// Runs the binary and reads the JSON that it prints.
  func json(_ arguments: String...) throws -> [String: Any] {
    let outcome = try Tool.run(arguments + ["--json"], in: folder)
    return try #require(
      try JSONSerialization.jsonObject(with: Data(outcome.output)) as? [String: Any],
      "\(outcome.message)")
  }

  /// The scores of a source in CSV.
  func scores(of source: String = "shop", _ options: [String] = []) throws -> [UInt8] {
    let outcome = try Tool.run(
      ["score", source, "-o", "-", "--format", "csv"] + options, in: folder)
    try #require(outcome.ending == .exit(0), "\(outcome.message)")
    return outcome.output
  }

  /// The paths of the store's regular files, hidden ones too, in order.
  var files: [String] {
    let found = (try? Tool.shell("cd shop && find . -type f | sort", in: folder).text) ?? ""
    return found.split(separator: "\n").map { String($0.dropFirst(2)) }
  }

  /// The paths of its data files, those of no version included.
  var dataFiles: [String] { files.filter { $0.hasSuffix(".parquet") } }

  /// The bytes of one of its files.
  func bytes(_ file: String) throws -> [UInt8] { try folder.bytes("shop/\(file)") }
}
