internal import Bytes
internal import Columns
internal import Delta

/// Writes files of a store anew without some of their rows: those of orders that came again, or of people who are to
/// be forgotten.
///
/// The order of the rows that stay is kept, and nothing is merged in.
struct Rewriting {
  /// An order by the customer whose lines stand under it.
  struct Order: Hashable {
    var customer: [UInt8]
    var orderID: [UInt8]
  }

  /// The store as it is.
  let store: OrderStore
  /// Who works.
  let threads: Threads
  /// The time, in milliseconds since 1970-01-01 UTC.
  let now: Int

  /// The files of `orders` and `set_aside` that have some rows, without them.
  ///
  /// - Parameters:
  ///   - places: the rows, none twice.
  ///   - progress: called with the number of rows written, on the calling thread.
  /// - Returns: what changes in each table; the new files are durable and under their names.
  /// - Throws: errors of the files; then no new file is left.
  func without(
    _ places: [StoredPlace], progress: (Int) -> Void
  ) throws -> [StoreTable: TableChange] {
    var changes: [StoreTable: TableChange] = [:]
    do {
      for kind in [StoreTable.orders, .setAside] {
        var rows: [Int: [Int: [Int]]] = [:]
        for place in places where place.table == kind {
          rows[place.file, default: [:]][place.group, default: []].append(place.row)
        }
        guard !rows.isEmpty, let table = try store.stored(kind) else { continue }
        changes[kind] = try change(table, without: rows, progress)
      }
    } catch {
      discard(changes)
      throw error
    }
    return changes
  }

  /// The files of `lines` that have lines of some orders, or of some customers, without them.
  ///
  /// - Throws: errors of the files; then no new file is left.
  func withoutLines(
    of orders: Set<Order>, andOf customers: Set<[UInt8]> = [], progress: (Int) -> Void
  ) throws -> TableChange {
    var ids: [[UInt8]: Set<[UInt8]>] = [:]
    for order in orders { ids[order.customer, default: []].insert(order.orderID) }
    let found = try find(
      customers.union(ids.keys), in: .lines, reading: ["order_id"]
    ) { [ids] block, customer in
      let id = Array(block.ids[customer])
      let rows = block.starts[customer]..<block.starts[customer + 1]
      if customers.contains(id) { return Array(rows) }
      guard let column = block.column("order_id"), let texts = column.texts, let orders = ids[id]
      else { return [] }
      return rows.filter { row in
        (column.validity?[row] ?? true) && orders.contains(Array(texts[row]))
      }
    }
    return try without(found, progress: progress)
  }

  /// The files of a table that have rows of some customers, without them.
  ///
  /// - Throws: errors of the files; then no new file is left.
  func withoutCustomers(
    _ ids: Set<[UInt8]>, in kind: StoreTable, progress: (Int) -> Void
  ) throws -> TableChange {
    try without(try rows(of: ids, in: kind), progress: progress)
  }

  /// All rows of some customers.
  ///
  /// - Throws: errors of the files.
  func rows(of ids: Set<[UInt8]>, in kind: StoreTable) throws -> FoundRows {
    try find(ids, in: kind, reading: []) { block, customer in
      Array(block.starts[customer]..<block.starts[customer + 1])
    }
  }

  /// The files that have rows which were found, without them.
  ///
  /// - Throws: errors of the files; then no new file is left.
  func without(_ found: FoundRows, progress: (Int) -> Void) throws -> TableChange {
    guard let table = found.table else { return TableChange() }
    return try change(table, without: found.rows, progress)
  }

