import Columns
import Parquet
import TestSupport
import Testing

@Suite struct PageEndsTests {
  private static let number = Field("n", .integer)
  private static let text = Field("t", .text)

  private func pages(_ columns: [Column], ends: [Int]? = nil) throws -> [[Int?]] {
    let file = try parquetFile(columns.map(\.field), [columns], pageEnds: ends)
    return try FileWalk(file).rowGroups[0].map { chunk in
      chunk.pages.filter { !$0.isDictionary }.map(\.valueCount)
    }
  }

  @Test func `cuts pages at 65,536 rows`() throws {
    let column = Column(Self.number, .int32((0..<150_000).map { $0 }))
    #expect(try pages([column]) == [[65_536, 65_536, 18_928]])
  }

  @Test func `cuts pages of long texts at a mebibyte, and those of the other columns with them`()
    throws
  {
    func pages(_ texts: [String]) throws -> [[Int?]] {
      let numbers = Column(Self.number, .int32(texts.indices.map { Int32($0) }))
      return try self.pages([numbers, Column(Self.text, .text(TextColumn(texts)))])
    }
    let long = (0..<30).map { String(repeating: "\($0 % 10)", count: 100_000) }
    #expect(try pages(long) == [[10, 10, 10], [10, 10, 10]])
    let huge = ["a", String(repeating: "b", count: 2_000_000), "c"]
    #expect(try pages(huge) == [[1, 1, 1], [1, 1, 1]])
    // Each with its length takes exactly a mebibyte, or a byte more.
    let full = String(repeating: "b", count: (1 << 19) - 4)
    #expect(try pages([full, full, full]) == [[2, 1], [2, 1]])
    #expect(try pages([full, full + "b", full]) == [[1, 1, 1], [1, 1, 1]])
  }

  @Test func `ends pages where the caller says`() throws {
    let sample = try #require(Sample.all.first { $0.name == "some_nulls" })
    let pages = try pages(sample.blocks[0], ends: [1, 8, 9, 500, 1000])
    #expect(pages.allSatisfy { $0 == [1, 7, 1, 491, 500] })
  }

  @Test(arguments: [[1, 2], [0, 3], [1, 1, 3], [2, 1, 3], [3, 4], []])
  func `refuses ends that do not rise to the number of rows`(ends: [Int]) async {
    await #expect(processExitsWith: .failure) { [ends] in
      let field = Field("n", .integer)
      let column = Column(field, .int32([1, 2, 3]))
      _ = try ParquetEncoder(fields: [field]).encode([column], pageEnds: ends)
    }
  }
}
