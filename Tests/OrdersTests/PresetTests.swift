import Foundation
import TestSupport
import Testing

@testable import Orders

@Suite struct PresetTests {
  private func preset(_ text: String) throws -> Preset {
    try PresetText.read(Array(text.utf8), path: "own.preset", name: "own")
  }

  @Test func `six come with the program, the one for all else last`() {
    #expect(
      Preset.all.map(\.name) == [
        "shopify", "woocommerce", "stripe", "online-retail", "olist", "generic",
      ])
    #expect(Preset.all.dropLast().allSatisfy { $0.parts.allSatisfy { !$0.recognise.isEmpty } })
    #expect(Preset.generic.parts.last?.recognise.isEmpty == true)
  }

  @Test func `help names the presets that there are files for, but the one of people`() throws {
    #expect(Preset.names == Preset.all.map(\.name))
    let folder = Fixtures.root + "/Sources/Orders/Sources/Presets"
    let files = try FileManager.default.contentsOfDirectory(atPath: folder)
    #expect(Set(files) == Set((Preset.names + ["customers"]).map { "\($0).preset" }))
  }

  @Test func `a text says columns, shape and rules`() throws {
    let preset = try preset(
      """
      # A shop of our own.
      title       Our shop   # with a comment
      recognise   Number, Buyer | Client
      rows        lines
      fill        yes
      key         email
      order_id    Number | Order #
      tax         VAT
      tax         Duty
      guest       0, NONE
      id_form     float
      date_order  month-first
      stamp_zone  UTC
      total       before-discounts
      duplicate_lines drop
      cancels_with C
      adjusts_with A
      not_products POST, BANK CHARGES
      status.paid     Paid, Part-Paid
      status.refunded back
      status.failed   no
      status.test     TEST

      """)
    #expect(preset.name == "own" && preset.title == "Our shop" && preset.parts.count == 1)
    let part = try #require(preset.parts.first)
    #expect(part.recognise == [["Number"], ["Buyer", "Client"]])
    #expect(part.shape == .lines && part.fills)
    #expect(part.columns.map(\.role) == [.orderID, .tax, .tax])
    #expect(part.columns.map(\.names) == [["Number", "Order #"], ["VAT"], ["Duty"]])
    var rules = Preset.Rules()
    rules.key = .email
    rules.guests = ["0", "NONE"]
    rules.statuses = [
      "paid": .paid, "part-paid": .paid, "back": .refunded, "no": .setAside(.failed),
    ]
    rules.hasFloatIDs = true
    rules.dropsDuplicateLines = true
    rules.totalIsBeforeDiscounts = true
    rules.cancelPrefix = "C"
    rules.adjustPrefix = "A"
    rules.notProducts = ["POST", "BANK CHARGES"]
    rules.monthFirst = true
    rules.stampZone = "UTC"
    rules.testValue = "test"
    #expect(part.rules == rules)
  }

  @Test func `parts share what stands before them`() throws {
    let preset = try preset(
      "order_id A\r\n[payments]\r\namount B\r\n[customers]\r\ncustomer_id C\r\n")
    #expect(preset.parts.map(\.shape) == [.payments, .customers])
    #expect(
      preset.parts.map { $0.columns.map(\.role) } == [
        [.orderID, .amount], [.orderID, .customerID],
      ])
  }

  @Test(arguments: [
    ("order_id", "line 1: no preset: 'order_id' needs a value"),
    (
      "order_id A\nordr_id B",
      "line 2: no preset: 'ordr_id' is no word of a preset; columns are customer_id"
    ),
    ("rows cells", "line 1: no preset: 'rows cells' is not known"),
    ("fill maybe", "line 1: no preset: 'fill maybe' is not known"),
    ("[rows]", "line 1: no preset: [rows]: a part is one of orders, lines"),
    ("status.lost x", "line 1: no preset: 'status.lost' is none of paid"),
    ("title x", "own.preset: no preset: it names no column"),
    ("", "it names no column"),
  ])
  func `a text that is no preset is named with its line`(text: String, message: String) {
    let error = #expect(throws: OrderError.self) { try preset(text) }
    #expect(error?.description.contains(message) == true, "\(error?.description ?? "")")
  }

  @Test func `bytes of no text are an error`() {
    let error = #expect(throws: OrderError.self) {
      try PresetText.read([0x74, 0x20, 0xFF, 0x0A], path: "a", name: "a")
    }
    #expect(error?.description == "a, line 1: no preset: the line is not UTF-8")
    var generator = Generator.seeded()
    for _ in 0..<2000 {
      let bytes = (0..<Int.random(in: 0..<60, using: &generator)).map { _ in
        "order_id |,#[]\n\r\u{0}ä.statu".utf8.randomElement(using: &generator) ?? 0
      }
      _ = try? PresetText.read(bytes, path: "a", name: "a")
    }
  }

  @Test func `a source is a name or a file`() throws {
    let folder = try TemporaryFolder()
    let path = try folder.file("mine.preset", "order_id Number\n")
    #expect(try Preset(source: "Shopify").name == "shopify")
    #expect(try Preset(source: path).name == "mine")
    let error = #expect(throws: OrderError.self) { _ = try Preset(source: "shopfy") }
    #expect(error?.kind == .usage)
    #expect(error?.problem.contains("the presets are shopify, woocommerce") == true)
  }
}