  /// Looks for rows of some customers in blocks of some of the columns.
  private func find(
    _ ids: Set<[UInt8]>, in kind: StoreTable, reading columns: Set<String>,
    _ rows: @Sendable (TableBlock, _ customer: Int) -> [Int]
  ) throws -> FoundRows {
    guard !ids.isEmpty, let table = try store.stored(kind) else { return FoundRows() }
    let customers = ids.map { (hash: XXH64.hash($0, $0.indices), id: $0) }
    var all = FoundRows(table: table)
    for (index, file) in try table.files().enumerated() {
      guard let tags = file.tags else { throw foreign(file, of: table) }
      let run = try table.open(file, tags)
      let found = try threads.map(run.groups.count) { group -> (rows: [Int], ids: [[UInt8]]) in
        let facts = run.groups[group]
        let own = customers.filter { facts.first <= $0.hash && $0.hash <= facts.last }
        if own.isEmpty { return ([], []) }
        let block = try run.rows(of: group, only: columns)
        let there = own.compactMap { customer in
          block.place(of: customer.id, hash: customer.hash).map { (customer.id, rows(block, $0)) }
        }
        return (there.flatMap(\.1).sorted(), there.filter { !$0.1.isEmpty }.map(\.0))
      }
      for (group, found) in found.enumerated() where !found.rows.isEmpty {
        all.rows[index, default: [:]][group] = found.rows
        all.customers.formUnion(found.ids)
      }
    }
    return all
  }

  /// A table's files without some rows, by file and group.
  private func change(
    _ table: StoredTable, without rows: [Int: [Int: [Int]]], _ progress: (Int) -> Void
  ) throws -> TableChange {
    var change = TableChange()
    let files = try table.files()
    var done = 0
    do {
      for (index, groups) in rows.sorted(by: { $0.key < $1.key }) {
        let file = files[index]
        guard let tags = file.tags else { throw foreign(file, of: table) }
        let run = try table.open(file, tags)
        let writer = StoreWriter(
          kind: table.kind, table: table.table, scale: table.scale, buckets: tags.buckets,
          threads: threads, now: now)
        let written = try writer.write(
          RunWithout(run: run, unwanted: groups.mapValues { $0.sorted() }),
          buckets: [file.bucket.index], range: { _ in run.groups.indices }, dataChange: true,
          progress: { progress(done + $0) })
        done += written.rows
        change.adds += written.adds
        change.removes.append(file.add)
        change.columns.formUnion(run.fields.map(\.name))
      }
    } catch {
      table.table.discard(change.adds.map(\.path))
      throw error
    }
    return change
  }

  private func discard(_ changes: [StoreTable: TableChange]) {
    for (kind, change) in changes {
      guard let table = try? store.stored(kind)?.table else { continue }
      table.discard(change.adds.map(\.path))
    }
  }

  private func foreign(_ file: StoredTable.DataFile, of table: StoredTable) -> OrderError {
    OrderError(
      path: "\(table.table.path)/\(file.add.path)",
      problem: table.kind == .orders
        ? "another program wrote it, and rows may have to go from it; patron store compact "
          + "\(store.path) takes its orders in: run again after it"
        : "another program wrote it, and only orders are taken from other programs: take it out")
  }
}

/// A run but for some rows.
private struct RunWithout: TableBlocks {
  let run: RunFile
  /// By group, ascending.
  let unwanted: [Int: [Int]]

  var table: StoreTable { run.table }
  var blockCount: Int { run.groups.count }

  func rowCount(of index: Int) -> Int { run.groups[index].orders }

  func columns(of range: Range<Int>) -> Set<String> { Set(run.fields.map(\.name)) }

  func block(_ index: Int) throws -> TableBlock {
    try run.rows(of: index).without(unwanted[index] ?? [])
  }
}

extension TableBlock {
  /// The place of a customer, or nil if it has none of that id.
  func place(of id: [UInt8], hash: UInt64) -> Int? {
    var low = 0
    var high = customers
    while low < high {
      let middle = (low + high) / 2
      if hashes[middle] < hash { low = middle + 1 } else { high = middle }
    }
    while low < customers && hashes[low] == hash {
      if ids[low].elementsEqual(id) { return low }
      low += 1
    }
    return nil
  }
}
