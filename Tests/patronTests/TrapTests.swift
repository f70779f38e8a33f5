import Foundation
import TestSupport
import Testing

/// The folders of `fixtures/traps`: imports in turn, and what their accounts have to say.
@Suite struct TrapTests {
  /// `expected.json` of a folder.
  struct Trap: Decodable {
    struct Import: Decodable {
      var files: [String]
      var options: [String]
      var exit: Int32
      var rows: Rows?
      var revenue: Revenue?
      var orders: Orders?
    }

    struct Rows: Decodable {
      var `in`: Int?
      var used: Int?
      var rejected: [String: Int]?
      var set_aside: [String: Int]?
    }

    struct Revenue: Decodable {
      var `in`: String?
      var used: String?
      var refunds: String?
      var rejected: [String: String]?
      var set_aside: [String: String]?
      var other_currencies: [String: Foreign]?
    }

    struct Foreign: Decodable, Equatable {
      var rows: Int
      var amount: String
    }

    struct Orders: Decodable {
      struct Restated: Decodable, Equatable { var in_import, in_store, kept: Int }

      var live: Int?
      var restated: Restated?
      var duplicate: Int?
    }

    var imports: [Import]
  }

  /// What an import says of itself.
  struct Said: Decodable {
    var rows: Trap.Rows
    var revenue: Trap.Revenue
    var orders: Trap.Orders
  }

  static let folders =
    (try? FileManager.default.contentsOfDirectory(
      atPath: Fixtures.path("traps")))?.filter { !$0.contains(".") }.sorted() ?? []

  @Test func `there are traps`() { #expect(Self.folders.count > 10) }

  @Test(arguments: folders)
  func `every import of a trap ends and accounts as it was reckoned by hand`(
    folder: String
  ) throws {
    let path = Fixtures.path("traps/\(folder)")
    let trap = try JSONDecoder().decode(
      Trap.self, from: Data(contentsOf: URL(filePath: "\(path)/expected.json")))
    let shop = try TemporaryFolder()
    let files = try FileManager.default.contentsOfDirectory(atPath: path)
    for file in files where file.hasSuffix(".csv") {
      _ = try shop.file(file, Array(Data(contentsOf: URL(filePath: "\(path)/\(file)"))))
    }
    for (number, step) in trap.imports.enumerated() {
      let outcome = try Tool.run(
        ["import"] + step.files + ["--into", "shop", "--json"] + step.options, in: shop)
      let place: Comment = "import \(number + 1): \(outcome.message)"
      try #require(outcome.ending == .exit(step.exit), place)
      if step.exit != 0 { continue }
      let said = try JSONDecoder().decode(Said.self, from: Data(outcome.output))
      try check(said, step, "import \(number + 1) says \(outcome.text)")
    }
  }

  /// Every value that is named, and of reasons that none is there beside the named ones.
  private func check(_ said: Said, _ step: Trap.Import, _ place: Comment) throws {
    func same<Value: Equatable>(_ found: Value?, _ wanted: Value?) {
      if let wanted { #expect(found == wanted, place) }
    }
    func same(_ found: [String: Int]?, _ wanted: [String: Int]?) {
      guard let wanted else { return }
      #expect(found?.filter { $0.value != 0 } == wanted.filter { $0.value != 0 }, place)
    }
    func same(_ found: [String: String]?, _ wanted: [String: String]?) throws {
      guard let wanted else { return }
      let none = try wanted.filter { try minor($0.value) != 0 }
      #expect(try found?.filter { try minor($0.value) != 0 } == none, place)
    }
    same(said.rows.in, step.rows?.in)
    same(said.rows.used, step.rows?.used)
    same(said.rows.rejected, step.rows?.rejected)
    same(said.rows.set_aside, step.rows?.set_aside)
    same(said.revenue.in, step.revenue?.in)
    same(said.revenue.used, step.revenue?.used)
    same(said.revenue.refunds, step.revenue?.refunds)
    try same(said.revenue.rejected, step.revenue?.rejected)
    try same(said.revenue.set_aside, step.revenue?.set_aside)
    same(said.revenue.other_currencies, step.revenue?.other_currencies)
    same(said.orders.live, step.orders?.live)
    same(said.orders.restated, step.orders?.restated)
    same(said.orders.duplicate, step.orders?.duplicate)
  }
}
