import Bytes
import Delta
import Foundation
import ParquetFiles
import TestSupport
import Testing

/// Checkpoints in the place of commits that are gone; those of delta-rs are in `ForeignTablesTests`.
@Suite struct CheckpointTests {
  private typealias Entry = NestedFile.Entry
  private typealias Leaf = NestedFile.Leaf
  private typealias Node = NestedFile.Node

  private let test: TestTable

  init() throws { test = try TestTable() }

  private static func name(_ version: Int, _ part: Int = 1, of count: Int = 1) -> String {
    let digits = CommitFile.name(of: version).dropLast(5)
    return count == 1
      ? "\(digits).checkpoint.parquet"
      : "\(digits).checkpoint.000000000\(part).000000000\(count).parquet"
  }

  /// A table of three versions with all that a checkpoint may have to hold.
  private func write() throws -> Snapshot {
    var metadata = TestTable.metadata
    metadata.name = "orders"
    metadata.description = "é, \"quoted\"\n"
    metadata.configuration["empty"] = .some(nil)
    try test.create(metadata)
    var adds = try ["a b", "bucket=1/100%.parquet", "c", "d"].map { try TestTable.add($0) }
    adds[0].tags = ["patron.crc": "89abcdef", "é": "", "none": nil]
    adds[0].stats = FileStatistics(numRecords: 3, minValues: ["order_date": "2026-01-01"]).json
    adds[1].partitionValues = ["bucket": nil]
    adds[1].dataChange = false
    adds[2].tags = [:]
    let progress = [
      ApplicationTransaction(appId: "orders.csv", version: 7, lastUpdated: TestTable.now),
      ApplicationTransaction(appId: "refunds.csv", version: -1),
    ]
    try test.commit(
      adds.map(Action.add) + progress.map(Action.transaction), on: test.table.snapshot())
    let removed = adds[3].removed(at: TestTable.now, dataChange: true)
    try test.commit([.remove(removed)], on: try test.table.snapshot())
    try test.write(version: 3, TestTable.removeLine("by%20another%20writer"))
    return try test.table.snapshot()
  }

  /// The actions that make a state; the first file is in row 2.
  private func actions(_ snapshot: Snapshot) -> [Action] {
    [.protocol(snapshot.protocol), .metadata(snapshot.metadata)] + snapshot.files.map(Action.add)
      + snapshot.tombstones.map(Action.remove)
      + snapshot.transactions.sorted { $0.key < $1.key }
      .map { .transaction(ApplicationTransaction(appId: $0.key, version: $0.value)) }
  }

  /// Removes the commits up to a version and puts a checkpoint there.
  private func replaceCommits(upTo version: Int, by files: [UInt8]...) throws {
    for old in try FileManager.default.contentsOfDirectory(atPath: test.log)
    where old < CommitFile.name(of: version + 1) {
      try FileManager.default.removeItem(atPath: "\(test.log)/\(old)")
    }
    for (index, file) in files.enumerated() {
      _ = try test.folder.file(
        "orders/_delta_log/\(Self.name(version, index + 1, of: files.count))", file)
    }
  }

  @Test func `a checkpoint gives the state of the commits that are gone`() throws {
    let state = try write()
    #expect(state.files.count == 3 && state.tombstones.count == 2)
    try test.append("later")
    let newest = try test.table.snapshot()
    try replaceCommits(upTo: 3, by: CheckpointBytes.bytes(of: actions(state)))
    #expect(try test.table.snapshot(version: 3) == state)
    #expect(try test.table.snapshot() == newest)
    #expect(deltaError { _ = try test.table.snapshot(version: 2) }?.kind == .corrupt)
    try test.append("latest")
    #expect(try test.table.snapshot().files.count == newest.files.count + 1)
  }

  @Test func `a checkpoint in parts gives the same state`() throws {
    let state = try write()
    let actions = actions(state)
    for cut in actions.indices.dropFirst() {
      try replaceCommits(
        upTo: 3, by: CheckpointBytes.bytes(of: Array(actions[..<cut])),
        CheckpointBytes.bytes(of: Array(actions[cut...])))
      #expect(try test.table.snapshot() == state)
    }
    try FileManager.default.removeItem(atPath: "\(test.log)/\(Self.name(3, 2, of: 2))")
    #expect(throws: DeltaError.self) { try test.table.snapshot() }
  }

  @Test func `commits go before a checkpoint, whatever it says`() throws {
    let state = try write()
    try test.write(Self.name(3), "state")
    #expect(try test.table.snapshot() == state)
  }

  @Test func `features of the protocol are read`() throws {
    try test.create()
    let state = try test.table.snapshot()
    var it = TableProtocol(minReaderVersion: 3, minWriterVersion: 7)
    it.readerFeatures = ["timestampNtz"]
    it.writerFeatures = ["timestampNtz", "appendOnly"]
    try replaceCommits(
      upTo: 0, by: CheckpointBytes.bytes(of: [.protocol(it), .metadata(state.metadata)]))
    #expect(try test.table.snapshot().protocol == it)
    it.readerFeatures = ["deletionVectors"]
    try replaceCommits(
      upTo: 0, by: CheckpointBytes.bytes(of: [.protocol(it), .metadata(state.metadata)]))
    let error = deltaError { _ = try test.table.snapshot() }
    #expect(error?.kind == .unsupported)
    #expect(error?.finding.contains("not known here: deletionVectors") == true)
  }

