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

  /// What an import asks of its caller, on the calling thread.
  public struct Callbacks {
    /// Called with a stage, how much of it is done, and of how much.
    public var progress: (_ stage: String, _ done: Int, _ of: Int) -> Void
    /// Called with every row that cannot be read, in file order.
    public var reject: (OrderReader.RejectedRow) throws -> Void
    /// Called with the account before anything is committed; stops the import by throwing.
    public var accept: (Account) throws -> Void

    /// The given calls.
    public init(
      progress: @escaping (_ stage: String, _ done: Int, _ of: Int) -> Void,
      reject: @escaping (OrderReader.RejectedRow) throws -> Void,
      accept: @escaping (Account) throws -> Void
    ) {
      self.progress = progress
      self.reject = reject
      self.accept = accept
    }
  }

  /// An imported file in the log: by its bytes, so that another name or folder makes no difference.
  static let applicationPrefix = "patron-import-sha256-"
  /// Orders that others import from the same files at the same time are looked for so many times.
  private static let attempts = 3

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
  /// - Throws: `FileError`, `CSVError`, `ParquetError`, `OrderError`, `DeltaError`, and what the callbacks
  ///   throw; then nothing was imported, unless a `DeltaError` is unconfirmed.
  public func run(_ files: [String], _ callbacks: Callbacks) throws -> Outcome {
    let table = try openTable()
    var hashes: [(path: String, sha256: String)] = []
    for path in files {
      callbacks.progress("Looking at \(path)", 0, 1)
      hashes.append((path, try InputFile(path).sha256()))
    }
    for _ in 0..<Self.attempts {
      if let outcome = try attempt(hashes, table, callbacks) { return outcome }
    }
    throw OrderError(
      path: path, problem: "others imported some of the same files meanwhile; run again")
  }

  /// Opens the table, or makes a folder for it; what is in the way is an error.
  private func openTable() throws -> DeltaTable {
    let folder = try Folder.create(path)
    let known = [OrderStore.ordersFolder, "lines", "customers", "rejects"]
    if try folder.status(OrderStore.ordersFolder) == nil,
      let other = try folder.names().first(where: { !known.contains($0) })
    {
      throw OrderError(
        path: path,
        problem: "there is no store in this folder, but something else, such as '\(other)'; "
          + "--into needs a store, or a folder that is empty or not there")
    }
    return try DeltaTable.create("\(path)/\(OrderStore.ordersFolder)")
  }

  /// Imports what is new now; nil if another import came first with some of the files.
  private func attempt(
    _ files: [(path: String, sha256: String)], _ table: DeltaTable, _ callbacks: Callbacks
  ) throws -> Outcome? {
    let store = try table.hasVersion() ? OrderStore(path, table: table) : nil
    let options = try store?.settings.fixed(options, path: path) ?? options
    let settings = store?.settings ?? StoreSettings(options)
    var outcome = Outcome(version: store?.snapshot.version ?? 0, settings: settings)
    var fresh: [(path: String, application: String)] = []
    var seen = Set(store?.snapshot.transactions.keys.map { $0 } ?? [])
    for file in files {
      if seen.insert(Self.applicationPrefix + file.sha256).inserted {
        fresh.append((file.path, Self.applicationPrefix + file.sha256))
      } else {
        outcome.alreadyImported.append(file.path)
      }
    }
    if fresh.isEmpty { return outcome }

    let run = GatheredRuns(
      table: table, scale: settings.currency.scale, memory: memory, threads: threads)
    try run.checkDisk(files.map(\.path))
    let gatherer = OrderGatherer()
    let stage = "Reading \(fresh.map(\.path).joined(separator: ", "))"
    let facts = try OrderReader(options: options, threads: threads).read(
      fresh.map(\.path), into: gatherer, progress: { callbacks.progress(stage, $0, $1) },
      reject: callbacks.reject,
      whenGrown: { decide in
        guard gatherer.bytes > memory / 2 else { return }
        try decide()
        try run.spill(gatherer)
      })
    let read = zip(facts.inputs, fresh).allSatisfy {
      $0.sha256.map { Self.applicationPrefix + $0 } == $1.application
    }
    if !read {
      throw OrderError(path: path, problem: "an input was changed while it was read; run again")
    }
    try callbacks.accept(facts.account)

    let orders = facts.account.used.rows
    let buckets = try store?.bucketCount() ?? Bucket.count(forOrders: orders)
    let writer = StoreWriter(
      table: table, scale: settings.currency.scale, buckets: buckets, threads: threads, now: now)
    let adds = try run.write(
      gatherer, by: writer, progress: { callbacks.progress("Writing the store", $0, orders) })
    outcome.account = facts.account
    outcome.inputs = facts.inputs
    outcome.notes = facts.notes
    outcome.bytes = adds.reduce(0) { $0 + $1.size }
    outcome.isNew = store == nil
    let applications = fresh.map(\.application)
    guard let version = try commit(adds, applications, settings, on: store, to: table) else {
      return nil
    }
    outcome.version = version
    return outcome
  }

  /// Makes the files a version; nil if another import was first with one of the applications.
  private func commit(
    _ adds: [Add], _ applications: [String], _ settings: StoreSettings, on store: OrderStore?,
    to table: DeltaTable
  ) throws -> Int? {
    var transaction = Transaction(
      on: store?.snapshot,
      info: CommitInfo(
        operation: store == nil ? "CREATE TABLE AS SELECT" : "WRITE", timestamp: now,
        parameters: ["mode": "Append"]))
    if store == nil {
      transaction.actions = [
        .protocol(.own),
        .metadata(
          Metadata(
            id: DataFile.uniqueID(), schema: RunFormat.schema(scale: settings.currency.scale),
            partitionColumns: [RunFormat.bucketColumn], createdTime: now,
            configuration: settings.configuration)),
      ]
    }
    transaction.actions += adds.map { .add($0) }
    transaction.actions += applications.map {
      .transaction(ApplicationTransaction(appId: $0, version: 1, lastUpdated: now))
    }
    do {
      switch try transaction.commit(to: table) {
      case .committed(let version): return version
      case .alreadyCommitted:
        table.discard(adds.map(\.path))
        return nil
      }
    } catch let error as DeltaError where error.kind == .unconfirmed {
      throw error
    } catch let error as DeltaError where error.kind == .conflict && store == nil {
      // Another import made the store: with its settings, which may differ, from the start.
      table.discard(adds.map(\.path))
      return nil
    } catch {
      table.discard(adds.map(\.path))
      throw error
    }
  }
}
