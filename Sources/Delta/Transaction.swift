internal import Bytes

/// Changes that are made together or not at all, on top of a snapshot.
///
/// ```
/// var transaction = Transaction(on: try table.snapshot(), info: CommitInfo(operation: "WRITE", timestamp: now))
/// transaction.actions = [.add(file), .transaction(ApplicationTransaction(appId: source, version: 3))]
/// let outcome = try transaction.commit(to: table)
/// ```
public struct Transaction: Sendable {
  /// What others may commit between the snapshot and this commit.
  public enum Isolation: Sendable {
    /// Anything that leaves the files that this commit removes: for appends and compaction.
    case snapshot
    /// Nothing that changes rows: for changes that depend on all rows, such as deleting a customer.
    case serializable
  }

  /// How an attempt to commit ended.
  public enum Outcome: Sendable, Equatable {
    /// The changes are the table's version of that number.
    case committed(version: Int)
    /// Nothing was written, for the table says that the application had come that far before.
    case alreadyCommitted(ApplicationTransaction)
  }

  /// So many times others may come first before an attempt is given up.
  static let attempts = 1000

  /// What the changes were made from; nil if they create the table.
  public let base: Snapshot?
  /// What others may commit meanwhile.
  public let isolation: Isolation
  /// What the commit says of itself.
  public var info: CommitInfo
  /// The changes.
  public var actions: [Action] = []

  /// Changes on top of a snapshot, nil for a table that has no version yet.
  public init(on base: Snapshot?, isolation: Isolation = .snapshot, info: CommitInfo) {
    self.base = base
    self.isolation = isolation
    self.info = info
  }

  /// Makes the changes the next version of the table.
  ///
  /// If others commit first and their changes go together with these, the version after theirs is tried.
  /// The data files must be durable before: the commit promises them to every reader.
  ///
  /// - Throws: `FileError` if nothing was committed because the system failed. `DeltaError`: a conflict
  ///   if another's changes do not go with these; a bad request or unsupported if these may not be made
  ///   at all; unconfirmed if they are made but not known to be durable.
  public func commit(to table: DeltaTable) throws -> Outcome {
    do {
      let outcome = try run(on: table)
      if case .alreadyCommitted = outcome { try table.confirm() }
      return outcome
    } catch let error as DeltaError {
      throw error.at(file: table.path)
    }
  }

  private func run(on table: DeltaTable) throws -> Outcome {
    try check()
    if let done = alreadyDone(base?.transactions ?? [:]) { return .alreadyCommitted(done) }
    var info = info
    info.readVersion = base?.version
    info.isBlindAppend = isBlindAppend
    var version = (base?.version ?? -1) + 1
    for _ in 0..<Self.attempts {
      while let other = try table.commit(version) {
        let progress = other.transactions.map { ($0.appId, $0.version) }
        if let done = alreadyDone(Dictionary(progress) { $1 }) { return .alreadyCommitted(done) }
        if let reason = conflict(with: other) {
          throw DeltaError.conflict("\(reason); read the table again and start over")
            .at(version: version)
        }
        version += 1
      }
      let bytes = CommitFile.bytes(of: actions, info: info, version: version)
      switch try table.put(bytes, version: version) {
      case .published: return .committed(version: version)
      case .nameTaken: continue
      case .unconfirmed(let error):
        throw DeltaError.unconfirmed(
          "version \(version) is committed, but a power failure may undo it (\(error.reason)): keep its "
            + "files, and read the table again before anything else")
      }
    }
    throw DeltaError.conflict(
      "others committed first \(Self.attempts) times in a row; try again later")
  }

  /// The progress of an application that these changes record and the table has, if any.
  private func alreadyDone(_ table: [String: Int]) -> ApplicationTransaction? {
    for case .transaction(let ours) in actions {
      if let version = table[ours.appId], version >= ours.version {
        return ApplicationTransaction(appId: ours.appId, version: version)
      }
    }
    return nil
  }
}

extension DeltaTable {
  /// Writes a commit unless the version has one.
  ///
  /// - Throws: `FileError` if nothing was committed because the system failed.
  func put(_ commit: [UInt8], version: Int) throws(FileError) -> Publication.Outcome {
    var file = try OutputFile("\(log.path)/\(CommitFile.name(of: version))", isHidden: true)
    try file.write(commit)
    return try Publication.publishIfAbsent(try file.sync())
  }
}
