internal import Bytes
public import Columns
internal import Delta

/// Imports order files into a store: all that is new in them becomes visible together, or nothing.
public struct StoreImport {
  /// How an import ended.
  public struct Outcome: Sendable {
    /// The store's version that has the orders; the newest if nothing was imported.
    public var version: Int
    /// Whether the store was made.
    public var isNew = false
    /// Files that had been imported before, by their paths.
    public var alreadyImported: [String] = []
    /// Where every row of the new files went.
    public var account = Account()
    /// The new files and how they were read.
    public var inputs: [OrderInput] = []
    /// Things to tell the user.
    public var notes: [String] = []
    /// The bytes that the new files of the store have.
    public var bytes = 0
    /// What the store holds money in.
    public var settings: StoreSettings
  }

  /// An imported file in the log: by its bytes, so that another name or folder makes no difference.
  static let applicationPrefix = "patron-import-sha256-"

  private let path: String
  private let options: OrderOptions
  private let memory: Int
  private let threads: Threads
  private let now: Int

  /// An import into the store at `path`, which is made if there is none.
  ///
  /// - Parameters:
  ///   - path: the folder of the store.
  ///   - options: how the files are read.
  ///   - memory: the bytes that the import may take, about. What does not fit waits in files beside
  ///     the store's until it is merged.
  ///   - threads: who works.
  ///   - now: the time, in milliseconds since 1970-01-01 UTC.
  public init(into path: String, options: OrderOptions, memory: Int, threads: Threads, now: Int) {
    self.path = path
    self.options = options
    self.memory = memory
    self.threads = threads
    self.now = now
  }

  /// Imports files.
  ///
  /// - Parameters:
  ///   - paths: the files, as `SourcePaths` understands them.
  ///   - progress: called with a stage, how much of it is done, and of how much.
  ///   - reject: called with every row that cannot be read, in file order.
  ///   - accept: called with the account before anything is committed; stops the import by throwing.
  /// - Returns: what was imported. All calls come on the calling thread.
  /// - Throws: `FileError`, `CSVError`, `ParquetError`, `OrderError`, `DeltaError`, and what the calls
  ///   throw; then nothing was imported, unless a `DeltaError` is unconfirmed.
  public func run(
    _ paths: [String], progress: (_ stage: String, _ done: Int, _ of: Int) -> Void,
    reject: (OrderReader.RejectedRow) throws -> Void, accept: (Account) throws -> Void
  ) throws -> Outcome {
    // A name that is mistyped makes no store.
    let sources = try SourcePaths.sources(paths)
    let table = try openTable()
    let store = try table.hasVersion() ? OrderStore(path, table: table) : nil
    var options = try store?.settings.fixed(options, path: path) ?? options
    var outcome = Outcome(
      version: store?.snapshot.version ?? 0, settings: store?.settings ?? StoreSettings(options))

    let spool = Spool(in: table)
    var fresh: [(source: Source, input: InputFile, application: String?)] = []
    var known = Set(store?.snapshot.transactions.keys.map { $0 } ?? [])
    let isFirst = known.isEmpty
    let inputs = try sources.map { try $0.given(spool) }
    for (source, input) in zip(sources, inputs) {
      // Of the first import, a file of a size of its own is nothing that was there before: it is read once.
      if isFirst && inputs.count(where: { $0.size == input.size }) == 1 {
        fresh.append((source, input, nil))
        continue
      }
      progress("Looking at \(input.path)", 0, 1)
      let application = Self.applicationPrefix + (try input.sha256())
      if known.insert(application).inserted {
        fresh.append((source, input, application))
      } else {
        outcome.alreadyImported.append(input.path)
      }
    }
    if fresh.isEmpty {
      try table.confirm()
      return outcome
    }

    let names = fresh.map(\.input.path).joined(separator: ", ")
    progress("Opening \(names)", 0, 1)
    let files = try fresh.map { try $0.source.open($0.input, options, spool) }
    options = try options.settled(for: files)
    if let store { options = try store.settings.fixed(options, path: path) }
    // Plain orders have one amount, and no parts of it.
    let settings = (store?.settings ?? StoreSettings(options))
      .adding(unknown: Set(StoreSettings.parts))
    outcome.settings = settings
    try checkDisk(of: table, for: files)
    let gatherer = OrderGatherer(memory: memory)
    let reading = "Reading \(names)"
    let facts = try OrderReader(options: options, threads: threads).read(
      files, into: gatherer,
      progress: { progress(reading, $0, $1) }, reject: reject,
      added: {
        // The rest is for chunks on their way, for arrays that grow, and for the writer.
        if gatherer.bytesInMemory > memory / 8 * 5 {
          try gatherer.spill(to: "\(table.path)/\(DataFile.uniqueName())", threads: threads)
        }
      })
    try gatherer.settle(threads: threads)
    let applications = facts.inputs.compactMap(\.sha256).map { Self.applicationPrefix + $0 }
    for (file, application) in zip(fresh, applications)
    where file.application.map({ $0 != application }) ?? !known.insert(application).inserted {
      throw FileError(
        path: file.input.path, action: "be used",
        reason: "it was changed while it was read; run again")
    }
    try accept(facts.account)

    let orders = facts.account.used.rows
    let buckets = try store?.bucketCount() ?? Bucket.count(forOrders: orders)
    let writer = StoreWriter(
      table: table, scale: settings.currency.scale, buckets: buckets, threads: threads, now: now)
    let share = gatherer.blockCount / buckets
    let adds = try writer.write(
      gatherer, orders: orders, buckets: Array(0..<buckets),
      range: { $0 * share..<($0 + 1) * share }, dataChange: true,
      progress: { progress("Writing the store", $0, orders) })
    let record = ImportRecord(
      facts.account, facts.inputs, preset: "generic", settings: settings)
    guard
      let version = try commit(
        adds, applications, settings, record, on: store, to: table)
    else {
      // Another import had the same files, and was faster.
      outcome.alreadyImported = inputs.map(\.path)
      outcome.version = try table.snapshot().version
      return outcome
    }
    outcome.version = version
    outcome.isNew = version == 0
    outcome.account = facts.account
    outcome.inputs = facts.inputs
    outcome.notes = facts.notes
    outcome.bytes = adds.reduce(0) { $0 + $1.size }
    return outcome
  }

