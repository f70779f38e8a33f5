import Columns
import Parquet
import ParquetFiles
import TestSupport
import Testing

/// Single bits flipped at random, ten thousand over all files: an error, or provably without effect.
///
/// A flip has an effect if anything that `FileContents` holds differs: values, absences, names, types,
/// meanings, rows, facts about the file. In a body with a checksum each flip is an error. Headers and footer have
/// none in the format: an error there is what contradicts something said elsewhere. What is said once is
/// counted: the writer, the facts, and the meaning of a column, which a flipped number of a field hides; so is a body without a checksum, in dictionaries of old writers. The store will
/// cover the whole footer with a checksum of its own.
@Suite struct BitFlipTests {
  private enum Region: String, CaseIterable {
    case body = "page bodies"
    case bareBody = "page bodies without a checksum"
    case header = "page headers"
    case footer
    case ends = "length and magic"
  }

  private struct Tally {
    var errors = 0
    var withoutEffect = 0
    var silent = 0
  }

  private static let flipCount = 10_000

  /// Files whose pages have checksums, but for some dictionaries.
  private static func files() throws -> [(name: String, bytes: [UInt8])] {
    var files: [(String, [UInt8])] = [
      ("24 rows", try SmallFile.bytes()), ("600 rows", try SmallFile.bytes(rows: 600)),
    ]
    for sample in Sample.all
    where ["extremes", "labels_256", "clustered_nulls"].contains(sample.name) {
      // NaN is not equal to itself.
      let blocks = sample.blocks.map { $0.filter { $0.field.name != "real" } }
      files.append(
        (sample.name, try parquetFile(blocks.first?.map(\.field) ?? [], blocks)))
    }
    guard Fixtures.parquetTestData != nil else { return files }
    for name in [
      "datapage_v1-snappy-compressed-checksum", "plain-dict-uncompressed-checksum",
      "rle-dict-snappy-checksum",
    ] {
      files.append((name, Fixtures.parquetTestData("flat/\(name).parquet")))
    }
    return files
  }

  @Test func `a flipped bit is an error or without effect`() throws {
    var generator = Generator(seed: 20_261_122)
    let disk = try Disk()
    var tallies: [Region: Tally] = [:]
    var silent: [String: Int] = [:]
    let files = try Self.files()
    for (name, file) in files {
      let contents = try disk.contents(of: file)
      try #require(contents == contents, "a file whose values can be compared")
      let regions = try Self.regions(of: file)
      for _ in 0..<Self.flipCount / files.count {
        // Bodies are most of a large file: every second flip goes elsewhere.
        let isAnywhere = Bool.random(using: &generator)
        let place = try #require(
          isAnywhere
            ? file.indices.randomElement(using: &generator)
            : regions.indices.filter { regions[$0] != .body }.randomElement(using: &generator))
        let bit = Int.random(in: 0..<8, using: &generator)
        var flipped = file
        flipped[place] ^= 1 << UInt8(bit)
        var tally = tallies[regions[place]] ?? Tally()
        defer { tallies[regions[place]] = tally }
        let outcome = Result { try disk.contents(of: flipped) }
        switch outcome {
        case .failure(let error):
          tally.errors += 1
          #expect(error is ParquetError, "\(name), byte \(place), bit \(bit): \(error)")
        case .success(contents): tally.withoutEffect += 1
        case .success(let read):
          tally.silent += 1
          let effect = Self.effect(contents, read)
          silent[effect, default: 0] += 1
          #expect(
            effect == "a fact" || effect == "the writer" || effect == "a meaning"
              || regions[place] == .bareBody,
            "\(name), byte \(place), bit \(bit): \(effect)")
        }
      }
    }
    for region in Region.allCases {
      let tally = tallies[region] ?? Tally()
      print(
        "\(region.rawValue): \(tally.errors) errors, \(tally.withoutEffect) without effect, \(tally.silent) silent"
      )
      if region == .body || region == .header { #expect(tally.silent == 0, "\(region)") }
    }
    print("silent: \(silent.sorted { $0.key < $1.key })")
    #expect(tallies[.body]?.withoutEffect == 0)
  }

  /// What a flip changed without an error.
  private static func effect(_ before: FileContents, _ after: FileContents) -> String {
    if before.columns.map(\.withoutMeaning) != after.columns.map(\.withoutMeaning) {
      return "a column"
    }
    if zip(before.chunks, after.chunks).contains(where: { !$0.isStored(as: $1) }) {
      return "values"
    }
    if before.columns != after.columns { return "a meaning" }
    if before.rowGroupRows != after.rowGroupRows { return "rows" }
    return before.createdBy == after.createdBy ? "a fact" : "the writer"
  }

  /// What each byte of a file is part of.
  private static func regions(of file: [UInt8]) throws -> [Region] {
    var regions = [Region](repeating: .footer, count: file.count)
    let parts = try FileParts(file)
    for index in Array(0..<4) + Array(file.count - 8..<file.count) { regions[index] = .ends }
    for (rowGroup, chunks) in zip(parts.footer[4]?.elements ?? [], parts.rowGroups) {
      for (chunk, pages) in zip(rowGroup[1]?.elements ?? [], chunks) {
        var place = chunk[[3, 11]]?.integer ?? chunk[[3, 9]]?.integer ?? 0
        for page in pages {
          var end = place
          _ = try Thrift(file, at: &end)
          for index in place..<end { regions[index] = .header }
          for index in end..<end + page.body.count {
            regions[index] = page.header[4] == nil ? .bareBody : .body
          }
          place = end + page.body.count
        }
      }
    }
    return regions
  }
}

extension ParquetColumn {
  /// The column as if the file did not say what its values mean.
  fileprivate var withoutMeaning: ParquetColumn {
    ParquetColumn(
      path: path, index: index, type: type, valueLength: valueLength, logicalType: nil,
      definitionLevel: definitionLevel, repetitionLevel: repetitionLevel,
      elementLevel: elementLevel)
  }
}

extension FileContents.Chunk {
  /// Whether the same values are stored in both, whatever they mean.
  fileprivate func isStored(as other: FileContents.Chunk) -> Bool {
    values == other.values && validity == other.validity
  }
}
