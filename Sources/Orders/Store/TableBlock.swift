internal import Bytes
internal import Columns

/// Rows of a table of a store whose customers' hashes lie in one range, sorted, clustered by customer.
///
/// The order is that of (hash, id, the other columns in the table's order), absent values first; what is said of
/// customers holds for whatever the table's first column has. Before they are sorted, each row may stand as a
/// customer of its own.
struct TableBlock: Sendable, Equatable {
  /// Which table.
  let table: StoreTable
  /// The customers' ids.
  var ids = TextColumn()
  /// The customers' hashes, ascending.
  var hashes: [UInt64] = []
  /// The rows of customer c are `starts[c]..<starts[c + 1]`.
  var starts = [0]
  /// The other columns that have a value in any row, in the table's order.
  var columns: [Column] = []

  /// The number of customers; one that stands in several blocks counts in each.
  var customers: Int { hashes.count }

  /// The number of rows.
  var rows: Int { starts[starts.count - 1] }

  /// A column, nil if it has no value.
  func column(_ name: String) -> Column? { columns.first { $0.field.name == name } }
}

/// A row of one of some blocks.
struct TableRow: Sendable {
  /// The customer's hash.
  var hash: UInt64
  /// Which block.
  var block: Int32
  /// The customer's place in it.
  var customer: Int32
  /// The row's place in it.
  var row: Int32
}

// Rows put together anew: cutting, joining, sorting and taking rows out all end here.
extension TableBlock {
  /// All rows of some blocks, one block after the other.
  static func rows(of blocks: [TableBlock]) -> [TableRow] {
    var all: [TableRow] = []
    all.reserveCapacity(blocks.reduce(0) { $0 + $1.rows })
    for (index, block) in blocks.enumerated() { block.append(0..<block.rows, of: index, to: &all) }
    return all
  }

  /// Appends some of its rows, as those of block `index`.
  private func append(_ wanted: Range<Int>, of index: Int, to rows: inout [TableRow]) {
    // The last customer that begins at the first row or before it.
    var low = 0
    var high = customers
    while low + 1 < high {
      let middle = (low + high) / 2
      if starts[middle] <= wanted.lowerBound { low = middle } else { high = middle }
    }
    var customer = low
    while customer < customers && starts[customer] < wanted.upperBound {
      for row in max(
        starts[customer], wanted.lowerBound)..<min(starts[customer + 1], wanted.upperBound)
      {
        rows.append(
          TableRow(
            hash: hashes[customer], block: Int32(index), customer: Int32(customer),
            row: Int32(row)))
      }
      customer += 1
    }
  }

  /// The given rows of some blocks of a table, in the given order.
  ///
  /// - Precondition: the blocks are of the table, and their columns of the same currency.
  init(_ table: StoreTable, _ rows: [TableRow], of blocks: [TableBlock]) {
    precondition(blocks.allSatisfy { $0.table == table }, "blocks of the table")
    self.init(table: table)
    var before: (block: Int32, customer: Int32) = (-1, -1)
    for (place, row) in rows.enumerated() where before != (row.block, row.customer) {
      before = (row.block, row.customer)
      let (texts, customer) = (blocks[Int(row.block)].ids, Int(row.customer))
      if customers == 0 || hashes[customers - 1] != row.hash
        || !ids.text(customers - 1, equals: texts, customer)
      {
        if customers > 0 { starts.append(place) }
        ids.append(texts, customer..<customer + 1)
        hashes.append(row.hash)
      }
    }
    if customers > 0 { starts.append(rows.count) }
    let stretches = RowStretch.stretches(of: rows)
    // The scale of the money is the columns' own: the names are the same in any.
    for name in table.fields(scale: 0).dropFirst().map(\.name) {
      let sources = blocks.map { $0.column(name) }
      guard let field = sources.lazy.compactMap({ $0?.field }).first else { continue }
      if let column = Column(field, stretches, rows: rows.count, of: sources) {
        columns.append(column)
      }
    }
  }

  /// The rows of some blocks, whose customers ascend from one to the next, as one.
  static func joining(_ blocks: [TableBlock]) -> TableBlock {
    if blocks.count == 1 { return blocks[0] }
    return TableBlock(blocks[0].table, rows(of: blocks), of: blocks)
  }

  /// Some of the rows as a block of their own.
  func part(_ wanted: Range<Int>) -> TableBlock {
    if wanted == 0..<rows { return self }
    var part: [TableRow] = []
    append(wanted, of: 0, to: &part)
    return TableBlock(table, part, of: [self])
  }

