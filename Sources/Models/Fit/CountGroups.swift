/// The rows of a block in groups of like x, in ascending order.
///
/// Each group begins at a multiple of eight rows, and what is left of its last eight is padding:
///
///     row    0               8               16              24
///     x      1 1 1 1 1 · · · 2 2 2 2 2 2 2 2 2 · · · · · · · 5 5 · · · · · ·
///
/// A sum over rows then has x as a constant within a group, and eight rows of like x at a time. Within
/// a group the rows stand in the order in which they came.
struct CountGroups: Sendable {
  struct Group: Sendable, Equatable {
    let x: Int
    /// The first row, a multiple of eight.
    let start: Int
    /// The number of rows, at least 1, without the padding.
    let count: Int

    /// The row after the last.
    var end: Int { start + count }
  }

  let groups: [Group]
  /// The number of rows, padding included.
  let rows: Int
  /// By x: the first row of its group, if it has one.
  let starts: [Int]

  /// The groups of rows counted by x; those with x = 0 get no row.
  init(counts: [Int]) {
    var groups: [Group] = []
    var rows = 0
    var starts = [Int](repeating: 0, count: counts.count)
    for (x, count) in counts.enumerated().dropFirst() where count > 0 {
      groups.append(Group(x: x, start: rows, count: count))
      starts[x] = rows
      rows += (count + 7) & ~7
    }
    self.groups = groups
    self.rows = rows
    self.starts = starts
  }
}

/// Counts by x that grow as they need to.
struct CountsByX: Sendable {
  private(set) var counts: [Int] = []

  /// Adds some of one x.
  mutating func add(_ number: Int, at x: Int) {
    if x >= counts.count { counts += Array(repeating: 0, count: x + 1 - counts.count) }
    counts[x] += number
  }

  /// Adds those of another.
  mutating func add(_ other: CountsByX) {
    for (x, number) in other.counts.enumerated() where number > 0 { add(number, at: x) }
  }
}
