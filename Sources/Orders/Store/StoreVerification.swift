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
    /// Their orders.
    public var orders = 0
    /// Data files of other writers, which have no checksum over all of their bytes.
    public var unsealedFiles = 0
    /// What is wrong, one line each: file, row group, column, page, what was found.
    public var findings: [String] = []
  }

  /// Checks every byte of every file that the version has.
  ///
  /// The commits were checked when the store was opened. Of each run all orders are read as scoring reads
  /// them, so that what is wrong is named by its place, and then its SHA-256 is compared.
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
    let files = try files()
    let total = files.reduce(0) { $0 + $1.add.size }
    for file in files {
      do {
        result.orders += try verify(file, threads)
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

  /// Checks one file; returns its orders.
  private func verify(_ file: DataFile, _ threads: Threads) throws -> Int {
    guard let tags = file.tags else {
      return try ForeignFiles.orders(of: self, [file], threads)?.orders ?? 0
    }
    let path = "\(table.path)/\(file.add.path)"
    let run = try open(file, tags)
    let groups = try threads.map(run.groups.count) { group in
      let block = try run.block(group)
      return (
        customers: block.customers, revenue: block.amounts.reduce(0) { $0 + Int128($1) },
        lastDay: block.days.max() ?? .min
      )
    }
    let customers = groups.reduce(0) { $0 + $1.customers }
    let revenue = groups.reduce(Int128(0)) { $0 + $1.revenue }
    let lastDay = Day(rawValue: groups.map(\.lastDay).max() ?? .min)
    if customers != tags.customers || revenue != tags.revenue || lastDay.rawValue != tags.lastDay {
      throw OrderError(
        path: path,
        problem:
          "it has \(customers) customers, amounts of \(revenue) minor units and orders up to "
          + "\(lastDay), the log says \(tags.customers), \(tags.revenue) and \(Day(rawValue: tags.lastDay))"
      )
    }
    let sha256 = try table.open(file.add).sha256()
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
