public import Columns

/// Who is on the list of a scenario.
public struct Membership: Sendable {
  /// The scenario.
  public let scenario: Scenario
  /// The rows of its people, those first who come first; of equal ones the first.
  public let rows: [Int32]
  /// Those who would be on it, and are held out, in the same order.
  public let heldOut: [Int32]
  /// How many more would be on it, and were written to lately.
  public let suppressed: Int

  /// Those of whom all holds.
  ///
  /// - Parameters:
  ///   - bound: the scenario.
  ///   - columns: columns of all people by name.
  ///   - people: whom it chooses from.
  ///   - suppressing: the ids of people who are left out.
  ///   - holdOut: who is held out.
  /// - Precondition: the columns that the scenario needs are there.
  public init(
    _ bound: BoundScenario, _ columns: [String: Column], of people: People,
    suppressing: Set<[UInt8]>, holdOut: HoldOut
  ) {
    scenario = bound.scenario
    let all = bound.members(columns, rows: people.count)
    let found = all.filter {
      suppressing.isEmpty || !suppressing.contains(Array(people.id($0.row)))
    }
    suppressed = all.count - found.count
    let ordered = found.sorted { $0.rank != $1.rank ? $0.rank > $1.rank : $0.row < $1.row }
      .map { Int32(truncatingIfNeeded: $0.row) }
    rows = ordered.filter { !holdOut.contains(people.id(Int($0))) }
    heldOut = ordered.filter { holdOut.contains(people.id(Int($0))) }
  }

  /// The sum of a column of amounts over who is on the list.
  ///
  /// - Parameter column: an amount of each of the people.
  /// - Returns: minor units; nil if nothing is known of any.
  public func sum(_ column: Column?) -> Int128? {
    guard let column, case .int64(let values) = column.values else { return nil }
    let known = rows.filter { column.validity?[Int($0)] ?? true }
    if known.isEmpty && !rows.isEmpty { return nil }
    return known.reduce(0) { $0 + Int128(values[Int($1)]) }
  }
}

/// To whom each list is sent and who was held out, so that both can be compared later.
public struct MemberTable: Sendable {
  private let lists: [(name: String, sent: [Int32], heldOut: [Int32])]
  private let people: People

  /// The table of some lists.
  ///
  /// - Parameters:
  ///   - lists: who is on them.
  ///   - people: whom they choose from.
  ///   - threads: who works.
  ///   - isReached: whether a list is sent to somebody who is on it; others would only blur the comparison.
  /// - Throws: what a thread throws, which is nothing.
  public init(
    _ lists: [Membership], of people: People, threads: Threads,
    where isReached: @Sendable (Int) -> Bool
  ) throws {
    self.people = people
    self.lists = try threads.map(lists.count) { index in
      let list = lists[index]
      return (
        list.scenario.name, list.rows.filter { isReached(Int($0)) },
        list.heldOut.filter { isReached(Int($0)) }
      )
    }
  }

  /// The number of people, on each list they are on.
  public var rows: Int { lists.reduce(0) { $0 + $1.sent.count + $1.heldOut.count } }

  /// Its columns.
  public static let fields = [
    Field("list", .text), Field("customer_id", .text), Field("sent_or_held_out", .text),
  ]

  /// The number of lists: blocks of rows.
  public var count: Int { lists.count }

  /// The rows of a list.
  public func columns(_ list: Int) -> [Column] {
    let (name, rows, heldOut) = lists[list]
    var ids = TextColumn()
    for row in rows + heldOut { ids.append(people.id(Int(row))) }
    return [
      Column(Self.fields[0], .labels(codes: Array(repeating: 0, count: ids.count), names: [name])),
      Column(Self.fields[1], .text(ids)),
      Column(
        Self.fields[2],
        .labels(
          codes: Array(repeating: 0, count: rows.count) + Array(repeating: 1, count: heldOut.count),
          names: ["sent", "held_out"])),
    ]
  }
}
