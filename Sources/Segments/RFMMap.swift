// A map of segments as text: a name, and the scores that have it, recency first, then frequency, then, where the map
// goes by it, monetary value. A score stands by itself, or in brackets as a range or as several digits:
//
//     # Whoever came lately and often
//     champions       5[4-5]
//     cant_lose       [1-2]5
//
// A name may stand in several lines. Every cell has to have one segment, no more.

internal import Columns

/// Which segment each cell of recency, frequency and, if it goes by them, monetary scores is in.
public struct RFMMap: Sendable, Equatable {
  /// The segments, in the order in which they are named first.
  public let segments: [String]
  /// Whether monetary scores count.
  public let usesMonetary: Bool
  /// For each cell, 25 (r − 1) + 5 (f − 1) + m − 1, the place of its segment.
  private let cells: [UInt8]

  /// What is wrong with a map, and where.
  public struct Problem: Error, Equatable, CustomStringConvertible {
    /// The line, counted from 1; nil if it is the map as a whole.
    public let line: Int?
    /// What was found, and what to do.
    public let description: String
  }

  /// The ten segments of the map in wide use, of recency and frequency.
  public static let classic: RFMMap = {
    guard
      let map = try? RFMMap(
        text: """
          champions            5[4-5]
          loyal_customers      [3-4][4-5]
          potential_loyalists  [4-5][2-3]
          new_customers        51
          promising            41
          need_attention       33
          about_to_sleep       3[1-2]
          cant_lose            [1-2]5
          at_risk              [1-2][3-4]
          hibernating          [1-2][1-2]
          """)
    else { preconditionFailure("the map has every cell once") }
    return map
  }()

  /// The map that a text describes.
  ///
  /// - Throws: `Problem` if a line cannot be read, or a cell has no segment or more than one.
  public init(text: String) throws(Problem) {
    var names: [String] = []
    var owners = [Owner?](repeating: nil, count: 125)
    var scores: Int?
    let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    for (index, line) in lines.enumerated() {
      let words = line.prefix { $0 != "#" }.split(whereSeparator: \.isWhitespace)
      if words.isEmpty { continue }
      let number = index + 1
      guard words.count == 2 else {
        throw Problem(
          line: number,
          description: "a name and the scores that have it are needed, such as champions 5[4-5]")
      }
      let name = try Self.name(words[0], line: number)
      let sets = try Self.scores(words[1], line: number)
      if let scores, scores != sets.count {
        throw Problem(
          line: number,
          description:
            "'\(words[1])' is of \(sets.count) scores, the lines before it of \(scores); "
            + "give all lines two, or all three")
      }
      scores = sets.count
      let place = names.firstIndex(of: name) ?? names.count
      if place == names.count { names.append(name) }
      let owner = Owner(segment: UInt8(truncatingIfNeeded: place), name: name, line: number)
      for cell in 0..<125 where Self.contains(cell, sets) {
        if let other = owners[cell] {
          throw Problem(
            line: number,
            description: "\(Self.text(of: cell, sets.count)) is in '\(other.name)' already, "
              + "by line \(other.line); a cell has one segment")
        }
        owners[cell] = owner
      }
    }
    guard let scores else {
      throw Problem(line: nil, description: "it has no segments; each line is a name and scores")
    }
    let empty = owners.indices.filter { owners[$0] == nil && (scores == 3 || $0 % 5 == 0) }
    guard empty.isEmpty else {
      let shown = empty.prefix(5).map { Self.text(of: $0, scores) }.joined(separator: ", ")
      throw Problem(
        line: nil,
        description: "\(empty.count) of \(scores == 3 ? 125 : 25) cells have no segment: \(shown)"
          + (empty.count > 5 ? ", …" : ""))
    }
    segments = names
    usesMonetary = scores == 3
    cells = owners.map { $0?.segment ?? 0 }
  }

  /// The line that a cell's segment comes from.
  private struct Owner {
    let segment: UInt8
    let name: String
    let line: Int
  }

  private static func name(_ word: Substring, line: Int) throws(Problem) -> String {
    let isPlain = word.unicodeScalars.allSatisfy {
      $0 == "_" || $0 == "-" || $0.properties.isAlphabetic || ("0"..."9").contains($0)
    }
    guard isPlain, word.utf8.count <= 64 else {
      throw Problem(
        line: line,
        description: "'\(word.prefix(80))' is no name; letters, digits, _ and -, at most 64 bytes, "
          + "are possible")
    }
    return String(word)
  }

  /// For each score the digits that a pattern takes.
  private static func scores(_ word: Substring, line: Int) throws(Problem) -> [Set<Int>] {
    let problem = Problem(
      line: line,
      description: "'\(word.prefix(80))' are no scores; two or three are needed, each a digit from "
        + "1 to 5 or several in brackets, such as 5[4-5] or [1-2][13]5")
    var sets: [Set<Int>] = []
    var rest = word
    while let first = rest.popFirst() {
      if let digit = digit(first) {
        sets.append([digit])
        continue
      }
      guard first == "[", let end = rest.firstIndex(of: "]") else { throw problem }
      let inside = Array(rest[..<end])
      rest = rest[rest.index(after: end)...]
      if inside.count == 3, inside[1] == "-", let low = digit(inside[0]),
        let high = digit(inside[2]), low <= high
      {
        sets.append(Set(low...high))
      } else {
        let digits = inside.compactMap(digit)
        guard !digits.isEmpty, digits.count == inside.count else { throw problem }
        sets.append(Set(digits))
      }
    }
    guard (2...3).contains(sets.count) else { throw problem }
    return sets
  }

  private static func digit(_ character: Character) -> Int? {
    character.wholeNumberValue.flatMap { ("1"..."5").contains(character) ? $0 : nil }
  }

  private static func contains(_ cell: Int, _ sets: [Set<Int>]) -> Bool {
    sets[0].contains(cell / 25 + 1) && sets[1].contains(cell / 5 % 5 + 1)
      && (sets.count == 2 || sets[2].contains(cell % 5 + 1))
  }

  private static func text(of cell: Int, _ scores: Int) -> String {
    "R \(cell / 25 + 1) F \(cell / 5 % 5 + 1)" + (scores == 3 ? " M \(cell % 5 + 1)" : "")
  }

  /// The places of customers' segments, by their scores.
  ///
  /// - Precondition: all scores are 1 to 5, one of each customer; monetary ones may be missing where the map does not
  ///   go by them.
  func places(r: [Int32], f: [Int32], m: [Int32]) -> [UInt8] {
    precondition(f.count == r.count && (!usesMonetary || m.count == r.count), "all scores of each")
    var result = [UInt8].unwritten(r.count)
    var places = result.mutableSpan
    let (cells, scoresR, scoresF, scoresM) = (cells.span, r.span, f.span, m.span)
    for index in 0..<r.count {
      let monetary = usesMonetary ? scoresM[index] : 1
      places[index] = cells[Int(25 &* scoresR[index] &+ 5 &* scoresF[index] &+ monetary &- 31)]
    }
    return result
  }
}
