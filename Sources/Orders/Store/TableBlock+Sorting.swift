internal import Bytes
internal import Columns

// Sorting and merging are one: rows of any blocks in any order become a block. Sorted blocks are runs to Swift's
// sort, which merges them.
extension TableBlock {
  /// The rows of some sorted blocks of a table, those of a customer together.
  static func merging(_ blocks: [TableBlock]) -> TableBlock {
    precondition(!blocks.isEmpty, "a block")
    let some = blocks.filter { $0.rows > 0 }
    return some.count < 2 ? some.first ?? blocks[0] : sorting(some)
  }

  /// The rows, sorted.
  func sorted() -> TableBlock { Self.sorting([self]) }

  private static func sorting(_ blocks: [TableBlock]) -> TableBlock {
    let order = TableOrder(blocks)
    return TableBlock(
      blocks[0].table, rows(of: blocks).sorted { order.compare($0, $1) < 0 }, of: blocks)
  }

  /// Whether the rows stand in the order of the table.
  var isInOrder: Bool {
    let order = TableOrder([self])
    let all = Self.rows(of: [self])
    return zip(all, all.dropFirst()).allSatisfy { order.compare($0, $1) <= 0 }
  }
}

/// The order of the rows of some blocks: by (hash, id, the other columns in the table's order), absent values first.
struct TableOrder: Sendable {
  private let blocks: [TableBlock]
  /// By block and the table's columns but the first.
  private let columns: [[Column?]]
  private let columnCount: Int

  /// The order of rows of the given blocks of one table.
  init(_ blocks: [TableBlock]) {
    self.blocks = blocks
    let names = blocks.first?.table.fields(scale: 0).dropFirst().map(\.name) ?? []
    // Those that no block has are equal in all rows.
    let used = names.filter { name in blocks.contains { $0.column(name) != nil } }
    columns = blocks.map { block in used.map { block.column($0) } }
    columnCount = used.count
  }

  /// Below zero if `left` comes first, above if `right` does, zero if all of their values are equal.
  func compare(_ left: TableRow, _ right: TableRow) -> Int {
    if left.hash != right.hash { return left.hash < right.hash ? -1 : 1 }
    if left.block != right.block || left.customer != right.customer {
      let ids = Self.compare(
        blocks[Int(left.block)].ids, Int(left.customer), blocks[Int(right.block)].ids,
        Int(right.customer))
      if ids != 0 { return ids }
    }
    for column in 0..<columnCount {
      let order = Self.compare(
        columns[Int(left.block)][column], Int(left.row), columns[Int(right.block)][column],
        Int(right.row))
      if order != 0 { return order }
    }
    return 0
  }

  private static func compare(
    _ left: Column?, _ leftRow: Int, _ right: Column?, _ rightRow: Int
  ) -> Int {
    let isLeft = left.map { $0.validity?[leftRow] ?? true } ?? false
    let isRight = right.map { $0.validity?[rightRow] ?? true } ?? false
    guard isLeft, isRight else { return (isLeft ? 1 : 0) - (isRight ? 1 : 0) }
    switch (left?.values, right?.values) {
    case (.int32(let left), .int32(let right)): return order(left[leftRow], right[rightRow])
    case (.int64(let left), .int64(let right)): return order(left[leftRow], right[rightRow])
    case (.text(let left), .text(let right)): return compare(left, leftRow, right, rightRow)
    case (.boolean(let left), .boolean(let right)):
      return (left[leftRow] ? 1 : 0) - (right[rightRow] ? 1 : 0)
    default: preconditionFailure("columns of one type")
    }
  }

  private static func order<Value: Comparable>(_ left: Value, _ right: Value) -> Int {
    left < right ? -1 : left > right ? 1 : 0
  }

  /// By the bytes.
  private static func compare(
    _ left: TextColumn, _ leftRow: Int, _ right: TextColumn, _ rightRow: Int
  ) -> Int {
    let (leftBytes, rightBytes) = (left.bytes.span, right.bytes.span)
    let (leftRange, rightRange) = (left.range(leftRow), right.range(rightRow))
    if Words.areEqual(leftBytes, leftRange, rightBytes, rightRange) { return 0 }
    return Words.isLess(leftBytes, leftRange, rightBytes, rightRange) ? -1 : 1
  }
}
