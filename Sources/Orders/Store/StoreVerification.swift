internal import Bytes
public import Columns
internal import Delta

extension OrderStore {
  /// What a verification found.
  public struct Verification: Sendable {
    /// Data files that were checked.
    public var files = 0
    /// Their bytes.
    public var bytes = 0
    /// The orders that count among their rows.
    public var orders = 0
    /// Data files of other writers, which have no checksum over all of their bytes.
    public var unsealedFiles = 0
    /// What is wrong, one line each: file, row group, column, page, what was found.
    public var findings: [String] = []
  }

  /// Checks every byte of every file that the version has.
  ///
  /// The commits were checked when the store was opened. Of each run of any table all rows are read as they are used,
  /// so that what is wrong is named by its place, and then its SHA-256 is compared.
  ///
  /// - Parameters:
  ///   - threads: who works.
  ///   - progress: called with bytes checked and bytes in all, on the calling thread.
  /// - Returns: all that was found; the first finding does not end it.
  /// - Throws: `OrderError` if the log itself contradicts what a store is.
  public func verify(
    threads: Threads, progress: (_ done: Int, _ of: Int) -> Void
  ) throws -> Verification {
    var result = Verification()
    var files: [(table: StoredTable, file: StoredTable.DataFile)] = []
    for kind in StoreTable.allCases {
      guard let table = try stored(kind) else { continue }
      files += try table.files().map { (table: table, file: $0) }
    }
    let total = files.reduce(0) { $0 + $1.file.add.size }
    for (table, file) in files {
      do {
        let rows = try verify(file, of: table, threads)
        if table.kind == .orders { result.orders += rows }
      } catch {
        result.findings.append("\(error)")
      }
      if file.tags == nil { result.unsealedFiles += 1 }
      result.files += 1
      result.bytes += file.add.size
      progress(result.bytes, total)
    }
    return result
  }

  /// Checks one file; returns its rows.
  private func verify(
    _ file: StoredTable.DataFile, of table: StoredTable, _ threads: Threads
  ) throws -> Int {
    let path = "\(table.table.path)/\(file.add.path)"
    guard let tags = file.tags else {
      if table.kind == .orders {
        return try ForeignFiles.orders(of: self, [file], threads)?.orders ?? 0
      }
      throw OrderError(
        path: path,
        problem: "another program wrote it; only orders are taken from other programs: take it out")
    }
    let run = try table.open(file, tags)
    let summaries = try threads.map(run.groups.count) { group -> RunWriter.Summary in
      // As scoring reads them, which checks their order, and as everything else does.
      let orders = table.kind == .orders ? try run.block(group) : OrderBlock()
      if table.kind == .orders && run.fields.count == RunFormat.plainColumns {
        return RunWriter.Summary(TableBlock(orders, scale: table.scale))
      }
      let rows = try run.rows(of: group)
      if !rows.isInOrder { throw run.misfit(group, "has rows that are not sorted") }
      if table.kind.hasOrders && OrderBlock(rows) == nil {
        throw run.misfit(group, "has refunds that contradict each other")
      }
      return RunWriter.Summary(rows)
    }
    var found = RunWriter.Summary()
    for summary in summaries { found.add(summary) }
    found.footerChecksum = tags.footerChecksum
    let said = tags.tags(of: table.kind)
    let read = RunTags(found, buckets: tags.buckets, sha256: tags.sha256).tags(of: table.kind)
    if said != read {
      let differences = Set(said.keys).union(read.keys).sorted().filter { said[$0] != read[$0] }
        .map { "\($0) \((read[$0] ?? nil) ?? "none") and not \((said[$0] ?? nil) ?? "none")" }
      throw OrderError(
        path: path,
        problem: "its rows have \(differences.joined(separator: ", ")) as the log says")
    }
    let sha256 = try table.table.open(file.add).sha256()
    if sha256 != tags.sha256 {
      throw OrderError(
        path: path,
        problem:
          "its SHA-256 is \(sha256), the log says \(tags.sha256): bytes outside of its row groups "
          + "and its footer, such as the page indexes, were changed after it was written")
    }
    return run.groups.reduce(0) { $0 + $1.orders }
  }
}
