import Bytes
import Delta
import Foundation
import TestSupport
import Testing

@testable import Orders

/// What names of sources stand for.
@Suite struct SourcePathsTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    for name in ["b.csv", "a.csv", ".hidden.csv", "_SUCCESS"] { _ = try folder.file(name, "x") }
    try FileManager.default.createDirectory(
      atPath: "\(folder.path)/inner", withIntermediateDirectories: false)
    _ = try folder.file("inner/c.csv", "x")
  }

  /// The files that names in the folder stand for, by their names there.
  private func found(_ names: String...) throws -> [String] {
    try SourcePaths.sources(names.map { $0 == "-" ? $0 : "\(folder.path)/\($0)" }).map { source in
      switch source {
      case .standardInput: "-"
      case .file(let input): String(input.path.dropFirst(folder.path.utf8.count + 1))
      case .tableFile(let file): file.input.path
      }
    }
  }

  @Test func `a file is itself, a folder its files, a pattern what matches`() throws {
    #expect(try found("a.csv") == ["a.csv"])
    #expect(try found("") == ["a.csv", "b.csv"])
    #expect(try found("inner/", "b.csv") == ["inner/c.csv", "b.csv"])
    #expect(try found("*.csv", "-") == ["a.csv", "b.csv", "-"])
    #expect(try found("inn*") == ["inner/c.csv"])
  }

  @Test func `a file may be called like a pattern`() throws {
    _ = try folder.file("a[1].csv", "x")
    #expect(try found("a[1].csv") == ["a[1].csv"])
  }

  @Test func `what is not there, is empty, or is named twice is an error`() throws {
    #expect(throws: FileError.self) { try found("missing.csv") }
    let pattern = #expect(throws: OrderError.self) { try found("*.parquet") }
    #expect(pattern?.problem == "no file matches this pattern")
    try FileManager.default.removeItem(atPath: "\(folder.path)/inner/c.csv")
    let empty = #expect(throws: OrderError.self) { try found("inner") }
    #expect(empty?.problem == "there is no file in this folder")
    let twice = #expect(throws: OrderError.self) { try found("-", "-") }
    #expect(twice?.kind == .usage)
  }

  @Test func `a store is no folder of files`() throws {
    let store = try TestStore()
    try store.add("customer_id,order_date,amount\nc,2024-01-01,1.00\n")
    #expect(SourcePaths.isStore(store.path))
    #expect(!SourcePaths.isStore(folder.path) && !SourcePaths.isStore("\(folder.path)/a.csv"))
    let empty = try TemporaryFolder()
    #expect(SourcePaths.isStore(empty.path), "one could be made there")
    let error = #expect(throws: OrderError.self) { try SourcePaths.sources([store.path]) }
    #expect(error?.problem.hasPrefix("this is a store") == true)
    let table = #expect(throws: OrderError.self) {
      try SourcePaths.sources([store.path + "/orders"])
    }
    #expect(table?.problem.contains("name the folder above it") == true)
  }

  @Test func `files that are one are named twice, by whatever path`() throws {
    let text = "customer_id,order_date,amount\nc,2024-01-01,1.00\n"
    let path = try folder.file("a.csv", text)
    try FileManager.default.createSymbolicLink(
      atPath: "\(folder.path)/link.csv", withDestinationPath: path)
    let error = #expect(throws: OrderError.self) {
      _ = try Reading([path, "\(folder.path)/link.csv"])
    }
    #expect(error?.problem == "it is named twice, and its orders would count twice")
  }
}
