internal import Bytes
public import Columns

/// Reads order files into a log, with every row accounted for.
public struct OrderReader: Sendable {
  private let options: OrderOptions
  private let threads: Threads
  private let spool: Spool

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

  /// A reader with the given options, which copies what it has to copy to files of `spool`.
  public init(options: OrderOptions, threads: Threads, spool: Spool = Spool(folder: "/tmp")) {
    self.options = options
    self.threads = threads
    self.spool = spool
  }

  /// Reads all files, one after the other, each by all threads.
  ///
  /// - Parameters:
  ///   - paths: the files, as `SourcePaths` understands them.
  ///   - progress: called with bytes read and bytes in all, now and then, on the calling thread.
  ///   - reject: called with every row that cannot be read, in file order, on the calling thread.
  /// - Returns: the orders of all files.
  /// - Throws: `FileError`, `CSVError`, `ParquetError`, `OrderError`, and what `reject` throws.
  public func read(
    _ paths: [String], progress: (_ done: Int, _ of: Int) -> Void,
    reject: (RejectedRow) throws -> Void
  ) throws -> OrderLog {
    let given = try SourcePaths.sources(paths).map { (source: $0, input: try $0.given(spool)) }
    for (place, file) in given.enumerated()
    where given[..<place].contains(where: { $0.input.isSame(as: file.input) }) {
      throw OrderError(
        .usage, path: file.input.path,
        problem: "it is named twice, and its orders would count twice")
    }
    let files = try given.map { try $0.source.open($0.input, options, spool) }
    let settled = try options.settled(for: files)
    return try OrderReader(options: settled, threads: threads).read(
      files, progress: progress, reject: reject)
  }

  /// Reads files that are open.
  func read(
    _ files: [OrderFile], progress: (_ done: Int, _ of: Int) -> Void,
    reject: (RejectedRow) throws -> Void
  ) throws -> OrderLog {
    let gatherer = OrderGatherer()
    var detail = try DetailImport(options, memory: .max, hasStore: false)
    let facts = try read(
      files, into: gatherer, and: &detail, progress: progress, reject: reject, added: { _ in })
    return try OrderLog(
      plain: gatherer, detail, facts, options, threads: threads, reject: reject)
  }

  /// What there is to say of files beside their orders.
  struct Facts {
    /// Where the rows of plain files went.
    var account = Account()
    /// Rows of guests and returns by day, of plain files.
    var setAsideDays = SetAsideDays()
    /// What the files were and how they were read.
    var inputs: [OrderInput] = []
    /// Things to tell the user.
    var notes: [String] = []
    /// The parts of an amount of which some file says nothing: words of `Role`.
    var unknownParts: Set<String> = []
    fileprivate var hasUTC = false
  }

  /// Reads all files: plain ones into `gatherer`, others into `detail`.
  ///
  /// - Parameters:
  ///   - files: the files.
  ///   - gatherer: gets orders.
  ///   - detail: gets rows, which are orders when all are there.
  ///   - progress: called with bytes read and bytes in all.
  ///   - reject: called with every row that cannot be read, in file order.
  ///   - added: called on the calling thread whenever one of them got some.
  /// - Returns: what there is to say of them beside their orders.
  /// - Throws: `FileError`, `CSVError`, `ParquetError`, `OrderError`, and what the calls throw.
  func read(
    _ files: [OrderFile], into gatherer: OrderGatherer, and detail: inout DetailImport,
    progress: (_ done: Int, _ of: Int) -> Void, reject: (RejectedRow) throws -> Void,
    added: (DetailImport) throws -> Void
  ) throws -> Facts {
    let total = files.reduce(0) { $0 + $1.input.size }
    var facts = Facts()
    var done = 0
    for file in files {
      let layout = try file.layout(options)
      let base = done
      func shown(_ bytesDone: Int) { progress(base + bytesDone, total) }
      let sha256: String
      if layout.shape == .customers {
        // What it says of other files' ids is known; it has no orders.
        sha256 = try file.input.sha256()
      } else if let plain = layout.plain {
        facts.unknownParts.formUnion(StoreSettings.parts.map(\.rawValue))
        sha256 = try readPlain(
          file, plain, into: gatherer, &facts, progress: shown, reject: reject,
          added: { try added(detail) })
      } else {
        if [.orders, .lines].contains(layout.shape) {
          facts.unknownParts.formUnion(
            StoreSettings.parts.filter { !layout.says($0) }.map(\.rawValue))
        }
        sha256 = try readDetails(
          file, layout, into: &detail, &facts, progress: shown, reject: reject, added: added)
      }
      facts.inputs.append(OrderInput(path: file.input.path, sha256: sha256, layout: layout))
      try file.input.checkUnchanged()
      done += file.input.size
    }
    if facts.hasUTC && options.timeZone == nil {
      facts.notes.append(
        "some stamps are in UTC and were counted by UTC days; "
          + "--time-zone NAME counts them by the shop's own")
    }
    return facts
  }

