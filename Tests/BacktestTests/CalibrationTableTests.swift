import Columns
import Models
import Orders
import Segments
import TestSupport
import Testing

@testable import Backtest

@Suite struct CalibrationTableTests {
  private static let frame = TableFrame(
    asOf: Day(rawValue: 399), from: Day(rawValue: 0), currency: ("EUR", 2), hasAmounts: true,
    guests: GuestRevenue())

  private func options(_ horizons: [Int], from first: Int32, asOf: Int32) -> BacktestRun.Options? {
    BacktestRun.Options(
      longestOf: horizons, from: Day(rawValue: first), asOf: Day(rawValue: asOf), model: .mbg,
      keepsZeroOrders: false)
  }

  @Test func `the horizon is the longest of which two have room`() throws {
    let day = try #require(options([30, 90, 365], from: 0, asOf: 729))
    #expect(day.horizon == 90 && day.splits.map(\.rawValue) == [639] && day.models == [.mbg])
    #expect(options([30, 90, 365], from: 0, asOf: 730)?.horizon == 365)
    #expect(options([30, 90, 365], from: 100, asOf: 160)?.horizon == 30)
    #expect(options([30, 90, 365], from: 101, asOf: 160) == nil)
    #expect(options([36_525], from: 0, asOf: 0) == nil)
  }

  @Test func `a horizon that has room is tested, also where it just has`() throws {
    var orders = TestOrders(orders: [])
    orders.orders.append(Order(customer: 1, day: 100))
    orders.orders.append(Order(customer: 2, day: 130))
    let run = try BacktestRun(
      orders.log(), try #require(options([30], from: 100, asOf: 160)), threads: Threads(1),
      progress: { _ in })
    #expect(run.splits.count == 1 && run.untested.isEmpty)
    #expect(run.calibrationTable(Self.frame)?.rows == 11)
  }

  @Test func `the table says what the metrics say, and tenths add up to all`() throws {
    var generator = Generator.seeded()
    let orders = TestOrders.random(3000, customers: 203, using: &generator)
    let run = try BacktestRun(
      orders.log(), try #require(options([60, 150], from: 0, asOf: 399)), threads: Threads(2),
      progress: { _ in })
    let table = try #require(run.calibrationTable(Self.frame))
    let split = try #require(run.splits.first)
    let metrics = try #require(split.metrics(of: .mbg))
    func texts(_ name: String) throws -> [String] {
      let column = try #require(table.columns.first { $0.field.name == name }, "\(name)")
      return (0..<table.rows).map { column.text(row: $0) }
    }
    func numbers(_ name: String) throws -> [Double] { try texts(name).map { Double($0) ?? .nan } }
    #expect(try texts("decile") == (1...10).map { "\($0)" } + ["all_customers"])
    #expect(Set(try texts("horizon_days")) == ["150"])
    #expect(Set(try texts("split")) == [Day(rawValue: 249).description])
    #expect(Set(try texts("until")) == [Day(rawValue: 399).description])
    let (customers, predicted) = (try numbers("customers"), try numbers("predicted_probability"))
    let (observed, expected) = (
      try numbers("observed_share"), try numbers("expected_purchase_days")
    )
    let actual = try numbers("actual_purchase_days")
    for (row, decile) in metrics.deciles.enumerated() {
      #expect(customers[row] == Double(decile.customers))
      #expect(abs(predicted[row] - decile.predicted) <= 1e-6)
      #expect(abs(observed[row] - decile.observed) <= 1e-6)
      #expect(abs(expected[row] - decile.expectedDays) <= 1e-6)
      #expect(abs(actual[row] - decile.actualDays) <= 1e-6)
    }
    #expect(customers.prefix(10).reduce(0, +) == customers[10])
    #expect(customers[10] == Double(split.holdout.customers))
    let buyers = try numbers("observed_buyers")
    #expect(abs(buyers.prefix(10).reduce(0, +) - buyers[10]) < 1e-4)
    #expect(buyers[10] == Double(split.holdout.buyers))
    #expect(abs(actual.prefix(10).reduce(0, +) - Double(split.holdout.days)) < 1e-4)
    #expect(abs(expected.prefix(10).reduce(0, +) / metrics.days - 1) < 1e-4)
    #expect(try texts("expected_net_revenue")[0] == "")
    func minor(_ text: String) -> Int128? { Int128(text.replacing(".", with: "")) }
    #expect(try minor(texts("actual_net_revenue")[10]) == split.holdout.revenue)
    #expect(try minor(texts("expected_net_revenue")[10]) == metrics.revenue)
  }
}
