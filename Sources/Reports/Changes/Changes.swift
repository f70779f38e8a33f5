public import Columns

/// What changed of each customer between two score files.
///
/// Both are read once, side by side, which their common order allows: memory does not grow with the customers.
public struct Changes {
  /// How often a kind was found.
  public struct Count: Sendable, Equatable {
    /// The kind.
    public let kind: ChangeKind
    /// The number of customers.
    public fileprivate(set) var customers: Int
  }

  /// The columns of the table: one row for each customer and change.
  public static let fields = [
    Field("customer_id", .text), Field("change", .text), Field("before", .text, isNullable: true),
    Field("after", .text, isNullable: true), Field("as_of_before", .date), Field("as_of", .date),
  ]

  /// The kinds that were looked for, and what was found so far.
  public private(set) var counts: [Count]
  /// The kinds of which one of the files says nothing, each with that file.
  public let leftOut: [(kind: ChangeKind, file: ScoreFile)]

  private let days: (old: Day, new: Day)
  /// The kinds to compare: their places among `ChangeKind.compared` and `counts`, and what counts.
  private let rules: [(column: Int, count: Int, rule: ChangeRule)]
  /// What was found and not yet given away.
  private var found = ChangeRows()
  private var old: ScoreCursor
  private var new: ScoreCursor

  /// Begins to compare two files.
  ///
  /// - Parameters:
  ///   - old: the earlier scores.
  ///   - new: the later ones.
  ///   - threshold: how far a churn probability moves at least.
  /// - Throws: what reading the first rows throws.
  public init(from old: ScoreFile, to new: ScoreFile, threshold: ChangeThreshold) throws {
    days = (old.asOf, new.asOf)
    var counts = [Count(kind: .new, customers: 0), Count(kind: .gone, customers: 0)]
    var leftOut: [(ChangeKind, ScoreFile)] = []
    var rules: [(Int, Int, ChangeRule)] = []
    for (column, kind) in ChangeKind.compared.enumerated() {
      if let file = [old, new].first(where: { !$0.kinds.contains(kind) }) {
        leftOut.append((kind, file))
      } else {
        let rule: ChangeRule =
          switch kind {
          case .churnProbability: .moved(threshold.millionths)
          case .order: .rose
          default: .any
          }
        rules.append((column, counts.count, rule))
        counts.append(Count(kind: kind, customers: 0))
      }
    }
    self.counts = counts
    self.leftOut = leftOut
    self.rules = rules
    self.old = try ScoreCursor(old)
    self.new = try ScoreCursor(new)
  }

  /// The customers of both files that were read so far, all of them once `next` has given nil.
  public var customers: (before: Int, after: Int) { (old.customers, new.customers) }

  /// The changes that were found so far.
  public var rows: Int { counts.reduce(0) { $0 + $1.customers } }

  /// The next changes, customer by customer and of each in the order of the kinds.
  ///
  /// - Returns: the columns of some rows; nil once there are no more.
  /// - Throws: what reading the files throws; `ScoreFileError` if their rows are not in order.
  public mutating func next() throws -> [Column]? {
    while found.count < Blocks.customers, old.block != nil || new.block != nil { try step() }
    return found.count == 0 ? nil : found.take(Blocks.customers, from: days.old, to: days.new)
  }

  /// Compares the customers who come next: those who are in both files, or one who is not.
  private mutating func step() throws {
    guard let before = old.block, let after = new.block else {
      return try pass(isNew: old.block == nil)
    }
    let shared = before.customersShared(from: old.row, with: after, from: new.row)
    if shared == 0 { return try pass(isNew: after.isBefore(new.row, before, old.row)) }
    let count = min(shared, Self.mostCompared)
    compare(before, after, count)
    try old.advance(count)
    try new.advance(count)
  }

  /// So many customers are compared at once: few enough for their changes to be few beside a block of them.
  private static let mostCompared = 1024

  /// Takes a customer who is in one file alone.
  private mutating func pass(isNew: Bool) throws {
    guard let block = isNew ? new.block : old.block else { return }
    let kind = isNew ? 0 : 1
    found.append(kind, of: block.ids[isNew ? new.row : old.row], from: nil, to: nil)
    counts[kind].customers += 1
    if isNew { try new.advance() } else { try old.advance() }
  }

  /// Takes some customers who are in both.
  private mutating func compare(_ before: ScoreBlock, _ after: ScoreBlock, _ count: Int) {
    var marks = Array(repeating: UInt16(0), count: count)
    for (place, kind) in rules.enumerated() {
      guard let cells = before.columns[kind.column], let later = after.columns[kind.column] else {
        continue
      }
      var span = marks.mutableSpan
      cells.mark(
        old.row..<old.row + count, against: later, from: new.row, kind.rule, bit: 1 << place,
        in: &span)
    }
    for (row, mark) in marks.enumerated() where mark != 0 {
      for (place, kind) in rules.enumerated() where mark & 1 << place != 0 {
        guard let cells = before.columns[kind.column], let later = after.columns[kind.column] else {
          continue
        }
        found.append(
          kind.column + ChangeKind.allCases.count - ChangeKind.compared.count,
          of: before.ids[old.row + row], from: (cells, old.row + row), to: (later, new.row + row))
        counts[kind.count].customers += 1
      }
    }
  }
}