  /// The rows of the customers whose hashes lie in a range.
  func part(_ wanted: ClosedRange<UInt64>) -> TableBlock {
    if let first = hashes.first, let last = hashes.last, wanted.contains(first),
      wanted.contains(last)
    {
      return self
    }
    return TableBlock(
      table, Self.rows(of: [self]).filter { wanted.contains($0.hash) }, of: [self])
  }

  /// The rows but for some, which ascend.
  func without(_ unwanted: [Int]) -> TableBlock {
    if unwanted.isEmpty { return self }
    var next = 0
    let kept = Self.rows(of: [self]).filter { row in
      if next < unwanted.count && unwanted[next] == Int(row.row) {
        next += 1
        return false
      }
      return true
    }
    return TableBlock(table, kept, of: [self])
  }
}

extension TextColumn {
  /// Whether a text equals one of another column.
  fileprivate func text(_ row: Int, equals other: TextColumn, _ otherRow: Int) -> Bool {
    let (own, its) = (bytes.span, other.bytes.span)
    return Words.areEqual(own, range(row), its, other.range(otherRow))
  }
}

/// Neighbouring rows of one block that stay together.
private struct RowStretch {
  let block: Int
  var rows: Range<Int>

  /// The stretches that some rows make, in their order.
  static func stretches(of rows: [TableRow]) -> [RowStretch] {
    var stretches: [RowStretch] = []
    var (block, start, end) = (0, 0, 0)
    for row in rows {
      let (own, place) = (Int(row.block), Int(row.row))
      if own != block || place != end {
        if end > start { stretches.append(RowStretch(block: block, rows: start..<end)) }
        (block, start) = (own, place)
      }
      end = place + 1
    }
    if end > start { stretches.append(RowStretch(block: block, rows: start..<end)) }
    return stretches
  }
}

extension Column {
  /// The values of some rows of columns of one field, of which a block may have none; nil if no row has one.
  ///
  /// What stands for an absent value is the same in all columns.
  fileprivate init?(
    _ field: Field, _ stretches: [RowStretch], rows: Int, of sources: [Column?]
  ) {
    func gather<Value>(_ none: Value, _ values: [[Value]?]) -> [Value] {
      var gathered: [Value] = []
      gathered.reserveCapacity(rows)
      for stretch in stretches {
        if let own = values[stretch.block] {
          gathered += own[stretch.rows]
        } else {
          gathered += repeatElement(none, count: stretch.rows.count)
        }
      }
      return gathered
    }
    var validity: [Bool]? = nil
    if field.isNullable {
      let flags = gather(
        false, sources.map { $0.map { $0.validity ?? Array(repeating: true, count: $0.count) } })
      if !flags.contains(true) { return nil }
      if flags.contains(false) { validity = flags }
    }
    switch field.type {
    case .text:
      let texts = sources.map { $0?.texts }
      var gathered = TextColumn()
      gathered.reserve(rows: rows, bytes: texts.reduce(0) { $0 + ($1?.bytes.count ?? 0) })
      for stretch in stretches {
        if let own = texts[stretch.block] {
          gathered.append(own, stretch.rows)
        } else {
          for _ in stretch.rows { gathered.append([]) }
        }
      }
      self.init(field, .text(gathered), validity: validity)
    case .integer, .date:
      let values = sources.map { $0?.int32 }
      self.init(field, .int32(gather(0, values)), validity: validity)
    case .count, .money, .timestamp:
      let values = sources.map { $0?.int64 }
      self.init(field, .int64(gather(0, values)), validity: validity)
    case .boolean:
      let values = sources.map { $0?.flags }
      self.init(field, .boolean(gather(false, values)), validity: validity)
    case .real: preconditionFailure("no table has reals")
    }
  }
}

extension Column {
  /// The values of a column of texts, row by row.
  var texts: TextColumn? {
    if case .text(let texts) = values { return texts }
    return nil
  }

  /// The values of a column of counts or days.
  var int32: [Int32]? {
    if case .int32(let values) = values { return values }
    return nil
  }

  /// The values of a column of amounts or moments.
  var int64: [Int64]? {
    if case .int64(let values) = values { return values }
    return nil
  }

  /// The values of a column of flags.
  var flags: [Bool]? {
    if case .boolean(let flags) = values { return flags }
    return nil
  }
}
