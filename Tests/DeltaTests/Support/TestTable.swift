import Columns
import Delta
import TestSupport
import Testing

/// A table in a folder of its own, whose files are only names unless a test writes them.
struct TestTable {
  /// A moment, in milliseconds since 1970: 2026-11-21 00:00 UTC.
  static let now = 1_795_219_200_000
  /// A day in milliseconds.
  static let day = 86_400_000

  static let metadata = Metadata(
    id: "5f0c1b5e-8c6e-4f0a-9d55-0b9d6c1f7a11",
    schema: Schema(
      [
        Field("customer_id", .text), Field("order_date", .date), Field("amount", .money(scale: 2)),
        Field("bucket", .integer),
      ].map(SchemaField.init)),
    partitionColumns: ["bucket"], createdTime: now)

  let folder: TemporaryFolder
  let table: DeltaTable

  /// A table without a version.
  init() throws {
    folder = try TemporaryFolder()
    table = try DeltaTable.create("\(folder.path)/orders")
  }

  var log: String { "\(table.path)/_delta_log" }

  /// The account of a test's commit.
  static func info(_ operation: String = "WRITE") -> CommitInfo {
    CommitInfo(operation: operation, timestamp: now)
  }

  /// A file that is only a name.
  static func add(
    _ name: String, size: Int = 1000, bucket: String = "0", dataChange: Bool = true
  ) throws -> Add {
    Add(
      path: try TablePath(name), partitionValues: ["bucket": bucket], size: size,
      modificationTime: now, dataChange: dataChange)
  }

  /// Commits the table's first version.
  @discardableResult
  func create(_ metadata: Metadata = metadata) throws -> Snapshot {
    try commit([.protocol(.own), .metadata(metadata)], on: nil)
    return try table.snapshot()
  }

  /// Commits changes on top of a snapshot.
  @discardableResult
  func commit(
    _ actions: [Action], on base: Snapshot?, isolation: Transaction.Isolation = .snapshot
  ) throws -> Transaction.Outcome {
    var transaction = Transaction(on: base, isolation: isolation, info: Self.info())
    transaction.actions = actions
    return try transaction.commit(to: table)
  }

  /// Commits the addition of files to the newest version.
  @discardableResult
  func append(_ names: String...) throws -> Transaction.Outcome {
    try commit(try names.map { .add(try Self.add($0)) }, on: try table.snapshot())
  }

  /// Writes a file into the log.
  func write(_ name: String, _ text: String) throws {
    _ = try folder.file("orders/_delta_log/\(name)", text)
  }

  /// Writes a commit of another writer.
  func write(version: Int, _ lines: String...) throws {
    try write(CommitFile.name(of: version), lines.joined(separator: "\n"))
  }

  static let protocolLine = #"{"protocol":{"minReaderVersion":1,"minWriterVersion":2}}"#
  static let metadataLine =
    #"{"metaData":{"id":"a","format":{"provider":"parquet","options":{}},"schemaString":"#
    + #""{\"type\":\"struct\",\"fields\":[]}","partitionColumns":[],"configuration":{}}}"#

  static func addLine(_ path: String, _ more: String = "") -> String {
    #"{"add":{"path":"\#(path)","partitionValues":{},"size":1,"modificationTime":1,"#
      + #""dataChange":true\#(more)}}"#
  }

  static func removeLine(_ path: String, _ more: String = "") -> String {
    #"{"remove":{"path":"\#(path)","dataChange":true\#(more)}}"#
  }

  /// The names of the files at a version.
  func files(_ version: Int? = nil) throws -> [String] {
    try table.snapshot(version: version).files.map(\.path.description)
  }
}

/// The `DeltaError` that `body` throws, as a test failure if it throws none.
func deltaError(
  sourceLocation: SourceLocation = #_sourceLocation, _ body: () throws -> Void
) -> DeltaError? {
  do {
    try body()
    Issue.record("no error", sourceLocation: sourceLocation)
  } catch let error as DeltaError {
    return error
  } catch {
    Issue.record("\(error)", sourceLocation: sourceLocation)
  }
  return nil
}