  /// Reads a file of customer, date and amount; returns its SHA-256.
  private func readPlain(
    _ file: OrderFile, _ binding: ColumnBinding, into gatherer: OrderGatherer,
    _ facts: inout Facts, progress: (_ done: Int) -> Void, reject: (RejectedRow) throws -> Void,
    added: () throws -> Void
  ) throws -> String {
    let path = file.input.path
    var evidence = DateEvidence()
    var marks = DecimalEvidence()
    var setAsideDays = SetAsideDays()
    let sha256 = try file.forEachChunk(
      binding: binding, values: ValueFormat(options), threads: threads
    ) { chunk, line, bytesDone in
      try gatherer.add(chunk, threads: threads)
      facts.account += chunk.account
      evidence.merge(chunk.evidence, path: path, line: line, unit: file.unit)
      marks.merge(chunk.marks, path: path, line: line, unit: file.unit)
      setAsideDays += chunk.setAsideDays
      facts.hasUTC = facts.hasUTC || chunk.hasUTC
      try handBack(chunk.rejected, of: file, from: line, reject)
      progress(bytesDone)
      try added()
    }
    if evidence.hasValues {
      let order = try evidence.decide()
      gatherer.decide(order)
      setAsideDays.decide(order)
    }
    try check(marks, &facts)
    facts.setAsideDays += setAsideDays
    return sha256
  }

  /// Reads a file that says more than customer, date and amount; returns its SHA-256.
  private func readDetails(
    _ file: OrderFile, _ layout: Binding, into detail: inout DetailImport, _ facts: inout Facts,
    progress: (_ done: Int) -> Void, reject: (RejectedRow) throws -> Void,
    added: (DetailImport) throws -> Void
  ) throws -> String {
    let path = file.input.path
    var evidence = DateEvidence()
    var marks = DecimalEvidence()
    detail.begin(AssemblyFile(layout, path: path, unit: file.unit, key: layout.key))
    let sha256 = try file.forEachDetailChunk(
      binding: layout, options: options, ordinal: detail.files - 1, threads: threads
    ) { chunk, line, bytesDone in
      detail.add(chunk)
      evidence.merge(chunk.evidence, path: path, line: line, unit: file.unit)
      marks.merge(chunk.marks, path: path, line: line, unit: file.unit)
      facts.hasUTC = facts.hasUTC || chunk.hasUTC
      try handBack(chunk.rejected, of: file, from: line, reject)
      progress(bytesDone)
      try added(detail)
    }
    try detail.end(evidence)
    try check(marks, &facts)
    return sha256
  }

  /// Hands rows back that count from `line` on.
  private func handBack(
    _ rejected: [OrderChunk.Rejected], of file: OrderFile, from line: Int,
    _ reject: (RejectedRow) throws -> Void
  ) throws {
    for row in rejected {
      try reject(
        RejectedRow(
          path: file.input.path, line: line + row.line, unit: file.unit, reason: row.reason,
          bytes: row.bytes))
    }
  }

  /// Checks that the amounts of a file were read as they were meant.
  private func check(_ marks: DecimalEvidence, _ facts: inout Facts) throws {
    try marks.check(MoneyFormat(options))
    if let hint = marks.hint { facts.notes.append(hint) }
  }
}
