import Bytes
import Columns
import Foundation
import Parquet
import TestSupport
import Testing

/// Files that pyarrow, DuckDB and Polars wrote, with what went into them: `Tests/Interop/foreign_files.py`.
private struct ForeignFile: Decodable {
  struct Column: Decodable {
    let name: String
    let meaning: String
    let nulls: Int
    let sha256: String
  }

  /// One below a list or map.
  struct Lists: Decodable {
    let name: String
    let sha256: String
  }

  /// Nil in a file that is to be refused.
  let rows: Int?
  let columns: [Column]?
  let lists: [Lists]
  /// Encodings that data pages of the file must be in.
  let encodings: [Int32]
  /// A part of the error of a file that is to be refused.
  let refused: String?

  static let folder = ProcessInfo.processInfo.environment["PATRON_FOREIGN_FILES"]
  /// The names of all files, without their extension.
  static let names: [String] = {
    guard let folder else { return [] }
    let all = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return all.filter { $0.hasSuffix(".json") }.map { String($0.dropLast(5)) }.sorted()
  }()

  static func expectation(_ name: String) throws -> ForeignFile {
    let url = URL(filePath: "\(folder ?? "")/\(name).json")
    return try JSONDecoder().decode(ForeignFile.self, from: Data(contentsOf: url))
  }

  static func open(_ name: String) throws -> ParquetFile {
    try ParquetFile(InputFile("\(folder ?? "")/\(name).parquet"))
  }
}

@Suite(.enabled(if: ForeignFile.folder != nil, "PATRON_FOREIGN_FILES names no folder"))
struct ForeignFilesTests {
  @Test func `the files are all there`() throws {
    let folder = try #require(ForeignFile.folder)
    let all = try FileManager.default.contentsOfDirectory(atPath: folder)
    #expect(
      all.filter { $0.hasSuffix(".parquet") }.map { String($0.dropLast(8)) }.sorted()
        == ForeignFile.names)
    for engine in ["arrow", "duckdb", "polars"] {
      #expect(ForeignFile.names.count { $0.hasPrefix(engine) } >= 15, "\(engine)")
    }
  }

  @Test(arguments: ForeignFile.names)
  func `reads the values that went in`(name: String) throws {
    let expectation = try ForeignFile.expectation(name)
    guard let rows = expectation.rows, let expected = expectation.columns else { return }
    let file = try ForeignFile.open(name)
    let columns = file.columns.filter { !$0.isNested }
    #expect(file.rowCount == rows)
    #expect(Set(columns.map(\.name)) == Set(expected.map(\.name)))
    #expect(columns.count == expected.count)
    var encodings: Set<Int32> = []
    for expected in expected {
      let column = try file.column(expected.name)
      let found = try Fingerprint(of: column, in: file)
      #expect(found.meaning == expected.meaning, "\(column.name)")
      #expect(found.nulls == expected.nulls, "\(column.name)")
      #expect(found.sha256 == expected.sha256, "\(column.name)")
      encodings.formUnion(found.encodings.map(\.rawValue))
    }
    #expect(encodings.isSuperset(of: expectation.encodings))
  }

  @Test(arguments: ForeignFile.names)
  func `reads lists and maps, leaves them out with a note and refuses them as columns`(
    name: String
  ) throws {
    let expectation = try ForeignFile.expectation(name)
    if expectation.refused != nil { return }
    let file = try ForeignFile.open(name)
    let nested = file.columns.filter(\.isNested)
    #expect(nested.map(\.name) == expectation.lists.map(\.name))
    #expect(file.notes.count == nested.count)
    for ((column, note), expected) in zip(zip(nested, file.notes), expectation.lists) {
      #expect(note.contains(column.name))
      #expect(try Fingerprint.lists(of: column, in: file) == expected.sha256, "\(column.name)")
      var decoder = PageDecoder()
      let error = #expect(throws: ParquetError.self) {
        _ = try file.chunk(of: column, rowGroup: 0, using: &decoder)
      }
      #expect(error?.kind == .badRequest)
    }
  }

  @Test(arguments: ForeignFile.names)
  func `refuses what it does not read with an error that says why`(name: String) throws {
    guard let finding = try ForeignFile.expectation(name).refused else { return }
    let error = #expect(throws: ParquetError.self) {
      let file = try ForeignFile.open(name)
      for column in file.columns { _ = try Fingerprint(of: column, in: file) }
    }
    #expect(error?.kind == .unsupported)
    #expect(error?.finding.contains(finding) == true)
  }

  @Test(arguments: ForeignFile.names)
  func `decodes pages in any order and chunks on any thread`(name: String) throws {
    if try ForeignFile.expectation(name).refused != nil { return }
    let file = try ForeignFile.open(name)
    for column in file.columns where !column.isNested {
      let groups = file.rowGroupRows.count
      let parallel = try Threads(4).map(groups) { rowGroup in
        var decoder = PageDecoder()
        let chunk = try file.chunk(of: column, rowGroup: rowGroup, using: &decoder)
        let (values, validity) = try chunk.values(using: &decoder)
        return storedRows(values, validity)
      }
      var decoder = PageDecoder()
      for rowGroup in 0..<groups {
        let chunk = try file.chunk(of: column, rowGroup: rowGroup, using: &decoder)
        #expect(chunk.pages.map(\.rows.count).reduce(0, +) == parallel[rowGroup].count)
        for page in chunk.pages.reversed() {
          var values = PhysicalValues(emptyOf: column)
          let validity = try decoder.decode(page, of: chunk, into: &values)
          let isEqual = storedRows(values, validity) == Array(parallel[rowGroup][page.rows])
          #expect(isEqual, "\(column.name), rows \(page.rows)")
        }
      }
    }
  }

  @Test(arguments: ForeignFile.names)
  func `finds the runs and indices that the decoded values have`(name: String) throws {
    if try ForeignFile.expectation(name).refused != nil { return }
    let file = try ForeignFile.open(name)
    var decoder = PageDecoder()
    for column in file.columns where !column.isNested {
      for rowGroup in file.rowGroupRows.indices {
        let chunk = try file.chunk(of: column, rowGroup: rowGroup, using: &decoder)
        guard let dictionary = chunk.dictionary.map({ storedRows($0, nil) }) else { continue }
        for page in chunk.pages where page.isDictionaryEncoded {
          var runs: [ValueRun] = []
          let runsValidity = try decoder.runs(page, of: chunk, into: &runs)
          var values = PhysicalValues(emptyOf: column)
          let validity = try decoder.decode(page, of: chunk, into: &values)
          #expect(runsValidity == validity)
          #expect(zip(runs, runs.dropFirst()).allSatisfy { $0.value != $1.value })
          let spread = runs.flatMap { repeatElement(dictionary[Int($0.value)], count: $0.count) }
          let isEqual = spread == storedRows(values, validity).filter { $0 != nil }
          #expect(isEqual, "\(column.name), rows \(page.rows)")
          var indices: [UInt32] = [7]
          #expect(try decoder.indices(page, of: chunk, into: &indices) == validity)
          let one = runs.flatMap { repeatElement($0.value, count: $0.count) }
          #expect(indices == [7] + one, "\(column.name), rows \(page.rows)")
        }
      }
    }
  }
}
