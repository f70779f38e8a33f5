import Columns
import Scores
import TestSupport
import Testing

@testable import Segments

/// The grid of recency and frequency, and the distribution of CLV.
@Suite struct PlotTablesTests {
  /// Minor units of two decimals.
  private func minor(_ texts: [String]) -> [Int] {
    texts.map { Int($0.replacing(".", with: "")) ?? .min }
  }

  @Test func `every cell has the customers, revenue and days of the score table, empty ones too`()
    throws
  {
    var generator = Generator.seeded()
    let table = try Base.random(400, using: &generator).table()
    let grid = try RFMGrid(table, threads: Threads(2)).table(Base.frame).columns
    let scores = table.columns(block: 0)
    let (r, f) = (scores.texts("r_score"), scores.texts("f_score"))
    let revenue = minor(scores.texts("net_revenue"))
    let days = scores.texts("days_since_last_order").compactMap { Double($0) }
    let segments = scores.texts("rfm_segment")
    #expect(grid[0].count == 26)
    var isAnyEmpty = false
    for row in 0..<25 {
      #expect(grid.texts("r_score")[row] == "\(row / 5 + 1)")
      #expect(grid.texts("f_score")[row] == "\(row % 5 + 1)")
      let own = r.indices.filter { r[$0] == "\(row / 5 + 1)" && f[$0] == "\(row % 5 + 1)" }
      #expect(grid.texts("customers")[row] == "\(own.count)")
      #expect(minor(grid.texts("net_revenue"))[row] == own.reduce(0) { $0 + revenue[$1] })
      #expect(own.allSatisfy { segments[$0] == grid.texts("rfm_segment")[row] })
      let mean = grid.texts("mean_days_since_last_order")[row]
      isAnyEmpty = isAnyEmpty || own.isEmpty
      if own.isEmpty {
        #expect(mean.isEmpty && grid.texts("net_revenue_per_customer")[row].isEmpty)
      } else {
        let sum = own.reduce(0) { $0 + days[$1] }
        #expect(abs((Double(mean) ?? .nan) - sum / Double(own.count)) < 1e-6)
      }
    }
    #expect(isAnyEmpty)
    #expect(grid.texts("rfm_segment")[25] == "all_customers" && grid.texts("r_score")[25].isEmpty)
    #expect(grid.texts("customers")[25] == "400")
    #expect(minor(grid.texts("net_revenue"))[25] == revenue.reduce(0, +))
    #expect(Set(grid.texts("of_customers")) == ["400"])
  }

  private func distribution(_ clv: [[Int64]], scale: Int = 2, threads: Int = 2) throws -> [Column] {
    let frame = TableFrame(
      asOf: Base.asOf, from: Base.asOf, currency: (nil, scale), hasAmounts: true,
      guests: Base.frame.guests)
    return try CLVDistribution(clv, scale: scale, threads: Threads(threads))
      .table(Base.options, frame).columns
  }

  @Test func `a band ends with its border, and nothing or less is a band of its own`() throws {
    let all = try distribution([[0, 1, 100], [101, 200, 201, 500, -7], [501, 1000, 1001, 0]])
    #expect(
      all.texts("clv_band") == [
        "up_to_0", "0_to_1", "1_to_2", "2_to_5", "5_to_10", "10_to_20", "all_customers",
      ])
    #expect(all.texts("clv_above") == ["", "0.00", "1.00", "2.00", "5.00", "10.00", ""])
    #expect(all.texts("clv_up_to") == ["0.00", "1.00", "2.00", "5.00", "10.00", "20.00", ""])
    #expect(all.texts("customers") == ["3", "2", "2", "2", "2", "1", "12"])
    #expect(all.texts("cumulative_customers") == ["3", "5", "7", "9", "11", "12", ""])
    #expect(all.texts("clv") == ["-0.07", "1.01", "3.01", "7.01", "15.01", "10.01", "35.98"])
    #expect(
      all.texts("cumulative_clv") == ["-0.07", "0.94", "3.95", "10.96", "25.97", "35.98", ""])
    #expect(all.texts("cumulative_share_of_clv")[5] == "1.000000")
    #expect(all.texts("clv_per_customer")[2] == "1.50")
    #expect(Set(all.texts("horizon_days")) == ["365"])
  }

  @Test(arguments: [0, 2, 3])
  func `borders are whole major units, and the last band has somebody`(scale: Int) throws {
    let unit = (0..<scale).reduce(Int64(1)) { unit, _ in 10 * unit }
    let all = try distribution([[40 * unit, 51 * unit]], scale: scale)
    #expect(
      all.texts("clv_band") == [
        "up_to_0", "0_to_1", "1_to_2", "2_to_5", "5_to_10", "10_to_20", "20_to_50", "50_to_100",
        "all_customers",
      ])
    #expect(all.texts("customers") == ["0", "0", "0", "0", "0", "0", "1", "1", "2"])
    #expect(all.texts("clv_per_customer")[0] == "")
    let nothing = try distribution([[0, 0]], scale: scale)
    #expect(nothing.texts("clv_band") == ["up_to_0", "all_customers"])
    #expect(nothing.texts("share_of_clv") == ["", ""])
    #expect(try distribution([], scale: scale).texts("customers") == ["0", "0"])
    // The most that money is told to; the border above it has more digits.
    let most = try distribution([[999_999_999_999_999_872, .min]], scale: scale)
    #expect(most.texts("customers").suffix(2) == ["1", "2"])
    #expect(most.texts("clv_up_to").suffix(2) == ["", ""])
  }

  @Test func `the distribution is that of the score table, however it is cut`() throws {
    var generator = Generator.seeded()
    let table = try Base.random(500, using: &generator).table()
    let whole = try distribution(table.longestCLV)
    #expect(minor(whole.texts("clv")).last == Int(table.totals.clv[1]))
    let values = table.longestCLV.flatMap { $0 }
    for size in [1, 7, 128] {
      let cut = stride(from: 0, to: values.count, by: size).map {
        Array(values[$0..<min($0 + size, values.count)])
      }
      for threads in [1, 3] { #expect(try distribution(cut, threads: threads) == whole) }
    }
    for (row, end) in whole.texts("clv_up_to").enumerated().dropLast() {
      let most = minor([end])[0]
      #expect(whole.texts("cumulative_customers")[row] == "\(values.count { $0 <= most })")
      let sum = values.filter { $0 <= most }.reduce(0, +)
      #expect(minor(whole.texts("cumulative_clv"))[row] == Int(sum))
    }
  }
}