  /// Opens the table, or makes a folder for it; what is in the way is an error.
  private func openTable() throws -> DeltaTable {
    let folder = try Folder.create(path)
    if let other = try Self.stranger(in: folder) {
      throw OrderError(
        path: path,
        problem: "there is no store in this folder, but something else, such as '\(other)'; "
          + "--into needs a store, or a folder that is empty or not there")
    }
    return try DeltaTable.create("\(path)/\(OrderStore.ordersFolder)")
  }

  /// Checks that the disk has room for what the files will take, as far as that can be said before.
  ///
  /// Most orders take an eighth of their size in CSV, and a quarter while they wait for the rest, where not
  /// all fit into memory. Random ids take more: then a full disk ends the import, which leaves nothing either.
  ///
  /// - Throws: `FileError`, with what is needed and what is there.
  private func checkDisk(of table: DeltaTable, for files: [OrderFile]) throws {
    let size = files.reduce(0) { $0 + $1.input.size }
    let needed = size / 8 * (size > memory ? 3 : 1)
    let available = try table.available()
    if available < needed {
      throw FileError(
        path: table.path, action: "be written",
        reason:
          "the import needs about \(needed >> 20) MiB, the disk has \(available >> 20) MiB left")
    }
  }

  /// The name of something in a folder that neither is a store nor can become one; nil if it can.
  private static func stranger(in folder: Folder) throws -> String? {
    let name = OrderStore.ordersFolder
    guard try folder.status(name) != nil else {
      let known = StoreTable.allCases.map(\.rawValue) + [OrderStore.rejectsFolder]
      return try folder.names().first { !known.contains($0) }
    }
    let orders = try folder.folder(name)
    // A table that another import is making may still be empty.
    if try orders.status("_delta_log") != nil { return nil }
    return try orders.names().first.map { "\(name)/\($0)" }
  }

  /// Makes the files a version; nil if another import was first with all of the applications.
  private func commit(
    _ adds: [Add], _ applications: [String], _ settings: StoreSettings, _ record: ImportRecord,
    on store: OrderStore?, to table: DeltaTable
  ) throws -> Int? {
    do {
      var base = store
      while true {
        do {
          let changes = transaction(adds, applications, settings, record, on: base)
          if case .committed(let version) = try changes.commit(to: table) { return version }
          break
        } catch let error as DeltaError where error.kind == .conflict && base == nil {
          // Another import made the store. If it fixed the same, these orders go on top of its own.
          let made = try OrderStore(path, table: table)
          _ = try made.settings.fixed(options, path: path)
          if made.settings.adding(unknown: Set(StoreSettings.parts)) != settings { throw error }
          base = made
        }
      }
      let done = try table.snapshot().transactions
      table.discard(adds.map(\.path))
      if applications.allSatisfy({ done[$0] != nil }) { return nil }
      throw OrderError(
        path: path,
        problem:
          "another import had some of these files and was faster; nothing was imported, run again"
      )
    } catch let error as DeltaError where error.kind == .unconfirmed {
      throw error
    } catch {
      table.discard(adds.map(\.path))
      throw error
    }
  }

  private func transaction(
    _ adds: [Add], _ applications: [String], _ settings: StoreSettings, _ record: ImportRecord,
    on store: OrderStore?
  ) -> Transaction {
    let operation = store == nil ? "CREATE TABLE AS SELECT" : "WRITE"
    var transaction = Transaction(
      on: store?.snapshot,
      info: CommitInfo(
        operation: operation, timestamp: now,
        parameters: ["mode": "Append", ImportRecord.parameter: record.json]))
    let schema = StoreTable.orders.schema(
      scale: settings.currency.scale, columns: store?.orders.columns ?? [])
    transaction.actions = StoreTables.metadata(
      schema, settings.configuration, on: store?.snapshot, now: now)
    transaction.actions += adds.map { .add($0) }
    transaction.actions += applications.map {
      .transaction(ApplicationTransaction(appId: $0, version: 1, lastUpdated: now))
    }
    return transaction
  }
}
