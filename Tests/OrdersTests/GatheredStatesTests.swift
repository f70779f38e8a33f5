import Bytes
import Columns
import TestSupport
import Testing

@testable import Orders

/// Assembled orders as bytes, and gathered by customer for the tables.
@Suite struct GatheredStatesTests {
  /// An order as a store keeps it.
  private static func kept(_ state: OrderState, _ reason: SetAsideReason?) -> OrderState {
    var state = state
    state.standing = reason.map { .setAside($0) } ?? .paid
    return state
  }

  private static let orders = (0..<400).map { TestTables.order($0) }
  private static let setAside = (1000..<1100).map { TestTables.setAside($0) }

  /// Orders whose every number and text is at its limits.
  private static var extremes: [OrderState] {
    [Int64.min, -1, 0, 63, 64, .max].map { number in
      var state = TestTables.order(1)
      state.customer = []
      state.orderID = [UInt8](repeating: 0xC3, count: 300)
      state.day = Int32(clamping: number)
      state.time = number
      state.amount = Amount(minor: number, residual: 0)
      state.undatedRefund = number
      state.rows = Int(number)
      for role in OrderState.keptTexts { state.texts[role] = [] }
      for role in OrderState.keptParts { state.parts[role] = number }
      state.refunds = [OrderRefund(day: .min, amount: number)]
      state.linesDigest = .max
      for line in state.lines.indices {
        state.lines[line].number = .max
        state.lines[line].unitPrice = number
        state.lines[line].cost = number
      }
      return state
    }
  }

  @Test func `orders come back from their bytes, and bytes that are cut are an error`() throws {
    let states: [(state: OrderState, reason: SetAsideReason?)] =
      (Self.orders + Self.extremes + [OrderState()]).map { ($0, nil) }
      + Self.setAside.map { ($0.state, $0.reason) }
      + SetAsideReason.allCases.map { (OrderState(), $0) }
    var bytes: [UInt8] = []
    for (state, reason) in states { OrderRecord.append(state, reason, hash: 0, to: &bytes) }
    let found = try OrderRecord.orders(of: bytes)
    #expect(found.map(\.state) == states.map { Self.kept($0.state, $0.reason) })
    #expect(found.map(\.reason) == states.map(\.reason))

    var one: [UInt8] = []
    OrderRecord.append(TestTables.order(30), nil, hash: 0, to: &one)
    for count in 1..<one.count {
      #expect(throws: OrderError.self) { try OrderRecord.orders(of: Array(one.prefix(count))) }
    }
  }

  @Test func `no bytes trap`() throws {
    var generator = Generator.seeded()
    for _ in 0..<2000 {
      var bytes: [UInt8] = []
      OrderRecord.append(TestTables.order(30), .guest, hash: 0, to: &bytes)
      for _ in 0..<4 {
        let place = Int.random(in: 12..<bytes.count, using: &generator)
        bytes[place] = UInt8.random(in: .min ... .max, using: &generator)
      }
      _ = try? OrderRecord.orders(of: bytes)
    }
  }

  @Test(arguments: [[], [0], [1, 3]])
  func `the blocks of a table are its rows, sorted, from memory or scratch files`(
    spills: [Int]
  ) throws {
    let folder = try TemporaryFolder()
    let gathered = GatheredStates(scale: 2)
    for part in 0..<4 {
      var assembled = Assembled()
      assembled.orders = stride(from: part, to: Self.orders.count, by: 4).map { Self.orders[$0] }
      assembled.setAside = stride(from: part, to: Self.setAside.count, by: 4).map {
        Self.setAside[$0]
      }
      gathered.add(GatheredStates.encode(assembled))
      if spills.contains(part) { try gathered.spill(to: "\(folder.path)/scratch") }
    }
    var days = SetAsideDays()
    days.add(.guest, day: 7, Amount(minor: 50, residual: 0))
    let sums = TableBlock(days, scale: 2)
    let summed = try #require(sums).testRows
    #expect(summed.count == 1)
    for table in [StoreTable.orders, .setAside, .lines] {
      let expected =
        TestTables.rows(table, of: Self.orders, setAside: Self.setAside)
        + (table == .setAside ? summed : [])
      #expect(gathered.rows(of: table) == expected.count - (table == .setAside ? 1 : 0))
      let parts = gathered.blocks(of: table, adding: table == .setAside ? sums : nil)
      #expect(parts.counts.reduce(0, +) == expected.count)
      let blocks = try (0..<parts.blockCount).map { try parts.block($0) }
      #expect(blocks.map(\.rows) == parts.counts)
      #expect(blocks.flatMap(\.testRows) == expected.sorted(), "\(table)")
      let optional = Set(table.fields(scale: 2).filter(\.isNullable).map(\.name))
      let there = Set(blocks.flatMap { $0.columns.map(\.field.name) }).intersection(optional)
      #expect(parts.names.intersection(optional) == there, "\(table)")
    }
    #expect(folder.names == [], "scratch files go with their records")
  }
}
