internal import Bytes
internal import Columns
internal import Parquet

/// Sorted orders in groups that are had one by one.
protocol SortedRun: Sendable {
  /// What stands in each group; their hashes ascend.
  var groups: [RunGroup] { get }

  /// The orders of a group; may be asked for on any thread.
  func block(_ group: Int) throws -> OrderBlock

  /// Passes the orders of a group to `body`, as `OrderBlocks` do.
  func read(
    _ group: Int, using scratch: inout OrderScratch, _ body: (CustomerOrders) throws -> Void
  ) throws -> TextColumn
}

extension SortedRun {
  func read(
    _ group: Int, using scratch: inout OrderScratch, _ body: (CustomerOrders) throws -> Void
  ) throws -> TextColumn {
    try block(group).pass(to: body)
  }
}

/// A run that is open for reading: every byte that is used was checked.
struct RunFile: SortedRun {
  let groups: [RunGroup]
  /// The table whose rows it has.
  let table: StoreTable
  /// Its columns: those of the table of which it has a value.
  let fields: [Field]
  /// Whether what was paid back of orders on a day is read with them.
  var readsRefunds = true
  private let file: ParquetFile
  /// So many customers of a row group are believed in however few bytes.
  private static let mostWithoutBytes = 1 << 12

  /// Reads what the run says of its row groups.
  ///
  /// - Parameters:
  ///   - input: the file.
  ///   - footerChecksum: the CRC-32 that its end must have.
  ///   - table: the table whose rows it must have.
  ///   - scale: the decimals that its amounts must have.
  /// - Throws: `FileError`, `ParquetError`, or `OrderError` if it is no run of such rows.
  init(
    _ input: InputFile, footerChecksum: UInt32, table: StoreTable = .orders, scale: Int
  ) throws {
    let file = try ParquetFile(input, footerChecksum: footerChecksum)
    guard let fields = RunFormat.fields(of: file.columns, in: table, scale: scale) else {
      throw OrderError(
        path: file.path,
        problem:
          "its columns are \(file.columns.map(\.name).joined(separator: ", ")) and not those "
          + "of the store, or of other types: restore the file from a copy")
    }
    self.table = table
    self.fields = fields
    let facts = file.keyValueMetadata.filter { $0.key == RunFormat.rowGroupsKey }.map(\.value)
    let lines = facts.joined().split(separator: "\n")
    let groups = zip(lines, file.rowGroupRows).compactMap {
      RunGroup(line: $0, orders: $1, columns: fields.count)
    }
    let ascends = zip(groups, groups.dropFirst()).allSatisfy { $0.last <= $1.first }
    guard groups.count == file.rowGroupRows.count, lines.count == groups.count, ascends else {
      throw OrderError(path: file.path, problem: "it does not say what is in its row groups")
    }
    for (index, group) in groups.enumerated() {
      // Room is made for so many before they are read. Different ids in no order of their own take more than a
      // byte each, however they are compressed.
      let bytes = try file.storedBytes(of: file.columns[0], rowGroup: index)
      if group.customers > max(bytes, Self.mostWithoutBytes) {
        throw OrderError(
          path: file.path,
          problem: "row group \(index) cannot have \(group.customers) customers in \(bytes) bytes")
      }
    }
    self.file = file
    self.groups = groups
  }

  func block(_ group: Int) throws -> OrderBlock {
    var scratch = OrderScratch()
    var block = OrderBlock()
    block.ids = try readCustomers(of: group, &scratch)
    block.hashes = scratch.hashes
    block.starts = scratch.starts
    let days = try chunk(1, group, &scratch.decoder)
    for page in days.pages { try scratch.decoder.append(page, of: days, to: &block.days) }
    let amounts = try chunk(2, group, &scratch.decoder)
    for page in amounts.pages { try scratch.decoder.append(page, of: amounts, to: &block.amounts) }
    guard block.starts.last == block.days.count, block.days.count == block.amounts.count else {
      throw otherCustomers(group)
    }
    _ = try block.pass { if !$0.isInOrder { throw unsorted(group) } }
    block.refunds = try refunds(of: group, orders: block.days.count, &scratch.decoder)
    return block
  }

