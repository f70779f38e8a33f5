import Bytes
import Columns
import TestSupport

@testable import Orders

/// A value of a table, or none.
enum TestValue: Hashable, Comparable, Sendable {
  case number(Int64)
  case text([UInt8])

  static func < (left: TestValue, right: TestValue) -> Bool {
    switch (left, right) {
    case (.number(let left), .number(let right)): left < right
    case (.text(let left), .text(let right)): left.lexicographicallyPrecedes(right)
    default: false
    }
  }
}

/// A row of a table as a list: the slow twin of `TableBlock`.
struct TestRow: Hashable, Comparable, Sendable {
  var id: [UInt8]
  /// One for each column but the first.
  var values: [TestValue?]

  var hash: UInt64 { XXH64.hash(id, id.indices) }

  static func < (left: TestRow, right: TestRow) -> Bool {
    if left.hash != right.hash { return left.hash < right.hash }
    if left.id != right.id { return left.id.lexicographicallyPrecedes(right.id) }
    for (one, other) in zip(left.values, right.values) where one != other {
      guard let one, let other else { return one == nil }
      return one < other
    }
    return false
  }

  /// Random rows; columns of `absent` have no value, others now and then.
  static func random(
    _ count: Int, of table: StoreTable, customers: Int, absent: Set<String> = [],
    using generator: inout Generator
  ) -> [TestRow] {
    let fields = table.fields(scale: 2).dropFirst()
    return (0..<count).map { _ in
      let customer = Int.random(in: 0..<customers, using: &generator)
      return TestRow(
        id: customer == 0 ? [] : Array("c\(customer)".utf8),
        values: fields.map { field in
          let isThere = !absent.contains(field.name) && Int.random(in: 0..<3, using: &generator) > 0
          guard isThere || !field.isNullable else { return nil }
          let number = Int64.random(in: -3...3, using: &generator)
          switch field.type {
          case .text: return .text(number < -2 ? [] : Array("é\(number)".utf8))
          case .boolean: return .number(number > 0 ? 1 : 0)
          default: return .number(number)
          }
        })
    }
  }
}

extension TableBlock {
  /// The rows in any order as a block.
  init(_ table: StoreTable, of rows: [TestRow]) {
    var columns: [Column] = []
    for (index, field) in table.fields(scale: 2).dropFirst().enumerated() {
      let values = rows.map { $0.values[index] }
      if field.isNullable && values.allSatisfy({ $0 == nil }) { continue }
      let validity = field.isNullable ? values.map { $0 != nil } : nil
      let numbers = values.map { if case .number(let number)? = $0 { number } else { Int64(0) } }
      let column: ColumnValues =
        switch field.type {
        case .integer, .date: .int32(numbers.map { Int32($0) })
        case .boolean: .boolean(numbers.map { $0 == 1 })
        case .text: .text(Self.texts(values))
        default: .int64(numbers)
        }
      columns.append(
        Column(field, column, validity: validity?.contains(false) == true ? validity : nil))
    }
    self.init(table, ids: rows.map(\.id), columns)
  }

  private static func texts(_ values: [TestValue?]) -> TextColumn {
    var texts = TextColumn()
    for value in values {
      if case .text(let text)? = value { texts.append(text) } else { texts.append([]) }
    }
    return texts
  }

  /// Its rows, as they stand.
  var testRows: [TestRow] {
    let columns = table.fields(scale: 2).dropFirst().map { column($0.name) }
    return (0..<customers).flatMap { customer in
      (starts[customer]..<starts[customer + 1]).map { row in
        TestRow(
          id: Array(ids[customer]),
          values: columns.map { column in
            guard let column, column.validity?[row] ?? true else { return nil }
            switch column.values {
            case .int32(let values): return .number(Int64(values[row]))
            case .int64(let values): return .number(values[row])
            case .boolean(let flags): return .number(flags[row] ? 1 : 0)
            case .text(let texts): return .text(Array(texts[row]))
            default: return nil
            }
          })
      }
    }
  }
}

/// Blocks of a table in memory.
struct TestTableBlocks: TableBlocks {
  let table: StoreTable
  var blocks: [TableBlock]

  var blockCount: Int { blocks.count }

  func rowCount(of index: Int) -> Int { blocks[index].rows }

  func columns(of range: Range<Int>) -> Set<String> {
    Set(blocks[range].flatMap { $0.columns.map(\.field.name) })
  }

  func block(_ index: Int) -> TableBlock { blocks[index] }
}
