internal import Bytes
internal import Delta

/// A table of a store at one version: its data files, and how they are opened.
struct StoredTable: Sendable {
  /// Which table.
  let kind: StoreTable
  let table: DeltaTable
  let snapshot: Snapshot
  /// The decimals of the store's amounts.
  let scale: Int

  /// A table at a version.
  init(_ kind: StoreTable, of table: DeltaTable, at snapshot: Snapshot, scale: Int) {
    self.kind = kind
    self.table = table
    self.snapshot = snapshot
    self.scale = scale
  }

  /// The columns that its files have, some of them at least.
  var columns: Set<String> { Set(snapshot.schema.fields.map(\.name)) }

  /// The table, if its columns are those of its kind.
  ///
  /// - Throws: `OrderError` if somebody changed them.
  func checked() throws(OrderError) -> StoredTable {
    if snapshot.schema == kind.schema(scale: scale, columns: columns) { return self }
    throw OrderError(
      path: table.path,
      problem: "the columns are \(snapshot.schema.fields.map(\.name).joined(separator: ", ")) "
        + "and not those of a store's \(kind.rawValue); somebody changed the table")
  }

  /// A file of the table.
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
      guard let tags = RunTags(add, of: kind) else {
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

  /// Opens a run, and checks it against what the log says: merging relies on it.
  func open(_ file: DataFile, _ tags: RunTags) throws -> RunFile {
    let run = try RunFile(
      try table.open(file.add), footerChecksum: tags.footerChecksum, table: kind, scale: scale)
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
        problem: "the file has \(orders) \(kind == .orders ? "orders" : "rows"), the log says "
          + "\(file.add.numRecords.map(String.init) ?? "nothing")")
    }
    return run
  }
}
