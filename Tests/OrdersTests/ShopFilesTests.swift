import Columns
import TestSupport
import Testing

@testable import Orders

@Suite struct ShopFilesTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func periods(_ text: String) throws -> [NamedPeriod] {
    try SideFiles.periods(try folder.file("periods.csv", text))
  }

  private func spend(_ text: String, scale: Int = 2) throws -> [String: Int128] {
    let found = try SideFiles.spend(try folder.file("spend.csv", text), scale: scale)
    return Dictionary(
      uniqueKeysWithValues: found.map { ("\($0.month) \($0.channel)", $0.amount) })
  }

  @Test func `periods are read in their order, and may overlap and last a day`() throws {
    let found = try periods(
      "name,start,end\n\"sale, big\",2024-02-28,2024-03-01\nday,2024-02-29,2024-02-29\n")
    #expect(found.map(\.name) == ["sale, big", "day"])
    #expect(
      found.map { "\($0.days.lowerBound) \($0.days.upperBound)" } == [
        "2024-02-28 2024-03-01", "2024-02-29 2024-02-29",
      ])
  }

  @Test(arguments: [
    ("name,start,end\n", "it has no periods"),
    ("name,start,end\n,2024-01-01,2024-01-02\n", "line 2: the name is missing"),
    (
      "name,start,end\na,2024-01-03,2024-01-02\n",
      "line 2: the period ends (2024-01-02) before it starts"
    ),
    (
      "name,start,end\na,2024-01-01,2024-01-02\na,2024-02-01,2024-02-02\n",
      "line 3: the name 'a' stands twice"
    ),
    ("name,start,end\na,soon,2024-01-02\n", "line 2: 'soon' is no date; write it YYYY-MM-DD"),
    ("name,start\na,2024-01-01\n", "there is no column 'end'"),
  ])
  func `periods that say nothing clear are an error`(text: String, message: String) throws {
    let error = #expect(throws: OrderError.self) { _ = try periods(text) }
    #expect(error?.description.contains(message) == true, "\(error?.description ?? "")")
  }

  @Test func `what was spent in a month may be told by channels`() throws {
    #expect(
      try spend("month,channel,spend\n2024-01,ads,1000.5\n2024-01-01,mail,99\n2024-02,ads,0\n")
        == ["2024-01-01 ads": 100_050, "2024-01-01 mail": 9900, "2024-02-01 ads": 0])
    #expect(try spend("spend;month\n7;2024-03-31\n", scale: 0) == ["2024-03-01 ": 7])
    let most = "999999999999999"
    #expect(
      try spend("month,channel,spend\n2024-01,a,\(most)\n", scale: 0) == [
        "2024-01-01 a": 999_999_999_999_999
      ])
  }

  @Test(arguments: [
    ("month,spend\n", "it has no months"),
    ("month,spend\n2024-01,1\n2024-01-15,2\n", "line 3: the month stands twice"),
    ("month,spend\n2024-01,1.001\n", "line 2: '1.001' is no amount"),
    ("month,spend\n2024-01,-1\n", "line 2: '-1' is no amount"),
    ("month,spend\n2024-01,1.\n", "line 2: '1.' is no amount"),
    (
      "month,spend\n2024-01,99999999999999\n",
      "is no amount; a decimal of at most 2 places and 15 digits"
    ),
    ("month,spend\n2024-13,1\n", "line 2: '2024-13' is no date; write it YYYY-MM-DD or YYYY-MM"),
    ("month,cost\n2024-01,1\n", "there is no column 'spend'"),
  ])
  func `spend that says nothing clear is an error`(text: String, message: String) throws {
    let error = #expect(throws: OrderError.self) { _ = try spend(text) }
    #expect(error?.description.contains(message) == true, "\(error?.description ?? "")")
  }
}
