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
    let facts = try read(
      files, into: gatherer, progress: progress, reject: reject, whenGrown: { _ in })
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

  /// Reads all files into `gatherer`.
  ///
  /// `whenGrown` is called when it has grown, on the calling thread, and may take the orders out of it;
  /// before it does, it calls its argument, which decides the days that are still open.
  func read(
    _ files: [OrderFile], into gatherer: OrderGatherer, progress: (_ done: Int, _ of: Int) -> Void,
    reject: (RejectedRow) throws -> Void, whenGrown: (_ decide: () throws -> Void) throws -> Void
  ) throws -> Facts {
    let total = files.reduce(0) { $0 + $1.input.size }
    var facts = Facts()
    var hasUTC = false
    var done = 0
    for file in files {
      let path = file.input.path
      let binding = try file.binding(options)
      var evidence = DateEvidence()
      // Known early only if it had to be, from a reading of the whole file ahead.
      var order: DateOrder?
      try forEachChunk(of: file, binding) { chunk, line, bytesDone in
        try gatherer.add(chunk, threads: threads)
        facts.account += chunk.account
        evidence.merge(chunk.evidence, path: path, line: line, unit: file.unit)
        if let order {
          // What was not there when the file was read ahead was written since.
          if try evidence.decide() != order { try file.input.checkUnchanged() }
          try gatherer.decide(order, threads: threads)
        }
        hasUTC = hasUTC || chunk.hasUTC
        for row in chunk.rejected {
          try reject(
            RejectedRow(
              path: path, line: line + row.line, unit: file.unit, reason: row.reason,
              bytes: row.bytes))
        }
        progress(done + bytesDone, total)
        try whenGrown {
          if !evidence.hasValues || order != nil { return }
          evidence = try dateEvidence(of: file, binding)
          let decided = try evidence.decide()
          try gatherer.decide(decided, threads: threads)
          order = decided
        }
      }
      if evidence.hasValues {
        try gatherer.decide(try evidence.decide(), threads: threads)
      }
      facts.inputs.append(
        OrderInput(path: path, sha256: try file.input.sha256(), binding: binding))
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

  /// What all dates of a file show about their order of day and month.
  private func dateEvidence(of file: OrderFile, _ binding: ColumnBinding) throws -> DateEvidence {
    var evidence = DateEvidence()
    try forEachChunk(of: file, binding) { chunk, line, _ in
      evidence.merge(
        chunk.evidence, path: file.input.path, line: line, unit: file.unit)
    }
    return evidence
  }

  private func forEachChunk(
    of file: OrderFile, _ binding: ColumnBinding,
    _ consume: (_ chunk: OrderChunk, _ line: Int, _ bytesDone: Int) throws -> Void
  ) throws {
    try file.forEachChunk(
      binding: binding, dates: DateParser(format: options.dateFormat, zone: options.timeZone),
      scale: options.currency.scale, threads: threads, consume: consume)
  }
}
