import Foundation
import TestSupport
import Testing

/// Scores come from the orders alone, wherever those are kept and however they came there.
@Suite struct StoreLawTests {
  @Test func `CDNOW scores alike from its file and from any store`() throws {
    try Self.check(
      Tool.cdnow, ["--currency", "USD"],
      scoring: [[], ["--zero-orders", "keep"], ["--as-of", "1997-09-30", "--margin", "0.3"]])
  }

  @Test func `CDNOW without amounts scores alike from its file and from any store`() throws {
    try Self.check(Tool.cdnow, ["--amount", "none"], scoring: [[]])
  }

  @Test(
    .enabled(if: Fixtures.testData != nil, "PATRON_TEST_DATA is not set"), arguments: DataSet.small)
  func `real orders score alike from their file and from any store`(data: DataSet) throws {
    let folder = try TemporaryFolder()
    try Self.check(
      data.path(unpackingTo: folder), data.options, scoring: [[], ["--zero-orders", "keep"]])
  }

  @Test(
    .enabled(if: DataSet.canUnpack, "PATRON_TEST_DATA is not set, or zstd is missing"),
    arguments: DataSet.large)
  func `a million lines score alike from their file and from any store`(data: DataSet) throws {
    let folder = try TemporaryFolder()
    let path = try data.path(unpackingTo: folder)
    let scoring = data.options.firstIndex(of: "--margin").map { Array(data.options[$0...($0 + 1)]) }
    let reading = data.options.filter { scoring?.contains($0) != true }
    try Self.check(
      path, reading, scoring: [scoring ?? []], parts: 3, orderColumn: data.orderColumn)
  }

  /// Compares the scores of a file, once for each of `scoring`, with those of stores of it.
  ///
  /// `reading` says how the file is read, for `score` and for `import`. What comes again under an order's id in
  /// a later import is its new version, so that rows with one text in the `orderColumn` stay together.
  private static func check(
    _ path: String, _ reading: [String], scoring: [[String]], parts: Int = 30,
    orderColumn: Int? = nil
  ) throws {
    let shop = try Shop()
    let expected = try scoring.map { try shop.scores(of: path, reading + $0) }
    func compare(_ store: String, _ state: String) throws {
      for (options, expected) in zip(scoring, expected) {
        for threads in ["1", "3"] {
          let found = try shop.scores(of: store, options + ["--threads", threads])
          #expect(found == expected, "\(state), \(options), \(threads) threads")
        }
      }
    }
    func run(_ arguments: [String]) throws {
      let outcome = try Tool.run(arguments, in: shop.folder)
      try #require(outcome.ending == .exit(0), "\(outcome.message)")
    }
    try run(["import", path, "--into", "one"] + reading)
    try compare("one", "one import")

    for part in try deal(path, into: parts, orderColumn, in: shop.folder) {
      try run(
        ["import", part, "--into", "many", "--max-rejects", "100%"]
          + reading.without("--max-rejects"))
    }
    try compare("many", "\(parts) imports")
    for buckets in [[], ["--buckets", "64"], ["--buckets", "1"]] {
      try run(["store", "compact", "many"] + buckets)
      try compare("many", "compacted \(buckets)")
    }
    try run(["store", "compact", "many", "--buckets", "16"])
    try run(["store", "vacuum", "many", "--retention", "0s"])
    try run(["store", "verify", "many"])
    try compare("many", "vacuumed")
  }

  /// Deals the rows of a file out to so many files at random, each with the header; those of an order go together,
  /// and may have line ends in them.
  private static func deal(
    _ path: String, into parts: Int, _ orderColumn: Int?, in folder: TemporaryFolder
  ) throws -> [String] {
    let bytes = Array(try Data(contentsOf: URL(filePath: path)))
    var generator = Generator.seeded("\(path)")
    var lines = bytes.split(separator: UInt8(ascii: "\n"))
    let header = lines.removeFirst()
    var files = [[UInt8]](repeating: header + [UInt8(ascii: "\n")], count: parts)
    var isOpen = false
    var part = 0
    var partOfOrder: [ArraySlice<UInt8>: Int] = [:]
    for line in lines {
      if !isOpen { part = Int.random(in: 0..<parts, using: &generator) }
      if let orderColumn {
        if !isOpen {
          let fields = line.split(
            separator: UInt8(ascii: ","), maxSplits: orderColumn + 1,
            omittingEmptySubsequences: false)
          part = partOfOrder[fields[orderColumn], default: part]
          partOfOrder[fields[orderColumn]] = part
        }
        if line.count(where: { $0 == UInt8(ascii: "\"") }) % 2 == 1 { isOpen.toggle() }
      }
      files[part] += line
      files[part].append(UInt8(ascii: "\n"))
    }
    return try files.enumerated().map { try folder.file("part\($0).csv", $1) }
  }
}

extension [String] {
  /// The options but for one and its value.
  fileprivate func without(_ option: String) -> [String] {
    guard let index = firstIndex(of: option) else { return self }
    return Array(self[..<index] + self[(index + 2)...])
  }
}
