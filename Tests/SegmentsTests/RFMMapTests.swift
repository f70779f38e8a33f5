import Testing

@testable import Segments

@Suite struct RFMMapTests {
  /// The map in wide use, recency in rows from 1 to 5, frequency across.
  private static let classic = [
    ["hibernating", "hibernating", "at_risk", "at_risk", "cant_lose"],
    ["hibernating", "hibernating", "at_risk", "at_risk", "cant_lose"],
    ["about_to_sleep", "about_to_sleep", "need_attention", "loyal_customers", "loyal_customers"],
    [
      "promising", "potential_loyalists", "potential_loyalists", "loyal_customers",
      "loyal_customers",
    ],
    ["new_customers", "potential_loyalists", "potential_loyalists", "champions", "champions"],
  ]

  private func segment(_ map: RFMMap, _ r: Int, _ f: Int, _ m: Int? = nil) -> String {
    let place = map.places(r: [Int32(r)], f: [Int32(f)], m: m.map { [Int32($0)] } ?? [])[0]
    return map.segments[Int(place)]
  }

  private func problem(_ text: String) -> RFMMap.Problem? {
    do throws(RFMMap.Problem) {
      _ = try RFMMap(text: text)
      return nil
    } catch {
      return error
    }
  }

  @Test(arguments: 1...5, 1...5)
  func `every cell of the classic map has its segment`(r: Int, f: Int) {
    #expect(segment(.classic, r, f) == Self.classic[r - 1][f - 1])
  }

  @Test func `a column of segments holds that of each cell`() {
    let r = (0..<50).map { (row: Int) -> Int32 in Int32(row / 5 % 5 + 1) }
    let f = (0..<50).map { (row: Int) -> Int32 in Int32(row % 5 + 1) }
    let found = RFMMap.classic.places(r: r, f: f, m: []).map { RFMMap.classic.segments[Int($0)] }
    #expect(found == zip(r, f).map { Self.classic[Int($0) - 1][Int($1) - 1] })
    #expect(RFMMap.classic.segments.count == 10)
  }

  @Test
  func `a map of three scores tells monetary ones apart, with comments and names in several lines`()
    throws
  {
    let map = try RFMMap(
      text: """
        # Who spends most.
        big   [1-5][1-5]5   # whenever

        big   5[12345]4
        rest  [1-4][1-5]4\r
        rest  [1-5][1-5][1-3]
        """)
    #expect(map.segments == ["big", "rest"] && map.usesMonetary)
    for (r, f, m) in [(1, 1, 5), (5, 1, 4), (5, 5, 4)] { #expect(segment(map, r, f, m) == "big") }
    for (r, f, m) in [(4, 5, 4), (5, 5, 3), (1, 1, 1)] { #expect(segment(map, r, f, m) == "rest") }
  }

  @Test(
    arguments: [
      ("a [1-5][1-5]\nb 33", 2, "R 3 F 3 is in 'a' already, by line 1"),
      ("a [1-5][1-4]", nil, "5 of 25 cells have no segment: R 1 F 5, R 2 F 5"),
      ("a [1-5][1-5][1-4]", nil, "25 of 125 cells have no segment: R 1 F 1 M 5"),
      ("a [1-5][1-5]\n\nb [1-5][1-5][1-5]", 3, "'[1-5][1-5][1-5]' is of 3 scores"),
      ("# nothing", nil, "it has no segments"),
      ("", nil, "it has no segments"),
      ("a 5", 1, "'5' are no scores"),
      ("a 5[4-6]", 1, "'5[4-6]' are no scores"),
      ("a 5[5-4]", 1, "'5[5-4]' are no scores"),
      ("a 5[]", 1, "'5[]' are no scores"),
      ("a 5[4-5", 1, "'5[4-5' are no scores"),
      ("a 05", 1, "'05' are no scores"),
      ("a 5555", 1, "'5555' are no scores"),
      ("a ５５", 1, "'５５' are no scores"),
      ("a", 1, "a name and the scores"),
      ("a 55 x", 1, "a name and the scores"),
      ("a,b 55", 1, "'a,b' is no name"),
      ("=cmd 55", 1, "'=cmd' is no name"),
    ] as [(String, Int?, String)])
  func `what is wrong with a map is told with its line`(text: String, line: Int?, found: String)
    throws
  {
    let problem = try #require(self.problem(text))
    #expect(problem.line == line)
    #expect(problem.description.hasPrefix(found))
  }
}
