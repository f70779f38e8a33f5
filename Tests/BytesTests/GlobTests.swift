import Bytes
import TestSupport
import Testing

@Suite struct GlobTests {
  @Test func `finds what matches, in the order of the names`() throws {
    let folder = try TemporaryFolder()
    for name in ["b.csv", "a.csv", "Z.csv", ".hidden.csv", "c.txt", "[x].csv"] {
      _ = try folder.file(name, "")
    }
    func found(_ pattern: String) throws -> [String] {
      try Glob.paths(matching: "\(folder.path)/\(pattern)").map {
        String($0.dropFirst(folder.path.utf8.count + 1))
      }
    }
    #expect(try found("*.csv") == ["Z.csv", "[x].csv", "a.csv", "b.csv"])
    #expect(try found("[ab].*") == ["a.csv", "b.csv"])
    #expect(try found("?.txt") == ["c.txt"])
    #expect(try found("*.parquet") == [])
    #expect(throws: FileError.self) { try found("missing/*.csv") }
  }

  @Test func `a pattern has a sign of its own`() {
    #expect(["a*", "a?", "[a]"].allSatisfy(Glob.isPattern))
    #expect(!Glob.isPattern("a.csv") && !Glob.isPattern("-"))
  }
}
