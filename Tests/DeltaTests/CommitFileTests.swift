import Delta
import TestSupport
import Testing

@Suite struct CommitFileTests {
  /// A commit of ours with every kind of action, all fields in use.
  static func sample() throws -> [UInt8] {
    var add = try TestTable.add("bucket=0/part a.parquet")
    add.stats = FileStatistics(numRecords: 5, nullCount: ["amount": 0]).json
    add.tags = ["patron.sha256": "e3b0c442", "nothing": nil]
    let removed = try TestTable.add("old.parquet").removed(at: TestTable.now, dataChange: false)
    let progress = ApplicationTransaction(appId: "orders.csv", version: 3, lastUpdated: 7)
    return CommitFile.bytes(
      of: [
        .protocol(.own), .metadata(TestTable.metadata), .transaction(progress), .remove(removed),
        .add(add),
      ],
      info: CommitInfo(
        operation: "WRITE", timestamp: TestTable.now, parameters: ["mode": "Append"],
        tables: ["lines": 4]), version: 5)
  }

  private func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

  private func read(_ text: String) throws -> Commit {
    try CommitFile.read(Array(text.utf8), version: 0)
  }

  @Test func `names have twenty digits`() {
    #expect(CommitFile.name(of: 0) == "00000000000000000000.json")
    #expect(CommitFile.name(of: 9_007_199_254_740_992) == "00009007199254740992.json")
  }

