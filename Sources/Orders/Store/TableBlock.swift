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
    for row in rows {
      let block = Int(row.block)
      let id = blocks[block].ids[Int(row.customer)]
      if customers == 0 || hashes[customers - 1] != row.hash
        || !ids[customers - 1].elementsEqual(id)
      {
        ids.append(id)
        hashes.append(row.hash)
        starts.append(starts[starts.count - 1])
      }
      starts[starts.count - 1] += 1
    }
    // The scale of the money is the columns' own: the names are the same in any.
    for name in table.fields(scale: 0).dropFirst().map(\.name) {
      let sources = blocks.map { $0.column(name) }
      guard let field = sources.lazy.compactMap({ $0?.field }).first else { continue }
      if let column = Column(field, rows, of: sources) { columns.append(column) }
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

extension Column {
  /// The values of some rows of columns of one field, of which a block may have none; nil if no row has one.
  fileprivate init?(_ field: Field, _ rows: [TableRow], of sources: [Column?]) {
    var validity: [Bool]? = nil
    if field.isNullable {
      let flagsOfBlock = sources.map { $0?.validity }
      let isThere = sources.map { $0 != nil }
      let flags = rows.map { row in
        isThere[Int(row.block)] && (flagsOfBlock[Int(row.block)]?[Int(row.row)] ?? true)
      }
      if !flags.contains(true) { return nil }
      if flags.contains(false) { validity = flags }
    }
    func gather<Value>(_ none: Value, _ values: [[Value]?]) -> [Value] {
      guard let validity else { return rows.map { values[Int($0.block)]?[Int($0.row)] ?? none } }
      return zip(rows, validity).map { $1 ? values[Int($0.block)]?[Int($0.row)] ?? none : none }
    }
    switch field.type {
    case .text:
      let texts = sources.map { $0?.texts }
      var gathered = TextColumn()
      gathered.reserve(rows: rows.count, bytes: texts.reduce(0) { $0 + ($1?.bytes.count ?? 0) })
      for row in rows {
        guard validity?[gathered.count] ?? true, let own = texts[Int(row.block)] else {
          gathered.append([])
          continue
        }
        gathered.append(own[Int(row.row)])
      }
      self.init(field, .text(gathered), validity: validity)
    case .integer, .date:
      let values = sources.map { $0?.int32 }
      self.init(field, .int32(gather(0, values)), validity: validity)
    case .money, .timestamp:
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
