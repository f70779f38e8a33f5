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
    try read(try paths.map { try OrderFile($0) }, progress: progress, reject: reject)
  }

  /// Reads files that are open.
  func read(
    _ files: [OrderFile], progress: (_ done: Int, _ of: Int) -> Void,
    reject: (RejectedRow) throws -> Void
  ) throws -> OrderLog {
    let gatherer = OrderGatherer()
    let facts = try read(files, into: gatherer, progress: progress, reject: reject, added: {})
    return OrderLog(
      blocks: try gatherer.blocks(threads: threads), account: facts.account,
      hasAmounts: options.amount != .none, currency: options.currency, inputs: facts.inputs,
      notes: facts.notes)
  }

  /// What there is to say of files beside their orders.
  struct Facts {
    /// Where every row went.
    var account = Account()
    /// What the files were and how they were read.
    var inputs: [OrderInput] = []
    /// Things to tell the user.
    var notes: [String] = []
  }

  /// Reads all files into `gatherer`; `added` is called on the calling thread whenever it got some.
  func read(
    _ files: [OrderFile], into gatherer: OrderGatherer, progress: (_ done: Int, _ of: Int) -> Void,
    reject: (RejectedRow) throws -> Void, added: () throws -> Void
  ) throws -> Facts {
    let total = files.reduce(0) { $0 + $1.input.size }
    var facts = Facts()
    var hasUTC = false
    var done = 0
    for file in files {
      let path = file.input.path
      let binding = try file.binding(options)
      var evidence = DateEvidence()
      let sha256 = try forEachChunk(of: file, binding) { chunk, line, bytesDone in
        try gatherer.add(chunk, threads: threads)
        facts.account += chunk.account
        evidence.merge(chunk.evidence, path: path, line: line, unit: file.unit)
        hasUTC = hasUTC || chunk.hasUTC
        for row in chunk.rejected {
          try reject(
            RejectedRow(
              path: path, line: line + row.line, unit: file.unit, reason: row.reason,
              bytes: row.bytes))
        }
        progress(done + bytesDone, total)
        try added()
      }
      if evidence.hasValues {
        gatherer.decide(try evidence.decide())
      }
      facts.inputs.append(OrderInput(path: path, sha256: sha256, binding: binding))
      try file.input.checkUnchanged()
      done += file.input.size
    }
    if hasUTC && options.timeZone == nil {
      facts.notes.append(
        "some stamps are in UTC and were counted by UTC days; "
          + "--time-zone NAME counts them by the shop's own")
    }
    return facts
  }

  private func forEachChunk(
    of file: OrderFile, _ binding: ColumnBinding,
    _ consume: (_ chunk: OrderChunk, _ line: Int, _ bytesDone: Int) throws -> Void
  ) throws -> String {
    try file.forEachChunk(
      binding: binding, dates: DateParser(format: options.dateFormat, zone: options.timeZone),
      scale: options.currency.scale, threads: threads, consume: consume)
  }
}
