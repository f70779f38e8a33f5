import Columns
import Testing

@testable import Orders

@Suite struct DateOrderTests {
  /// The evidence of one date per line.
  private func evidence(_ dates: [(Int, Int, Int)]) -> DateEvidence {
    var evidence = DateEvidence()
    for (line, date) in dates.enumerated() {
      let undecided = UndecidedDate(first: date.0, second: date.1, year: date.2)
      _ = evidence.note(undecided, line: line) { "\(date.0)/\(date.1)/\(date.2)" }
    }
    return evidence
  }

  @Test func `one date that only reads one way decides the column`() throws {
    #expect(try evidence([(3, 4, 2024), (13, 4, 2024), (5, 6, 2024)]).decide() == .dayFirst)
    #expect(try evidence([(3, 4, 2024), (4, 13, 2024)]).decide() == .monthFirst)
    #expect(try evidence([(2, 29, 2024)]).decide() == .monthFirst)
  }

  @Test func `dates that read the same either way decide nothing and need not`() throws {
    #expect(try evidence([]).decide() == .dayFirst)
    #expect(try evidence([(5, 5, 2024), (12, 12, 2024)]).decide() == .dayFirst)
  }

  @Test func `two dates that contradict each other are an error that names both lines`() {
    var all = DateEvidence()
    all.merge(evidence([(3, 4, 2024), (4, 13, 2024)]), path: "a.csv", line: 10)
    all.merge(evidence([(14, 4, 2024), (5, 14, 2024)]), path: "b.csv", line: 20)
    let error = #expect(throws: OrderError.self) { _ = try all.decide() }
    #expect(
      error?.description
        == "a.csv, line 11: '4/13/2024' only reads month/day/year, but '14/4/2024' in b.csv, "
        + "line 20, only day/month/year; say which with --date-format %d/%m/%Y or "
        + "--date-format %m/%d/%Y")
  }

  @Test func `of several witnesses the earliest is named`() {
    var all = DateEvidence()
    all.merge(evidence([(14, 4, 2024), (4, 14, 2024)]), path: "a.csv", line: 2)
    all.merge(evidence([(15, 4, 2024), (4, 15, 2024)]), path: "a.csv", line: 8)
    #expect(all.dayFirst?.line == 2)
    #expect(all.monthFirst?.line == 3)
    #expect(all.dayFirst?.text == "14/4/2024")
  }

  @Test func `a column that reads both ways is an error that names both readings`() {
    var all = DateEvidence()
    all.merge(evidence([(5, 5, 2024), (3, 4, 2024), (6, 7, 2024)]), path: "a.csv", line: 2)
    let error = #expect(throws: OrderError.self) { _ = try all.decide() }
    #expect(error?.line == 3)
    #expect(
      error?.problem.hasPrefix(
        "'3/4/2024' and every other date like it reads both as day/month/year and as "
          + "month/day/year") == true)
  }

  @Test func `is no date where neither reading is one`() {
    var evidence = DateEvidence()
    for (first, second) in [(13, 13), (31, 4), (0, 5), (5, 0), (30, 2), (0, 0)] {
      let date = UndecidedDate(first: first, second: second, year: 2024)
      let isDate = evidence.note(date, line: 0) { "" }
      // 31/4 reads neither way, 0 is neither day nor month.
      #expect(!isDate, "\(first)/\(second)")
    }
    #expect(evidence.dayFirst == nil && evidence.monthFirst == nil && evidence.ambiguous == nil)
  }

  @Test func `a packed date is told from every day and gives itself back`() {
    for year in [1900, 2024, 2999, 9999] {
      for first in 0...31 {
        for second in 0...31 {
          let date = UndecidedDate(first: first, second: second, year: year)
          #expect(UndecidedDate.isPacked(date.packed))
          #expect(UndecidedDate(packed: date.packed) == date)
        }
      }
    }
    for day in [Day(year: 1, month: 1, day: 1), Day(year: 9999, month: 12, day: 31)] {
      #expect(day.map { UndecidedDate.isPacked($0.rawValue) } == false)
    }
  }
}
