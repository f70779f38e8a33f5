// A line of a commit is one action, an object under its name:
//
//   {"commitInfo":{"engineInfo":"Patron/0.1.0","operation":"WRITE","timestamp":1795289208942,…}}
//   {"protocol":{"minReaderVersion":1,"minWriterVersion":2}}
//   {"metaData":{"configuration":{…},"format":{…},"id":"…","partitionColumns":["bucket"],"schemaString":"…"}}
//   {"txn":{"appId":"orders.csv","version":3}}
//   {"add":{"dataChange":true,"modificationTime":…,"partitionValues":{"bucket":"0"},"path":"…","size":71769,…}}
//   {"remove":{"dataChange":false,"deletionTimestamp":…,"path":"…",…}}

/// One change of a table's state.
public enum Action: Sendable, Equatable {
  /// Which clients may read and write from here on.
  case `protocol`(TableProtocol)
  /// Schema, partition columns and configuration from here on.
  case metadata(Metadata)
  /// A file is in the table.
  case add(Add)
  /// A file is no longer in the table.
  case remove(Remove)
  /// How far an application has come.
  case transaction(ApplicationTransaction)
}

/// A data file that belongs to the table.
public struct Add: Sendable, Equatable, Codable {
  /// Where the file is.
  public var path: TablePath
  /// The value of each partition column, as text; nil for NULL.
  public var partitionValues: [String: String?]
  /// The file's length in bytes; readers rely on it.
  public var size: Int
  /// When the file was written, in milliseconds since 1970-01-01 UTC.
  public var modificationTime: Int
  /// False if the same rows were in the table before.
  public var dataChange: Bool
  /// Rows, bounds and NULLs of the file, as JSON.
  public var stats: String?
  /// What else the writer wants known of the file.
  public var tags: [String: String?]?
  /// Present if some rows of the file are deleted.
  var deletionVector: DeletionVector?

  /// A file of the table.
  public init(
    path: TablePath, partitionValues: [String: String?] = [:], size: Int, modificationTime: Int,
    dataChange: Bool = true, stats: String? = nil, tags: [String: String?]? = nil
  ) {
    self.path = path
    self.partitionValues = partitionValues
    self.size = size
    self.modificationTime = modificationTime
    self.dataChange = dataChange
    self.stats = stats
    self.tags = tags
  }

  /// The tombstone that takes the file out of the table.
  ///
  /// - Parameters:
  ///   - timestamp: now, in milliseconds since 1970-01-01 UTC: where vacuum's retention begins.
  ///   - dataChange: false if the rows stay in the table, in files of the same commit.
  /// - Returns: the action for a commit.
  public func removed(at timestamp: Int, dataChange: Bool) -> Remove {
    Remove(
      path: path, deletionTimestamp: timestamp, dataChange: dataChange, extendedFileMetadata: true,
      partitionValues: partitionValues, size: size, tags: tags)
  }
}

/// A data file that no longer belongs to the table: its tombstone.
public struct Remove: Sendable, Equatable, Codable {
  /// Where the file is, or was.
  public var path: TablePath
  /// When it was removed, in milliseconds since 1970-01-01 UTC.
  public var deletionTimestamp: Int?
  /// False if its rows are still in the table, in other files.
  public var dataChange: Bool
  /// Whether the three fields that follow are there.
  public var extendedFileMetadata: Bool?
  /// The value of each partition column, as text; nil for NULL.
  public var partitionValues: [String: String?]?
  /// The file's length in bytes.
  public var size: Int?
  /// What else the writer had said of the file.
  public var tags: [String: String?]?
  /// Present if some rows of the file were deleted before.
  var deletionVector: DeletionVector?
}

/// The rows of a file that are deleted: only that there are some is known here.
struct DeletionVector: Sendable, Equatable, Codable {}

/// How far an application has come, committed together with its data: so it knows after a crash.
public struct ApplicationTransaction: Sendable, Equatable, Codable {
  /// Who.
  public var appId: String
  /// How far; what the numbers count is the application's own.
  public var version: Int
  /// When, in milliseconds since 1970-01-01 UTC.
  public var lastUpdated: Int?

  /// The progress of an application.
  public init(appId: String, version: Int, lastUpdated: Int? = nil) {
    self.appId = appId
    self.version = version
    self.lastUpdated = lastUpdated
  }
}

/// A line: exactly one field is there, or none that is known.
struct ActionLine: Codable {
  var add: Add?
  var remove: Remove?
  var metaData: Metadata?
  var `protocol`: TableProtocol?
  var txn: ApplicationTransaction?
  var commitInfo: CommitInfo?

  /// The line of an action.
  init(_ action: Action) {
    switch action {
    case .protocol(let it): self.protocol = it
    case .metadata(let it): metaData = it
    case .add(let it): add = it
    case .remove(let it): remove = it
    case .transaction(let it): txn = it
    }
  }

  /// The line of a commit's own account.
  init(_ info: CommitInfo) { commitInfo = info }

  /// The actions in it: one in a valid commit, none if the action is not known here.
  var actions: [Action] {
    var actions: [Action] = []
    if let add { actions.append(.add(add)) }
    if let remove { actions.append(.remove(remove)) }
    if let metaData { actions.append(.metadata(metaData)) }
    if let it = self.protocol { actions.append(.protocol(it)) }
    if let txn { actions.append(.transaction(txn)) }
    return actions
  }
}
