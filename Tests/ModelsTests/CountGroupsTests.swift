import Testing

@testable import Models

@Suite("Groups of like x")
struct CountGroupsTests {
  @Test func `each group begins at a multiple of eight`() {
    let groups = CountGroups(counts: [3, 5, 9, 0, 0, 2])
    #expect(
      groups.groups == [
        CountGroups.Group(x: 1, start: 0, count: 5), CountGroups.Group(x: 2, start: 8, count: 9),
        CountGroups.Group(x: 5, start: 24, count: 2),
      ])
    #expect(groups.rows == 32 && groups.groups.map(\.end) == [5, 17, 26])
  }

  @Test func `the starts are found by x`() {
    #expect(CountGroups(counts: [0, 2, 0, 8, 1]).starts == [0, 0, 0, 8, 16])
  }

  @Test func `no rows are no groups`() {
    #expect(CountGroups(counts: []).rows == 0)
    #expect(CountGroups(counts: [7]).groups.isEmpty)
    #expect(CountGroups(counts: [7, 0, 0]).rows == 0)
  }

  @Test func `counts grow to the largest x`() {
    var one = CountsByX()
    one.add(2, at: 1)
    var other = CountsByX()
    other.add(3, at: 4)
    other.add(1, at: 1)
    one.add(other)
    #expect(one.counts == [0, 3, 0, 0, 3])
  }
}