  @Test func `columns that a checkpoint leaves out are absent, and unknown ones mean nothing`()
    throws
  {
    let state = try write()
    let kept = ["add", "metaData", "protocol"]
    let bytes = CheckpointBytes.bytes(of: actions(state)) { leaves in
      leaves.removeAll {
        !kept.contains($0.path[0].name) || ["stats", "tags"].contains($0.path[1].name)
      }
      leaves.append(
        Leaf(
          [Node("domainMetadata"), Node("domain")], type: 6,
          leaves[0].entries.map { _ in Entry(0, 2, CheckpointBytes.plain("x")) }))
    }
    try replaceCommits(upTo: 3, by: bytes)
    let found = try test.table.snapshot()
    #expect(found.files.map(\.path) == state.files.map(\.path))
    #expect(found.files.map(\.partitionValues) == state.files.map(\.partitionValues))
    #expect(found.files.allSatisfy { $0.tags == nil && $0.stats == nil })
    #expect(found.tombstones.isEmpty && found.transactions.isEmpty)
  }

  // MARK: What is refused

  /// A change of the columns, and what the error must be.
  private struct Breach: Sendable, CustomStringConvertible {
    let description: String
    let kind: DeltaError.Kind
    let edit: @Sendable (inout [Leaf]) -> Void

    init(
      _ kind: DeltaError.Kind, _ description: String,
      _ edit: @escaping @Sendable (inout [Leaf]) -> Void
    ) {
      self.kind = kind
      self.description = description
      self.edit = edit
    }

    /// The column is changed in row 2, that of the first file.
    static func entry(
      _ kind: DeltaError.Kind, _ description: String, _ path: String, _ entry: Entry
    ) -> Breach {
      Breach(kind, description) { leaves in
        for index in leaves.indices where leaves[index].name == path {
          leaves[index].entries[2] = entry
        }
      }
    }

    /// The columns below the path are left out.
    static func without(_ kind: DeltaError.Kind, _ description: String, _ path: String) -> Breach {
      Breach(kind, description) { $0.removeAll { ($0.name + ".").hasPrefix(path + ".") } }
    }
  }

  private static let breaches = [
    Breach.entry(
      .unsupported, "rows of 'a b' are deleted by a deletion vector",
      "add.deletionVector.storageType", Entry(0, 3, CheckpointBytes.plain("u"))),
    .init(.unsupported, "the checkpoint is of version 2, with a row of 'sidecar'") {
      $0.append(
        Leaf(
          [Node("sidecar"), Node("path", .required)], type: 6,
          $0[0].entries.map { _ in Entry(0, 1, CheckpointBytes.plain("x")) }))
    },
    .init(.unsupported, "with a row of 'checkpointMetadata'") {
      $0.append(
        Leaf(
          [Node("checkpointMetadata"), Node("version")], type: 2,
          $0[0].entries.map { _ in Entry(0, 2, [1, 0, 0, 0, 0, 0, 0, 0]) }))
    },
    .without(
      .unsupported, "lacks the value of the partition column 'bucket' for 'a b'",
      "add.partitionValues"),
    .without(.corrupt, "add.size is missing in row 2 of row group 0", "add.size"),
    .without(.corrupt, "add.modificationTime is missing", "add.modificationTime"),
    .without(.corrupt, "add.dataChange is missing", "add.dataChange"),
    .without(.corrupt, "add.path is missing", "add.path"),
    .without(.corrupt, "remove.path is missing", "remove.path"),
    .without(.corrupt, "remove.dataChange is missing", "remove.dataChange"),
    .without(.corrupt, "metaData.id is missing", "metaData.id"),
    .without(.corrupt, "metaData.schemaString is missing", "metaData.schemaString"),
    .without(.corrupt, "metaData.partitionColumns is missing", "metaData.partitionColumns"),
    .without(.corrupt, "protocol.minWriterVersion is missing", "protocol.minWriterVersion"),
    .without(.corrupt, "no commit so far has a protocol action", "protocol"),
    .without(.corrupt, "no commit so far has a metaData action", "metaData"),
    .without(.corrupt, "txn.version is missing", "txn.version"),
    .without(.corrupt, "the map add.tags has keys and no values", "add.tags.key_value.value"),
    .entry(
      .corrupt, "the path '../x' leads out of its folder", "add.path",
      Entry(0, 1, CheckpointBytes.plain("../x"))),
    .entry(
      .corrupt, "the file 'c' is added twice", "add.path", Entry(0, 1, CheckpointBytes.plain("c"))),
    .entry(
      .corrupt, "a text of the column add.path is not UTF-8", "add.path",
      Entry(0, 1, [1, 0, 0, 0, 0xff])),
    .entry(
      .corrupt, "txn.version is missing", "txn.appId", Entry(0, 1, CheckpointBytes.plain("x"))),
    .init(.corrupt, "two actions in row 2") { leaves in
      for index in leaves.indices where leaves[index].path[0].name == "txn" {
        let value = leaves[index].name == "txn.appId" ? CheckpointBytes.plain("x") : plainOne
        if leaves[index].name != "txn.lastUpdated" {
          leaves[index].entries[2] = Entry(0, 1, value)
        }
      }
    },
    .init(.corrupt, "the column add.size has values of type byteArray") { leaves in
      for index in leaves.indices where leaves[index].name == "add.size" {
        leaves[index] = Leaf(
          leaves[index].path, type: 6, leaves[index].entries.map { _ in Entry(0, 0) })
      }
    },
    .init(.corrupt, "the map add.tags has a key without a value") { leaves in
      for index in leaves.indices where leaves[index].name == "add.tags.key_value.value" {
        leaves[index].entries.removeAll { $0.repetition == 1 }
      }
    },
    .init(.corrupt, "a key of the map add.tags is absent or there twice") { leaves in
      for index in leaves.indices where leaves[index].name == "add.tags.key_value.key" {
        leaves[index].entries[3] = Entry(1, 3, CheckpointBytes.plain("none"))
      }
    },
    .init(.corrupt, "lists in a row group of 9 rows") { leaves in
      for index in leaves.indices where leaves[index].path[1].name == "tags" {
        leaves[index].entries.append(Entry(0, 0))
      }
    },
  ]

