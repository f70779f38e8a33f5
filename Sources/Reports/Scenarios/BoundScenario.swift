internal import Columns

/// A scenario whose columns are known, which people can be held against.
public struct BoundScenario: Sendable {
  /// The scenario.
  public let scenario: Scenario
  private let tests: [Test]
  /// The column by which members stand in order.
  private let rank: String?

  /// A condition of a column.
  private struct Test: Sendable {
    enum Kind: Sendable {
      case flag(Bool)
      case whole(Condition.Comparison, [Int64])
      case real(Condition.Comparison, [Double])
      case text(isEqual: Bool, [[UInt8]])
    }
    let column: String
    let kind: Kind
  }

  /// Holds the columns and values of a scenario against what there is.
  ///
  /// - Throws: `ScenarioProblem` if it speaks of what there is not, or compares what cannot be compared.
  public init(_ scenario: Scenario, _ vocabulary: Vocabulary) throws(ScenarioProblem) {
    self.scenario = scenario
    var tests: [Test] = []
    for condition in scenario.conditions {
      tests.append(try Self.test(condition, vocabulary, line: scenario.line))
    }
    self.tests = tests
    guard let name = scenario.rank else {
      rank = nil
      return
    }
    let field = try Self.field(name, vocabulary, line: scenario.line)
    if field.type == .text {
      throw ScenarioProblem(
        line: scenario.line, description: "'\(name)' is a text, which has no greatest value")
    }
    rank = field.name
  }

  /// The columns that it needs.
  public var columns: Set<String> { Set(tests.map(\.column) + [rank].compactMap { $0 }) }

  private static func field(
    _ name: String, _ vocabulary: Vocabulary, line: Int
  ) throws(ScenarioProblem) -> Field {
    guard let field = vocabulary.field(name) else {
      throw ScenarioProblem(
        line: line,
        description: "there is no column '\(name)'; there are "
          + (vocabulary.fields.map(\.name) + vocabulary.aliases.keys).sorted().joined(
            separator: ", "),
        missing: name)
    }
    return field
  }

  private static func test(
    _ condition: Condition, _ vocabulary: Vocabulary, line: Int
  ) throws(ScenarioProblem) -> Test {
    let field = try field(condition.column, vocabulary, line: line)
    func wrong(_ flaw: String) -> ScenarioProblem {
      ScenarioProblem(line: line, description: "'\(condition.text)': \(flaw)")
    }
    guard let comparison = condition.comparison else {
      guard field.type == .boolean else { throw wrong("compare it with a value") }
      return Test(column: field.name, kind: .flag(!condition.isNegated))
    }
    var whole: [Int64] = []
    var real: [Double] = []
    switch field.type {
    case .boolean:
      throw wrong("it is true or false; write \(condition.column) or not \(condition.column)")
    case .text:
      guard comparison == .equal || comparison == .notEqual else {
        throw wrong("words are equal, or not")
      }
      if let known = vocabulary.words[field.name] {
        for value in condition.values where !known.contains(value) {
          throw wrong("'\(value)' is none of \(known.joined(separator: ", "))")
        }
      }
      return Test(
        column: field.name,
        kind: .text(isEqual: comparison == .equal, condition.values.map { Array($0.utf8) }))
    case .integer, .count:
      for value in condition.values {
        guard let number = Int64(value) ?? vocabulary.numbers[value].map({ Int64($0) }) else {
          var problem = wrong(
            "a whole number is needed, or one of "
              + vocabulary.numbers.keys.sorted().joined(separator: ", "))
          problem.missing = value
          throw problem
        }
        whole.append(number)
      }
    case .money(let scale):
      for value in condition.values {
        guard let amount = minorUnits(of: value, scale: scale) else {
          throw wrong("an amount with at most \(scale) decimals is needed")
        }
        whole.append(amount)
      }
    case .real:
      for value in condition.values {
        guard let number = Double(value), number.isFinite else { throw wrong("a number is needed") }
        real.append(number)
      }
      return Test(column: field.name, kind: .real(comparison, real))
    case .date, .timestamp:
      throw wrong("days are compared by the columns that count them, such as days_since_last_order")
    }
    return Test(column: field.name, kind: .whole(comparison, whole))
  }
}

extension BoundScenario {
  /// The people of a block of whom all holds, with what they stand in order by.
  ///
  /// What is unknown is neither equal nor unequal, less nor more: it holds for nobody.
  ///
  /// - Parameters:
  ///   - columns: columns of the block by name, all that the scenario needs.
  ///   - rows: the number of people.
  /// - Returns: their rows, ascending, and for each the rank's value, the least there is where it is unknown.
  /// - Precondition: the columns are there.
  func members(_ columns: [String: Column], rows: Int) -> [(row: Int, rank: Int64)] {
    var holds = [Bool](repeating: true, count: rows)
    for test in tests {
      guard let column = columns[test.column] else {
        preconditionFailure("a column that is needed")
      }
      Self.hold(test.kind, column, &holds)
    }
    let rank = rank.flatMap { columns[$0] }
    return (0..<rows).filter { holds[$0] }.map { ($0, rank?.order(of: $0) ?? 0) }
  }

  /// Takes the rows out of which a test does not hold.
  private static func hold(_ test: Test.Kind, _ column: Column, _ holds: inout [Bool]) {
    func keep(_ isTrue: (Int) -> Bool) {
      for row in holds.indices where holds[row] {
        holds[row] = (column.validity?[row] ?? true) && isTrue(row)
      }
    }
    switch (test, column.values) {
    case (.flag(let wanted), .boolean(let values)): keep { values[$0] == wanted }
    case (.whole(let comparison, let wanted), .int32(let values)):
      keep { comparison.holds(Int64(values[$0]), wanted) }
    case (.whole(let comparison, let wanted), .int64(let values)):
      keep { comparison.holds(values[$0], wanted) }
    case (.real(let comparison, let wanted), .real(let values)):
      keep { comparison.holds(values[$0], wanted) }
    case (.text(let isEqual, let wanted), .labels(let codes, let names)):
      let isOne = names.map { name in wanted.contains { $0.elementsEqual(name.utf8) } }
      keep { isOne[Int(codes[$0])] == isEqual }
    case (.text(let isEqual, let wanted), .text(let texts)):
      keep { row in wanted.contains { $0.elementsEqual(texts[row]) } == isEqual }
    default: preconditionFailure("a test of the column's type")
    }
  }
}

extension Condition.Comparison {
  /// Whether it holds of a value and another one, or one of several.
  fileprivate func holds<Value: Comparable>(_ value: Value, _ others: [Value]) -> Bool {
    switch self {
    case .equal: others.contains(value)
    case .notEqual: !others.contains(value)
    case .less: value < others[0]
    case .lessOrEqual: value <= others[0]
    case .greater: value > others[0]
    case .greaterOrEqual: value >= others[0]
    }
  }
}

extension Column {
  /// A number by which rows stand in order: the value, or for reals its millionths.
  fileprivate func order(of row: Int) -> Int64 {
    guard validity?[row] ?? true else { return .min }
    switch values {
    case .int32(let values): return Int64(values[row])
    case .int64(let values): return values[row]
    case .real(let values): return Int64((values[row] * 1e6).rounded())
    case .boolean(let values): return values[row] ? 1 : 0
    default: return 0
    }
  }
}
