import Columns
import Orders
import Testing

@testable import Segments

// Of the stores that DetailTablesTests makes.
extension DetailTablesTests {
  @Test func `what newcomers of a channel cost is set against what they have left`() throws {
    let source = try store(
      "spend",
      [
        Self.header
          + """
          1,a,2024-01-10,100.00,ads,,,
          2,a,2024-03-10,50.00,mail,,,
          3,b,2024-01-20,40.00,ads,,,
          4,c,2024-02-05,60.00,mail,,,
          5,d,2024-01-07,70.00,,,,
          6,e,2024-02-01,5.00,Ads,,,

          """
      ])
    var rules = TableRules()
    rules.margin = 0.5
    func day(_ month: Int) throws -> Day { try #require(Day(year: 2024, month: month, day: 1)) }
    rules.acquisitionCost = .spend([
      AcquisitionSpend(try day(1), "ads", 9000), AcquisitionSpend(try day(2), "ads", 1000),
      AcquisitionSpend(try day(2), "mail", 3001), AcquisitionSpend(try day(1), "tv", 700),
      AcquisitionSpend(try day(2), "", 99), AcquisitionSpend(try day(9), "ads", 5000),
    ])
    let found = try tables(source, asOf: "2024-06-30", rules: rules)
    func columns(_ names: String...) throws -> [String] {
      let texts = try names.map { try column(found, "channel_economics", $0) }
      return texts[0].indices.map { row in texts.map { $0[row] }.joined(separator: " ") }
    }
    // Ann's order of March is of mail, and what came of ads; nothing after as-of is spent yet.
    #expect(
      try columns(
        "first_channel", "first_order_month", "new_customers", "spend", "cac", "net_revenue")
        == [
          "ads 2024-01 2 90.00 45.00 190.00", "ads 2024-02 0 10.00  0.00",
          "ads all_known_months 2 100.00 50.00 190.00", "mail 2024-02 1 30.01 30.01 60.00",
          "mail all_known_months 1 30.01 30.01 60.00", "tv 2024-01 0 7.00  0.00",
          "tv all_known_months 0 7.00  0.00", "other other    75.00", "guests guests    0.00",
          "total total    325.00",
        ])
    #expect(
      try columns(
        "first_contribution", "first_contribution_less_cac", "contribution_60", "break_even_month",
        "one_time_customers"
      ).prefix(5) == [
        "70.00 -10.00 95.00 2 1", "0.00  0.00  0", "70.00 -15.00 95.00  1", "30.00 -0.01 30.00  1",
        "30.00 -0.01 30.00  1",
      ])
  }
}
