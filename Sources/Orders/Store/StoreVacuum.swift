internal import Delta

extension OrderStore {
  /// Removes files that no version within the retention needs.
  ///
  /// - Parameters:
  ///   - retention: how long files are kept, in milliseconds.
  ///   - now: the time, in milliseconds since 1970-01-01 UTC.
  ///   - isDryRun: whether nothing is removed.
  /// - Returns: the files that were, or would be, removed, and their bytes.
  /// - Throws: `FileError` or `DeltaError`.
  public func vacuum(
    retention: Int, now: Int, isDryRun: Bool
  ) throws -> (files: [String], bytes: Int) {
    let vacuum = try Vacuum(table, retention: retention, now: now)
    if !isDryRun { try vacuum.run() }
    let files = vacuum.candidates.map { "\(table.path)/\($0.path)" }
    return (files, vacuum.candidates.reduce(0) { $0 + $1.size })
  }
}
