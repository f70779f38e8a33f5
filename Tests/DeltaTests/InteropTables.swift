import Columns
import Delta
import Foundation
import Testing

/// Writes the tables that `Tests/Interop` has delta-rs and Polars read, and beside each what they must find
/// at every version.
@Suite struct InteropTables {
  private static let folder = ProcessInfo.processInfo.environment["PATRON_INTEROP_DIR"]

  /// What stands in NAME.json.
  private struct Expected: Encodable {
    struct Row: Encodable {
      var bucket: Int
      var customer: String
      var day: Int32
      var amount: Int64
    }

    /// The rows at each version, in any order.
    var versions: [[Row]] = []
    /// The files that vacuum may remove, whatever their age.
    var tombstones: [String] = []
  }

  /// A table under construction, with what is in it.
  private struct Writing {
    let table: DeltaTable
    var expected = Expected()
    var rows: [TablePath: [Expected.Row]] = [:]

    init(_ name: String) throws {
      let folder = "\(try #require(InteropTables.folder))/delta"
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
      table = try DeltaTable.create("\(folder)/\(name)")
      try commit([.protocol(.own), .metadata(TestTable.metadata)], on: nil)
    }

    mutating func commit(_ actions: [Action], on base: Snapshot?) throws {
      var transaction = Transaction(
        on: base,
        info: CommitInfo(
          operation: base == nil ? "CREATE TABLE" : "WRITE", timestamp: TestTable.now,
          parameters: ["mode": "Append"]))
      transaction.actions = actions
      guard case .committed = try transaction.commit(to: table) else {
        Issue.record("not committed")
        return
      }
      let snapshot = try table.snapshot()
      expected.versions.append(snapshot.files.flatMap { rows[$0.path] ?? [] })
      expected.tombstones = snapshot.tombstones.map(\.path.description)
    }

    /// Writes a file of seven orders; the seed makes them differ.
    mutating func file(_ seed: Int, bucket: Int = 0, name: String? = nil) throws -> Add {
      let orders = DataFiles.Orders(
        bucket: bucket, customers: (0..<7).map { "kundin é \((seed &* 7 + $0) % 20)" },
        days: (0..<7).map { Int32(20_000 + seed * 3 + $0) },
        amounts: (0..<7).map { Int64($0 * 1999 - seed * 101) })
      let add = try DataFiles(table: table).write(orders, name: name)
      rows[add.path] = (0..<7).map {
        Expected.Row(
          bucket: bucket, customer: orders.customers[$0], day: orders.days[$0],
          amount: orders.amounts[$0])
      }
      return add
    }

    /// Puts the rows of files of one bucket into one new file.
    mutating func compact(_ files: [Add]) throws {
      let all = files.flatMap { rows[$0.path] ?? [] }
      let orders = DataFiles.Orders(
        bucket: all[0].bucket, customers: all.map(\.customer), days: all.map(\.day),
        amounts: all.map(\.amount))
      let add = try DataFiles(table: table).write(orders, dataChange: false)
      rows[add.path] = all
      let removes = files.map {
        Action.remove($0.removed(at: TestTable.now, dataChange: false))
      }
      try commit(removes + [.add(add)], on: try table.snapshot())
    }

    func finish() throws {
      try JSONEncoder().encode(expected).write(to: URL(filePath: table.path + ".json"))
    }
  }

  @Test(.enabled(if: folder != nil, "PATRON_INTEROP_DIR names no folder to write tables into"))
  func `writes a table of appends`() throws {
    var writing = try Writing("appended")
    for seed in 0..<5 {
      let progress = ApplicationTransaction(appId: "orders.csv", version: seed)
      try writing.commit(
        [.transaction(progress), .add(try writing.file(seed))], on: try writing.table.snapshot())
    }
    try writing.finish()
  }

  @Test(.enabled(if: folder != nil, "PATRON_INTEROP_DIR names no folder to write tables into"))
  func `writes a table of several buckets, compacted and with rows removed`() throws {
    var writing = try Writing("buckets")
    for seed in 0..<3 {
      let adds = try (0..<4).map { try writing.file(seed * 4 + $0, bucket: $0) }
      try writing.commit(adds.map(Action.add), on: try writing.table.snapshot())
    }
    for bucket in ["1", "3"] {
      try writing.compact(
        try writing.table.snapshot().files.filter { $0.partitionValues["bucket"] == bucket })
    }
    let base = try writing.table.snapshot()
    let removed = try #require(base.files.first)
    try writing.commit([.remove(removed.removed(at: TestTable.now, dataChange: true))], on: base)
    try writing.finish()
  }

  @Test(.enabled(if: folder != nil, "PATRON_INTEROP_DIR names no folder to write tables into"))
  func `writes a table whose files have odd names`() throws {
    var writing = try Writing("odd_names")
    for (seed, name) in ["a b.parquet", "100%.parquet", "é%20.parquet", "x=y+z&.parquet"]
      .enumerated()
    {
      try writing.commit(
        [.add(try writing.file(seed, name: name))], on: try writing.table.snapshot())
    }
    try writing.finish()
  }

  /// More than the commits after which delta-rs makes a checkpoint by default.
  @Test(.enabled(if: folder != nil, "PATRON_INTEROP_DIR names no folder to write tables into"))
  func `writes a table of many commits`() throws {
    var writing = try Writing("many_commits")
    for seed in 0..<120 {
      try writing.commit([.add(try writing.file(seed))], on: try writing.table.snapshot())
    }
    try writing.finish()
  }
}