  private static let plainOne: [UInt8] = [1, 0, 0, 0, 0, 0, 0, 0]

  @Test(arguments: breaches)
  private func `a checkpoint that cannot be relied on is refused`(breach: Breach) throws {
    let state = try write()
    try replaceCommits(
      upTo: 3, by: CheckpointBytes.bytes(of: actions(state)) { breach.edit(&$0) })
    let error = deltaError { _ = try test.table.snapshot() }
    #expect(error?.kind == breach.kind)
    #expect(error?.finding.contains(breach.description) == true, "\(error?.description ?? "")")
    #expect(error?.place.file?.hasPrefix(test.table.path) == true)
    #expect(error?.place.version == 3)
  }

  @Test func `an error names the file of the checkpoint, once`() throws {
    _ = try write()
    try replaceCommits(upTo: 3, by: Array("this is not a checkpoint".utf8))
    let error = deltaError { _ = try test.table.snapshot() }
    #expect(error?.kind == .corrupt)
    #expect(
      error?.description
        == "\(test.log)/\(Self.name(3)): version 3: byte 20: it does not end in PAR1: not a Parquet file, "
        + "or not all of one")
  }

  @Test func `a checkpoint of more rows than it can hold is refused before they are read`() throws {
    _ = try write()
    let leaf = CheckpointBytes.absent([Node("add"), Node("path")], rows: 100_000)
    try replaceCommits(upTo: 3, by: NestedFile([leaf], rows: 100_000).parts.bytes())
    let error = deltaError { _ = try test.table.snapshot() }
    #expect(error?.kind == .corrupt)
    #expect(error?.finding.hasPrefix("a checkpoint of 100000 rows in") == true)
  }

  @Test func `a gap behind a checkpoint of version 2 is refused by its name`() throws {
    try test.create()
    try test.append("a")
    let name =
      CommitFile.name(of: 0).dropLast(5) + ".checkpoint.80a083e8-7026-4e79-81be-64bd76c43a11.json"
    try FileManager.default.moveItem(
      atPath: "\(test.log)/\(CommitFile.name(of: 0))", toPath: "\(test.log)/\(name)")
    let error = deltaError { _ = try test.table.snapshot() }
    #expect(error?.kind == .unsupported)
    #expect(error?.finding.contains("_delta_log/\(name) is a checkpoint of version 2") == true)
  }

  /// As far as the pages' checksums reach: headers and footer have none.
  @Test func `a flipped bit of a page is an error, and one elsewhere no crash`() throws {
    let state = try write()
    let bytes = CheckpointBytes.bytes(of: actions(state))
    var bodies: [Range<Int>] = []
    var end = 4
    for page in try FileParts(bytes).rowGroups.joined().joined() {
      end += page.size
      bodies.append(end - page.body.count..<end)
    }
    var (silent, other) = (0, 0)
    for place in bytes.indices {
      var flipped = bytes
      flipped[place] ^= 1 << UInt8(place % 8)
      try replaceCommits(upTo: 3, by: flipped)
      do {
        let isSame = try test.table.snapshot() == state
        #expect(!bodies.contains { $0.contains(place) }, "byte \(place)")
        if isSame { silent += 1 } else { other += 1 }
      } catch {
        #expect(error is DeltaError, "byte \(place): \(error)")
      }
    }
    print(
      "checkpoint: of \(bytes.count) flips \(silent) without effect, \(other) with another state")
  }
}

extension NestedFile.Leaf {
  /// The path, joined by dots.
  fileprivate var name: String { path.map(\.name).joined(separator: ".") }
}
