internal import Bytes
public import Columns

/// Reads order files into a log, with every row accounted for.
public struct OrderReader: Sendable {
  private let options: OrderOptions
  private let threads: Threads

  /// A row that was handed back.
  public struct RejectedRow: Sendable {
    /// The file's path.
    public let path: String
    /// Its line or row, from 1.
    public let line: Int
    /// Which of the two.
    public let unit: RowUnit
    /// Why.
    public let reason: RejectReason
    /// The row as it stands in the file, in UTF-8 or not; of a table, its bound columns as CSV.
    public let bytes: [UInt8]

    /// The row as text, with U+FFFD for what is not UTF-8.
    public var text: String { String(decoding: bytes, as: UTF8.self) }
  }

  /// A reader with the given options.
  public init(options: OrderOptions, threads: Threads) {
    self.options = options
    self.threads = threads
  }

  /// Reads all files, one after the other, each by all threads.
  ///
  /// - Parameters:
  ///   - paths: the files.
  ///   - progress: called with bytes read and bytes in all, now and then, on the calling thread.
  ///   - reject: called with every row that cannot be read, in file order, on the calling thread.
  /// - Returns: the orders of all files.
  /// - Throws: `FileError`, `CSVError`, `ParquetError`, `OrderError`, and what `reject` throws.
  public func read(
    _ paths: [String], progress: (_ done: Int, _ of: Int) -> Void,
    reject: (RejectedRow) throws -> Void
  ) throws -> OrderLog {
    let files = try paths.map { try OrderFile($0) }
    let total = files.reduce(0) { $0 + $1.input.size }
    let dates = DateParser(format: options.dateFormat, zone: options.timeZone)
    let builders = (0..<OrderPartition.count).map { _ in PartitionBuilder() }
    var account = Account()
    var hasUTC = false
    var sources: [OrderSource] = []
    var done = 0
    for file in files {
      let path = file.input.path
      var evidence = DateEvidence()
      let binding = try file.binding(options)
      try file.forEachChunk(
        binding: binding, dates: dates, options: options, threads: threads
      ) { chunk, line, bytesDone in
        _ = try threads.map(builders.count) { builders[$0].add(chunk, partition: $0) }
        account += chunk.account
        evidence.merge(chunk.evidence, path: path, line: line, unit: file.unit)
        hasUTC = hasUTC || chunk.hasUTC
        for row in chunk.rejected {
          try reject(
            RejectedRow(
              path: path, line: line + row.line, unit: file.unit, reason: row.reason,
              bytes: row.bytes))
        }
        progress(done + bytesDone, total)
      }
      if evidence.hasValues {
        let order = try evidence.decide()
        _ = try threads.map(builders.count) { builders[$0].decide(order) }
      }
      sources.append(
        OrderSource(path: path, sha256: try file.input.sha256(), binding: binding))
      try file.input.checkUnchanged()
      done += file.input.size
    }
    var notes: [String] = []
    if hasUTC && options.timeZone == nil {
      notes.append(
        "some stamps are in UTC and were counted by UTC days; "
          + "--time-zone NAME counts them by the shop's own")
    }
    return OrderLog(
      partitions: try threads.map(builders.count) {
        OrderPartition(builders[$0].take())
      },
      account: account, hasAmounts: options.amount != .none, currency: options.currency,
      sources: sources, notes: notes)
  }
}
