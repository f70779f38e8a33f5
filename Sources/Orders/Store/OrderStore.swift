internal import Bytes
internal import Delta

// store/
//   orders/                          a Delta table
//     _delta_log/…                   its versions
//     bucket=0/part-….parquet        runs: see RunFormat
//   lines/, customers/               tables of the same make, where sources have them; what goes together is
//                                    named in the commits of orders

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

  /// A file of the store.
  struct DataFile: Sendable {
    /// What the log says of it.
    let add: Add
    /// What it says if the file is a run; nil for a file of another writer.
    let tags: RunTags?
    /// Which hashes it has; all, if another writer made it.
    let bucket: Bucket
  }

  /// The files of the version.
  ///
  /// - Throws: `OrderError` if the log says of a run what cannot be, or of all files what adds up to more
  ///   than an `Int` holds.
  func files() throws(OrderError) -> [DataFile] {
    guard Self.sum(snapshot.files.map(\.size)) != nil,
      Self.sum(snapshot.files.map { $0.numRecords ?? 0 }) != nil
    else {
      throw OrderError(
        path: table.path,
        problem: "its log gives the files more bytes or orders than there can be; "
          + "whoever wrote the last commits broke it: go back to a copy")
    }
    var files: [DataFile] = []
    for add in snapshot.files {
      guard let tags = RunTags(add) else {
        files.append(DataFile(add: add, tags: nil, bucket: Bucket(index: 0, count: 1)))
        continue
      }
      let value = (add.partitionValues[RunFormat.bucketColumn] ?? nil).flatMap { Int($0) }
      guard let value, (0..<tags.buckets).contains(value), tags.buckets.nonzeroBitCount == 1 else {
        throw OrderError(
          path: "\(table.path)/\(add.path)",
          problem: "the log puts this file in bucket \(value.map(String.init) ?? "NULL") of "
            + "\(tags.buckets)")
      }
      files.append(
        DataFile(add: add, tags: tags, bucket: Bucket(index: value, count: tags.buckets)))
    }
    return files
  }

  /// The sum of numbers that others wrote; nil if one is negative, or they are more than an `Int` holds.
  private static func sum(_ numbers: [Int]) -> Int? {
    var sum = 0
    for number in numbers {
      let (next, isTooLarge) = sum.addingReportingOverflow(number)
      if number < 0 || isTooLarge { return nil }
      sum = next
    }
    return sum
  }

  /// The buckets that imports write: those of the finest file.
  func bucketCount() throws(OrderError) -> Int {
    try files().reduce(1) { max($0, $1.bucket.count) }
  }

  /// Opens a run, and checks it against what the log says: merging relies on it.
  func open(_ file: DataFile, _ tags: RunTags) throws -> RunFile {
    let run = try RunFile(
      try table.open(file.add), footerChecksum: tags.footerChecksum,
      scale: settings.currency.scale)
    let path = "\(table.path)/\(file.add.path)"
    let isInBucket = run.groups.allSatisfy { group in
      [group.first, group.last].allSatisfy { Bucket(of: $0, count: tags.buckets) == file.bucket }
    }
    if !isInBucket {
      throw OrderError(path: path, problem: "it has customers of another bucket than the log says")
    }
    let orders = run.groups.reduce(0) { $0 + $1.orders }
    if orders != file.add.numRecords {
      throw OrderError(
        path: path,
        problem: "the file has \(orders) orders, the log says "
          + "\(file.add.numRecords.map(String.init) ?? "nothing")")
    }
    return run
  }
}
