import Reports
import TestSupport
import Testing

/// How far figures moved.
@Suite struct FigureChangeTests {
  private func change(_ before: Int128, _ after: Int128) throws -> FigureChange {
    try #require(FigureChange("customers", before: before, after: after, scale: 0))
  }

  @Test func `a move by exactly the limit is within it, either way`() throws {
    for (after, isBeyond) in [(Int128(120), false), (121, true), (80, false), (79, true)] {
      #expect(try change(100, after).isBeyond(percent: 20) == isBeyond, "\(after)")
    }
    // A third of a percent of three, in whole numbers.
    #expect(try !change(3_000_000, 3_010_000).isBeyond(percent: 0.333334))
    #expect(try change(3_000_000, 3_010_000).isBeyond(percent: 0.333333))
  }

  @Test func `what was nothing may only stay nothing`() throws {
    #expect(try !change(0, 0).isBeyond(percent: 0) && change(0, 1).isBeyond(percent: 1e300))
    #expect(try change(0, 1).share == nil)
    #expect(try change(-100, -150).share == -0.5)
  }

  @Test func `the largest figures and limits overflow nothing`() throws {
    let most = FigureChange.most - 1
    for (before, after) in [(most, -most), (-most, most), (most, most), (1, most)] {
      _ = try change(before, after).isBeyond(percent: .greatestFiniteMagnitude)
      #expect(try change(before, after).isBeyond(percent: 0) == (before != after))
    }
    #expect(FigureChange("a", before: FigureChange.most, after: 0, scale: 0) == nil)
    #expect(FigureChange("a", before: .min, after: .max, scale: 0) == nil)
    for value in [.nan, .infinity, -1, 1e300] {
      #expect(FigureChange("a", before: value, after: 1) == nil)
      #expect(FigureChange("a", before: 1, after: value) == nil)
    }
    #expect(FigureChange("a", before: 0.25, after: 1e12)?.before == 250_000)
  }
}