  @Test func `a small commit has these bytes`() throws {
    let bytes = CommitFile.bytes(
      of: [
        .transaction(ApplicationTransaction(appId: "é/\"", version: 3)),
        .add(try TestTable.add("a b.parquet")),
      ], info: TestTable.info(), version: 1)
    #expect(
      text(bytes) == #"""
        {"commitInfo":{"engineInfo":"Patron/0.1.0","operation":"WRITE","operationParameters":{},"patronCrc32":"6bdd90ce","timestamp":1795219200000,"version":1}}
        {"txn":{"appId":"é/\"","version":3}}
        {"add":{"dataChange":true,"modificationTime":1795219200000,"partitionValues":{"bucket":"0"},"path":"a%20b.parquet","size":1000}}

        """#)
  }

  @Test func `the same changes give the same bytes`() throws {
    let first = try Self.sample()
    for _ in 0..<20 { #expect(try Self.sample() == first) }
  }

  @Test func `what was written is read`() throws {
    let commit = try CommitFile.read(Self.sample(), version: 5)
    #expect(commit.actions.count == 5)
    #expect(commit.info?.operation == "WRITE")
    #expect(commit.info?.operationParameters == ["mode": "Append"])
    #expect(commit.info?.patronTables == ["lines": 4])
    let again = CommitFile.bytes(of: commit.actions, info: try #require(commit.info), version: 5)
    #expect(try text(again) == text(Self.sample()))
  }

  @Test func `a commit of ours that is cut at any byte is an error`() throws {
    let whole = try Self.sample()
    for count in 0..<whole.count {
      let error = deltaError { _ = try CommitFile.read(Array(whole[..<count]), version: 5) }
      #expect(error?.kind == .corrupt, "cut to \(count) bytes")
    }
  }

  @Test func `every changed bit of a commit of ours is an error`() throws {
    let whole = try Self.sample()
    for index in whole.indices {
      for bit in 0..<8 {
        var bytes = whole
        bytes[index] ^= 1 << bit
        let error = deltaError { _ = try CommitFile.read(bytes, version: 5) }
        #expect(error?.kind == .corrupt, "byte \(index), bit \(bit)")
      }
    }
  }

  @Test(arguments: [UInt8(ascii: "\n"), 0, 0x20, 0xFF, UInt8(ascii: "\""), UInt8(ascii: "A")])
  func `every byte of a commit of ours replaced by another is an error`(other: UInt8) throws {
    let whole = try Self.sample()
    for index in whole.indices where whole[index] != other {
      var bytes = whole
      bytes[index] = other
      let error = deltaError { _ = try CommitFile.read(bytes, version: 5) }
      #expect(error?.kind == .corrupt, "byte \(index)")
    }
  }

  /// A block that a disk lost takes both marks of ours with it.
  @Test(arguments: [0, 1, 0xFF] as [UInt8], [64, 512])
  func `a lost block of a commit of ours is an error`(filler: UInt8, count: Int) throws {
    let whole = try Self.sample()
    for start in whole.indices {
      var bytes = whole
      for index in start..<min(start + count, whole.count) { bytes[index] = filler }
      let error = deltaError { _ = try CommitFile.read(bytes, version: 5) }
      #expect(error?.kind == .corrupt, "\(count) bytes from \(start) on")
    }
  }

  @Test func `lines that are moved, doubled or dropped are an error`() throws {
    let lines = try Self.sample().split(separator: UInt8(ascii: "\n")).map { Array($0) + [10] }
    var others = [lines + [lines[5]], lines.dropLast(), lines + [[10]]]
    others.append([lines[0], lines[2], lines[1]] + lines[3...])
    for lines in others {
      #expect(throws: DeltaError.self) { try CommitFile.read(lines.flatMap { $0 }, version: 5) }
    }
  }

  @Test func `a damaged commit says which bytes and which checksums`() throws {
    var bytes = try Self.sample()
    bytes[bytes.count - 5] ^= 1
    let error = deltaError { _ = try CommitFile.read(bytes, version: 5) }
    #expect(error?.place.bytes == 0..<bytes.count)
    #expect(error?.finding.contains("the commit says") == true)
    #expect(error?.finding.contains("cut or changed") == true)
  }

  @Test func `a commit of ours under another number is an error`() throws {
    let error = deltaError { _ = try CommitFile.read(try Self.sample(), version: 6) }
    #expect(error?.finding == "the commit was written for version 5")
  }

  @Test func `a file without a line is an error, never an empty commit`() throws {
    for text in ["", "\n", " \r\n\t\n"] {
      let error = deltaError { _ = try read(text) }
      #expect(error?.kind == .corrupt)
      #expect(error?.finding.contains("never empty") == true)
    }
  }

  @Test func `a commit of another writer is read as it is`() throws {
    let commit = try read(
      """
      {"commitInfo":{"timestamp":1,"operation":"WRITE","operationParameters":{"mode":1},"engineInfo":"delta-rs:1.6.6","x":{}}}

      \(TestTable.addLine("a%20b", #","stats":null,"tags":null,"baseRowId":null,"new":[1]"#))\r
      {"cdc":{"path":"c"}}
      {"somethingNew":{"path":"c"},"alsoNew":1}
      {"add":null,"remove":{"path":"c","dataChange":true},"txn":null}
      """)
    #expect(commit.actions.count == 2)
    #expect(commit.info?.engineInfo == "delta-rs:1.6.6")
    #expect(commit.info?.operationParameters == nil)
  }

  @Test(arguments: [#""text""#, "1", "[]", "{}", "null", #"{"timestamp":"soon","version":[]}"#])
  func `an account in any form is no obstacle`(info: String) throws {
    #expect(try read(#"{"commitInfo":\#(info)}"#).actions.isEmpty)
  }

  @Test(arguments: [
    ("{", "no JSON"), ("{}}", "no JSON"), ("add", "no JSON"), ("{\"add\":{\"path\":\"a", "no JSON"),
    ("[]", "the text is not of type"), ("\u{FEFF}x", "no JSON"),
    (#"{"add":{}}"#, "add.path is missing"), (#"{"add":1}"#, "add is not of type"),
    (#"{"add":{"path":1}}"#, "add.path is not of type"),
    (#"{"txn":{"appId":"a","version":9223372036854775808}}"#, "out of range"),
    (#"{"txn":{"appId":"a","version":1e400}}"#, "out of range"),
    (#"{"txn":{"appId":"a","version":1.5}}"#, "out of range"),
    (#"{"txn":{"appId":"a","version":"1"}}"#, "txn.version is not of type"),
    (#"{"protocol":{"minReaderVersion":-1e99,"minWriterVersion":2}}"#, "out of range"),
    (#"{"remove":{"path":"a","dataChange":1}}"#, "remove.dataChange is not of type"),
    (#"{"remove":{"path":"../a","dataChange":true}}"#, "leads out of its folder"),
    (#"{"txn":{"appId":"a","version":1},"remove":{"path":"a","dataChange":true}}"#, "two actions"),
    (#"{"txn":{"appId":"\ud800","version":1}}"#, "no JSON"),
  ])
  func `a line that is no action is an error with its bytes`(line: String, words: String) throws {
    let error = deltaError { _ = try read("{\"x\":1}\n" + line) }
    #expect(error?.kind == .corrupt)
    #expect(error?.finding.contains(words) == true, "\(error?.finding ?? "")")
    #expect(error?.place.bytes == 8..<8 + line.utf8.count)
  }

  @Test func `numbers at the ends of their range are read`() throws {
    for version in [Int.max, Int.min, 1 << 53, -1] {
      let commit = try read(#"{"txn":{"appId":"a","version":\#(version)}}"#)
      let expected = ApplicationTransaction(appId: "a", version: version)
      #expect(commit.actions == [.transaction(expected)])
    }
  }

  @Test func `deep nesting and bytes that are no text are errors`() throws {
    for depth in [600, 100_000] {
      let line = #"{"x":"# + String(repeating: "[", count: depth)
      #expect(throws: DeltaError.self) { try read(line) }
      #expect(throws: DeltaError.self) {
        try read(line + String(repeating: "]", count: depth) + "}")
      }
    }
    let bytes = Array(#"{"txn":{"appId":""#.utf8) + [0xFF, 0xC0] + Array(#"","version":1}}"#.utf8)
    #expect(throws: DeltaError.self) { try CommitFile.read(bytes, version: 0) }
  }

  @Test func `random bytes and random damage of foreign commits never trap`() throws {
    var generator = Generator.seeded()
    let whole = Array(
      [TestTable.protocolLine, TestTable.metadataLine, TestTable.addLine("a")].joined(
        separator: "\n"
      ).utf8)
    for _ in 0..<3000 {
      var bytes = whole
      for _ in 0..<Int.random(in: 1...4, using: &generator) {
        bytes[Int.random(in: bytes.indices, using: &generator)] = .random(
          in: .min ... .max, using: &generator)
      }
      _ = try? CommitFile.read(bytes, version: 0)
    }
  }

  @Test(arguments: [
    ([TestTable.addLine("a"), TestTable.addLine("a")], "'a' is added twice"),
    ([TestTable.addLine("a"), TestTable.addLine("%61")], "'a' is added twice"),
    ([TestTable.removeLine("a"), TestTable.removeLine("a")], "'a' is removed twice"),
    ([TestTable.addLine("a"), TestTable.removeLine("a")], "both added and removed"),
    ([TestTable.protocolLine, TestTable.protocolLine], "the protocol is set 2 times"),
    ([TestTable.metadataLine, TestTable.metadataLine], "the metadata is set 2 times"),
  ])
  func `actions for one thing in one commit contradict each other`(
    lines: [String], words: String
  ) throws {
    let error = deltaError { _ = try read(lines.joined(separator: "\n")) }
    #expect(error?.kind == .corrupt)
    #expect(error?.finding.contains(words) == true)
  }

  @Test func `a file of negative size is an error`() throws {
    let line = TestTable.addLine("a").replacing("\"size\":1", with: "\"size\":-1")
    #expect(deltaError { _ = try read(line) }?.kind == .corrupt)
  }

  @Test func `removing one state of a file and adding another is an update`() throws {
    let vector = #","deletionVector":{"storageType":"u","pathOrInlineDv":"x"}"#
    let commit = try read(TestTable.removeLine("a") + "\n" + TestTable.addLine("a", vector))
    #expect(commit.actions.count == 2)
  }
}
