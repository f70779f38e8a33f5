internal import Bytes
internal import Delta

// store/
//   orders/                          a Delta table
//     _delta_log/…                   its versions
//     bucket=0/part-….parquet        runs: see RunFormat
//   set_aside/, lines/, …            tables of the same make, where sources have them: see StoreTable; what goes
//                                    together is named in the commits of orders: see StoreCommit

/// A customer base on disk.
public struct OrderStore: Sendable {
  /// The folder of the orders' table in the store.
  static let ordersFolder = "orders"
  /// The folder of rows that imports have handed back.
  static let rejectsFolder = "rejects"

  /// The store's path.
  public let path: String
  /// What the first import fixed.
  public let settings: StoreSettings
  let snapshot: Snapshot
  let table: DeltaTable

  /// The version that was opened.
  public var version: Int { snapshot.version }

  /// Opens a store at its newest version.
  ///
  /// - Throws: `FileError`; `DeltaError` if its log is damaged; `OrderError` if it is no store.
  public init(_ path: String) throws {
    let folder = try Folder(path)
    guard try folder.status(Self.ordersFolder) != nil else {
      let isTable = try folder.status("_delta_log") != nil
      throw OrderError(
        path: path,
        problem: isTable
          ? "this is the table of a store's orders; name the folder above it"
          : "there is no store in this folder; make one with patron import FILE --into \(path)")
    }
    let table = try DeltaTable("\(path)/\(Self.ordersFolder)")
    guard try table.hasVersion() else {
      throw OrderError(
        path: path,
        problem: "nothing was imported into this store yet; patron import FILE --into \(path) does")
    }
    try self.init(path, table: table)
  }

  /// A table at its newest version.
  init(_ path: String, table: DeltaTable) throws {
    self.path = path
    self.table = table
    snapshot = try table.snapshot()
    settings = try StoreSettings(snapshot, path: table.path)
  }

  /// The orders' table.
  var orders: StoredTable {
    StoredTable(.orders, of: table, at: snapshot, scale: settings.currency.scale)
  }

  /// The files of the orders.
  func files() throws(OrderError) -> [StoredTable.DataFile] { try orders.files() }

  /// The buckets that imports write: those of the finest file.
  func bucketCount() throws(OrderError) -> Int {
    try files().reduce(1) { max($0, $1.bucket.count) }
  }

  /// Opens a run of orders.
  func open(_ file: StoredTable.DataFile, _ tags: RunTags) throws -> RunFile {
    try orders.open(file, tags)
  }

  /// A table that goes with this version; nil if there is none yet.
  ///
  /// - Throws: `FileError`, `DeltaError`, or `OrderError` if it is not the one that the orders name.
  func stored(_ kind: StoreTable) throws -> StoredTable? {
    if kind == .orders { return orders }
    guard let version = snapshot.tables[kind.rawValue] else { return nil }
    let table = try DeltaTable("\(path)/\(kind.rawValue)")
    return try StoredTable(
      kind, of: table, at: table.snapshot(version: version), scale: settings.currency.scale
    ).checked()
  }
}
