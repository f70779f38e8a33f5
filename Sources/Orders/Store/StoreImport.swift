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
    /// Orders that came again, and those that count.
    public var conflicts = ConflictCounts()
    /// The lines of orders that were added.
    public var lines = 0
    /// What became of people.
    public var people = PeopleCounts()
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
    var people = try PeopleImport(options, on: store)
    options = try people.known(by: options)
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
    if fresh.isEmpty && !people.isAsked {
      try table.confirm()
      return outcome
    }

    let names = fresh.map(\.input.path).joined(separator: ", ")
    progress("Opening \(names)", 0, 1)
    let files = try fresh.map { try $0.source.open($0.input, options, spool) }
    options = try options.settled(for: files)
    if let store { options = try store.settings.fixed(options, path: path) }
    try checkDisk(of: table, for: files)
    let gatherer = OrderGatherer(memory: memory)
    var detail = try DetailImport(options, memory: memory, hasStore: store != nil)
    let reading = "Reading \(names)"
    let facts = try OrderReader(options: options, threads: threads).read(
      files, into: gatherer, and: &detail,
      progress: { progress(reading, $0, $1) }, reject: reject,
      added: { detail in
        // The rest is for chunks on their way, for arrays that grow, and for the writer.
        if gatherer.bytesInMemory + detail.gatherer.bytesInMemory > memory / 8 * 5 {
          try gatherer.spill(to: Self.scratch(in: table), threads: threads)
          try detail.gatherer.spill(to: Self.scratch(in: table))
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
    outcome.inputs = facts.inputs
    outcome.notes = facts.notes
    outcome.account = facts.account
    outcome.conflicts.live = facts.account.used.rows
    outcome.conflicts.guests =
      facts.account.setAside.first { $0.reason == .guest }?.tally.rows ?? 0

    let moves = try people.moves(options, threads: threads, now: now)
    let states = GatheredStates(scale: options.currency.scale, isUsed: detail.files > 0)
    let sums = try assemble(
      detail, on: store, moves, into: states, and: &people.updates, in: table, progress: progress,
      reject: reject)
    if detail.files > 0 {
      options.currency = try detail.currency(of: sums)
      outcome.account += sums.account
      outcome.conflicts += sums.conflicts
      outcome.notes += DetailImport.notes(of: sums)
    }
    let settings = (store?.settings ?? StoreSettings(options)).adding(unknown: facts.unknownParts)
    outcome.settings = settings
    let read = try people.read(options, spool: spool, threads: threads, reject: reject)
    outcome.inputs += read.inputs
    outcome.notes += read.notes
    try accept(outcome.account)

    var commit = StoreCommit(path: path, base: store, settings: settings, now: now)
    commit.transactions = applications.map {
      ApplicationTransaction(appId: $0, version: 1, lastUpdated: now)
    }
    commit.parameters = [
      "mode": "Append",
      ImportRecord.parameter: ImportRecord(outcome, settings: settings).json,
    ]
    try write(
      gatherer, states, facts.setAsideDays, replacing: sums, moves, in: table, &commit, progress)
    try people.write(moves, replacing: sums, options, into: &commit, threads: threads)
    outcome.people = people.counts
    outcome.bytes = commit.changes.values.reduce(0) { sum, change in
      change.adds.reduce(sum) { $0 + $1.size }
    }
    guard let version = try commit.run() else {
      // Another import had the same files, and was faster.
      outcome = Outcome(version: try table.snapshot().version, settings: settings)
      outcome.alreadyImported = inputs.map(\.path)
      return outcome
    }
    outcome.version = version
    outcome.isNew = version == 0
    outcome.lines = states.rows(of: .lines)
    return outcome
  }

  /// A name for a file beside the table's that goes with the import.
  private static func scratch(in table: DeltaTable) -> String {
    "\(table.path)/\(DataFile.uniqueName())"
  }

  /// Brings the rows of files with details together to orders, against those that the store has.
  ///
  /// - Returns: the sums over all of them, and what is to go from the store.
  private func assemble(
    _ detail: DetailImport, on store: OrderStore?, _ moves: CustomerMoves,
    into states: GatheredStates, and people: inout CustomerUpdates, in table: DeltaTable,
    progress: (_ stage: String, _ done: Int, _ of: Int) -> Void,
    reject: (OrderReader.RejectedRow) throws -> Void
  ) throws -> Assembled {
    if detail.files == 0 { return Assembled() }
    let hashes = store == nil ? [] : try detail.gatherer.keyHashes(threads: threads)
    let known = try StoredIDs(
      store, hashes: hashes, cancelPrefixes: detail.rules.cancelPrefixes, threads: threads,
      progress: { progress("Looking for orders that are there", $0, $1) })
    var rejected: [RejectedRecord] = []
    var done = 0
    let sums = try detail.assemble(threads: threads, stored: moves.states(known)) {
      GatheredStates.encode($0)
    } consume: { encoded, sums in
      states.add(encoded)
      people.add(sums.contacts)
      rejected += sums.rejected
      if states.bytesInMemory + detail.gatherer.bytesInMemory > memory / 8 * 5 {
        try states.spill(to: Self.scratch(in: table))
      }
      done += 1
      progress("Putting orders together", done, RecordGatherer.partitions)
    }
    for record in rejected.sorted(by: { $0.sequence < $1.sequence }) {
      try reject(detail.rejected(record))
    }
    return sums
  }

  /// Writes all new files, and those of the store anew that lose rows.
  private func write(
    _ gatherer: OrderGatherer, _ states: GatheredStates, _ days: SetAsideDays,
    replacing sums: Assembled, _ moves: CustomerMoves, in table: DeltaTable,
    _ commit: inout StoreCommit,
    _ progress: (_ stage: String, _ done: Int, _ of: Int) -> Void
  ) throws {
    let scale = commit.settings.currency.scale
    let plain = gatherer.orders
    let detailed = states.rows(of: .orders)
    let buckets = try commit.base?.bucketCount() ?? Bucket.count(forOrders: plain + detailed)
    do {
      let gone = Set(sums.removals).union(moves.places)
      if let store = commit.base, !gone.isEmpty || !moves.ids.isEmpty {
        let rewriting = Rewriting(store: store, threads: threads, now: now)
        let stage = "Writing what orders were restated in anew"
        commit.changes = try rewriting.without(Array(gone)) { progress(stage, $0, 0) }
        let lines = try rewriting.withoutLines(
          of: Set(sums.staleLines), andOf: Set(moves.ids.keys)
        ) { progress(stage, $0, 0) }
        commit.changes[.lines, default: TableChange()].add(lines)
      }
      if plain > 0 || detailed == 0 {
        let share = gatherer.blockCount / buckets
        let adds = try StoreWriter(
          table: table, scale: scale, buckets: buckets, threads: threads, now: now
        ).write(
          gatherer, orders: plain, buckets: Array(0..<buckets),
          range: { $0 * share..<($0 + 1) * share }, dataChange: true,
          progress: { progress("Writing the store", $0, plain) })
        commit.changes[.orders, default: TableChange()].add(
          TableChange(adding: adds, columns: []))
      }
    } catch {
      commit.abandon()
      throw error
    }
    let sums = TableBlock(days, scale: scale)
    for kind in [StoreTable.orders, .setAside, .lines] {
      let blocks = states.blocks(of: kind, adding: kind == .setAside ? sums : nil)
      let rows = blocks.counts.reduce(0, +)
      if rows == 0 { continue }
      let share = blocks.blockCount / buckets
      try commit.add(
        blocks, buckets: buckets, range: { $0 * share..<($0 + 1) * share }, threads: threads,
        progress: { progress("Writing \(kind.rawValue)", $0, rows) })
    }
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
}