  func read(
    _ group: Int, using scratch: inout OrderScratch, _ body: (CustomerOrders) throws -> Void
  ) throws -> TextColumn {
    let ids = try readCustomers(of: group, &scratch)
    let days = try chunk(1, group, &scratch.decoder)
    let amounts = try chunk(2, group, &scratch.decoder)
    var refunds = try refunds(of: group, orders: days.rowCount, &scratch.decoder)[...]
    scratch.days.removeAll(keepingCapacity: true)
    scratch.amounts.removeAll(keepingCapacity: true)
    // Customers that were passed, orders that are gone from the arrays, and pages of amounts that were decoded.
    var done = 0
    var dropped = 0
    var nextPage = 0
    for page in days.pages {
      try scratch.decoder.append(page, of: days, to: &scratch.days)
      while nextPage < amounts.pages.count && scratch.amounts.count < scratch.days.count {
        try scratch.decoder.append(amounts.pages[nextPage], of: amounts, to: &scratch.amounts)
        nextPage += 1
      }
      let there = dropped + min(scratch.days.count, scratch.amounts.count)
      var end = done
      while end < ids.count && scratch.starts[end + 1] <= there { end += 1 }
      if end == done { continue }
      let rows = scratch.starts[done] - dropped..<scratch.starts[end] - dropped
      try pass(done..<end, at: rows, of: group, scratch, &refunds, to: body)
      done = end
      // What is left moves to the front when it is the smaller part: no order moves more often than there are
      // others to make up for it.
      if rows.upperBound > max(scratch.days.count, scratch.amounts.count) / 2 {
        scratch.days.removeFirst(rows.upperBound)
        scratch.amounts.removeFirst(rows.upperBound)
        dropped += rows.upperBound
      }
    }
    if done < ids.count { throw otherCustomers(group) }
    return ids
  }

  /// Passes customers whose orders are the `rows` of the arrays, once their order is checked.
  private func pass(
    _ customers: Range<Int>, at rows: Range<Int>, of group: Int, _ scratch: borrowing OrderScratch,
    _ refunds: inout ArraySlice<OrderRefund>, to body: (CustomerOrders) throws -> Void
  ) throws {
    var own: [OrderRefund] = []
    while let refund = refunds.first, refund.order < scratch.starts[customers.upperBound] {
      refunds.removeFirst()
      own.append(refund)
      own[own.count - 1].order -= scratch.starts[customers.lowerBound]
    }
    let orders = CustomerOrders(
      customers: customers,
      starts: scratch.starts.span.extracting(customers.lowerBound...customers.upperBound),
      days: scratch.days.span.extracting(rows), amounts: scratch.amounts.span.extracting(rows),
      refunds: own.span)
    if !orders.isInOrder { throw unsorted(group) }
    try body(orders)
  }

  /// Finds the customers and where their orders end, and checks their order.
  func readCustomers(
    of group: Int, _ scratch: inout OrderScratch
  ) throws -> TextColumn {
    let facts = groups[group]
    let chunk = try chunk(0, group, &scratch.decoder)
    var ids: TextColumn
    scratch.starts.removeAll(keepingCapacity: true)
    if chunk.pages.allSatisfy(\.isDictionaryEncoded), let dictionary = chunk.dictionaryTexts {
      guard dictionary.count == facts.customers else { throw otherCustomers(group) }
      ids = dictionary
      try readRuns(of: chunk, group, &scratch)
    } else {
      guard case .byteArray(let rows) = try chunk.values(using: &scratch.decoder).values else {
        throw misfit(group, "has ids of another type")
      }
      (ids, scratch.starts) = rows.runs()
      scratch.starts.append(rows.count)
    }
    scratch.hashes.removeAll(keepingCapacity: true)
    XXH64.append(hashesOf: ids.bytes.span, ends: ids.ends.span, to: &scratch.hashes)
    guard ids.count == facts.customers, scratch.starts.count == facts.customers + 1,
      scratch.hashes.first == facts.first, scratch.hashes.last == facts.last
    else { throw otherCustomers(group) }
    if !ids.isInOrder(of: scratch.hashes.span) {
      throw misfit(group, "has customers that are not sorted")
    }
    return ids
  }

  /// The dictionary is the list of the customers, and its runs are where their orders begin.
  private func readRuns(of chunk: ChunkPages, _ group: Int, _ scratch: inout OrderScratch) throws {
    for page in chunk.pages {
      guard try scratch.decoder.appendStarts(page, of: chunk, to: &scratch.starts) else {
        throw misfit(group, "has customers that do not stand together")
      }
    }
    scratch.starts.append(chunk.rowCount)
  }

  /// The pages of a column, whose bytes were checked.
  func chunk(
    _ column: Int, _ group: Int, _ decoder: inout PageDecoder
  ) throws -> ChunkPages {
    try file.chunk(
      of: file.columns[column], rowGroup: group, checksum: groups[group].checksums[column],
      using: &decoder)
  }

  private func unsorted(_ group: Int) -> OrderError {
    misfit(group, "has orders that are not sorted")
  }

  private func otherCustomers(_ group: Int) -> OrderError {
    misfit(group, "has not the \(groups[group].customers) customers that the footer says")
  }

  /// What is wrong with a row group.
  func misfit(_ group: Int, _ what: String) -> OrderError {
    OrderError(path: file.path, problem: "row group \(group) \(what)")
  }
}

extension TextColumn {
  /// Whether the texts stand in the order of (hash, text), none twice.
  fileprivate func isInOrder(of hashes: Span<UInt64>) -> Bool {
    for row in 1..<max(1, count) where hashes[row - 1] >= hashes[row] {
      if hashes[row - 1] > hashes[row] || !self[row - 1].lexicographicallyPrecedes(self[row]) {
        return false
      }
    }
    return true
  }
}
