import Bytes
import Foundation
import Parquet
import TestSupport
import Testing

/// The files of apache/parquet-testing with the values that pyarrow reads from them.
private struct Corpus {
  struct Expectation: Decodable {
    struct Column: Decodable {
      let name: String
      let sha256: String
      let nulls: Int
    }
    let rows: Int
    let columns: [Column]
  }

  static let folder = ProcessInfo.processInfo.environment["PARQUET_TEST_DATA"]
  static let corruptPages: Set = [
    "datapage_v1-corrupt-checksum.parquet", "rle-dict-uncompressed-corrupt-checksum.parquet",
  ]

  static func files(_ subfolder: String) -> [String] {
    guard let folder else { return [] }
    let names = try? FileManager.default.contentsOfDirectory(atPath: "\(folder)/\(subfolder)")
    return (names ?? []).filter { $0.hasSuffix(".parquet") }.sorted()
  }

  static func open(_ path: String) throws -> ParquetFile {
    try ParquetFile(InputFile("\(folder ?? "")/\(path)"))
  }

  static func expectation(_ name: String) throws -> Expectation {
    let path = "\(folder ?? "")/expected/\(name).json"
    return try JSONDecoder().decode(
      Expectation.self, from: Data(contentsOf: URL(fileURLWithPath: path)))
  }
}

@Suite(.enabled(if: Corpus.folder != nil, "PARQUET_TEST_DATA names no folder"))
struct ConformanceTests {
  private func values(_ column: ParquetColumn, of file: ParquetFile) throws -> [String?] {
    var decoder = PageDecoder()
    return try file.rowGroupRows.indices.flatMap { rowGroup in
      let chunk = try file.chunk(of: column, rowGroup: rowGroup, using: &decoder)
      let (values, validity) = try chunk.values(using: &decoder)
      return try canonical(values, validity, of: column)
    }
  }

  @Test func `the corpus is all there`() {
    #expect(Corpus.files("flat").count == 50)
    #expect(Corpus.files("bad_data").count == 8)
  }

  @Test(arguments: Corpus.files("flat").filter { !Corpus.corruptPages.contains($0) })
  func `reads the values that other engines read`(name: String) throws {
    let expectation = try Corpus.expectation(name)
    let file = try Corpus.open("flat/" + name)
    #expect(file.rowCount == expectation.rows)
    #expect(file.columns.map(\.name) == expectation.columns.map(\.name))
    for (column, expected) in zip(file.columns, expectation.columns) {
      let values = try values(column, of: file)
      let joined = values.map { $0 ?? "\\N" }.joined(separator: "\n")
      var hash = SHA256()
      hash.update(Array(joined.utf8))
      #expect(hash.finish() == expected.sha256, "\(column.name)")
      #expect(values.count(where: { $0 == nil }) == expected.nulls, "\(column.name)")
    }
  }

  @Test(arguments: Corpus.corruptPages.sorted())
  func `names the page whose bytes have changed`(name: String) throws {
    let file = try Corpus.open("flat/" + name)
    let error = #expect(throws: ParquetError.self) {
      for column in file.columns { _ = try values(column, of: file) }
    }
    #expect(error?.kind == .corrupt)
    #expect(error?.finding.contains("CRC") == true)
    #expect(error?.place.file?.hasSuffix(name) == true)
    #expect(error?.place.rowGroup == 0)
    #expect(error?.place.column != nil && error?.place.page != nil && error?.place.byte != nil)
  }

  @Test(arguments: Corpus.files("bad_data").filter { $0 != "ARROW-GH-43605.parquet" })
  func `refuses malformed files with an error that says why`(name: String) throws {
    let findings = [
      "ARROW-GH-41317.parquet": "the chunk of a column timestampWus_no_tz",
      "ARROW-GH-41321.parquet": "bytes expected, 0 left",
      "ARROW-GH-45185.parquet": "nested",
      "ARROW-GH-47662.parquet": "100 values of 4 bytes or more expected",
      "ARROW-RS-GH-6229-DICTHEADER.parquet": "a column chunk of 322 bytes",
      "ARROW-RS-GH-6229-LEVELS.parquet": "nested",
      "PARQUET-1481.parquet": "unknown type",
    ]
    let finding = try #require(findings[name], "a file without an expected outcome")
    var errors: [ParquetError] = []
    do {
      let file = try Corpus.open("bad_data/" + name)
      let flat = file.columns.filter { !$0.isNested }
      for column in flat.isEmpty ? file.columns : flat {
        do { _ = try values(column, of: file) } catch let error as ParquetError {
          errors.append(error)
        }
      }
    } catch let error as ParquetError {
      errors.append(error)
    }
    #expect(
      errors.contains { $0.finding.contains(finding) }, "\(errors.map(\.description))")
    #expect(errors.allSatisfy { $0.place.file?.hasSuffix(name) == true })
  }

  @Test func `reads dictionary indices of no bits`() throws {
    let file = try Corpus.open("bad_data/ARROW-GH-43605.parquet")
    #expect(try values(file.columns[0], of: file).count == 21_186)
  }
}
