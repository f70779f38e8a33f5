import Columns
import Histories
import Models
import Orders
import Scores
import TestSupport
import Testing

@testable import Backtest

/// What the baselines say, by their definitions, with no eye to speed.
@Suite struct BaselineTests {
  private static let split: Int32 = 300
  private static let horizon: Int32 = 60

  /// A base as it was on a day, customer by customer.
  private struct Then {
    var customers: [Int] = []
    var orders: [Int: [(day: Int32, amount: Int64)]] = [:]
    /// Purchase days and revenue of the horizon after.
    var after: [Int: (days: Int, revenue: Int64)] = [:]
    let asOf: Int32

    init(_ base: TestOrders, _ asOf: Int32) {
      self.asOf = asOf
      let next = asOf + BaselineTests.horizon
      for customer in 0..<60 {
        let own = base.counted(customer, asOf: asOf, keepsZeros: false)
        if own.isEmpty { continue }
        customers.append(customer)
        orders[customer] = own
        let later = base.counted(customer, asOf: next, keepsZeros: false).filter { $0.day > asOf }
        after[customer] = (Set(later.map(\.day)).count, later.reduce(0) { $0 + $1.amount })
      }
    }

    func own(_ customer: Int) -> [(day: Int32, amount: Int64)] { orders[customer] ?? [] }
    func days(_ customer: Int) -> [Int32] { Set(own(customer).map(\.day)).sorted() }
    func revenue(_ customer: Int) -> Int64 { own(customer).reduce(0) { $0 + $1.amount } }
    func before(_ customer: Int) -> [(day: Int32, amount: Int64)] {
      own(customer).filter { $0.day > asOf - BaselineTests.horizon }
    }
    func age(_ customer: Int) -> Double { Double(asOf - (days(customer).first ?? asOf)) }

    /// Repeat purchase days a day: the customer's, or the base's.
    func rate(_ customer: Int) -> Double {
      let repeats = days(customer).count - 1
      if repeats > 0 { return Double(repeats) / age(customer) }
      return customers.reduce(0) { $0 + Double(days($1).count - 1) }
        / customers.reduce(0) { $0 + age($1) }
    }

    func isActive(_ customer: Int) -> Bool {
      let gaps = customers.flatMap { customer in
        zip(days(customer), days(customer).dropFirst()).map { $1 - $0 }
      }.sorted()
      let limit = gaps[(4 * gaps.count + 4) / 5 - 1]
      return asOf - (days(customer).last ?? asOf) <= limit
    }

    /// 1 + floor(5 × customers strictly worse / customers), three times.
    func scores(_ customer: Int) -> [Int] {
      func score(_ value: (Int) -> Int64) -> Int {
        1 + 5 * customers.count { value($0) < value(customer) } / customers.count
      }
      return [
        score { Int64(days($0).last ?? 0) }, score { Int64(own($0).count) }, score(revenue),
      ]
    }

    func cell(_ baseline: Baseline, _ customer: Int) -> [Int] {
      switch baseline {
      case .lastPeriod: return [Set(before(customer).map(\.day)).count]
      case .baseMean: return []
      case .ownRate:
        if days(customer).count == 1 { return [] }
        var cell = 0
        while rate(customer) >= Double(1 << cell) / 0x1p20 { cell += 1 }
        return [cell]
      case .activeP80: return [isActive(customer) ? 1 : 0]
      case .rfm: return scores(customer)
      }
    }

    /// Purchase days and revenue, where the means of the customer's cell are known.
    func expected(
      _ baseline: Baseline, _ customer: Int, _ learned: [Double]
    ) -> (days: Double, revenue: Double) {
      switch baseline {
      case .baseMean, .rfm: return (learned[0], learned[2])
      case .lastPeriod:
        let own = before(customer)
        return (Double(Set(own.map(\.day)).count), Double(own.reduce(0) { $0 + $1.amount }))
      case .ownRate, .activeP80:
        if baseline == .activeP80 && !isActive(customer) { return (0, 0) }
        let days = rate(customer) * Double(BaselineTests.horizon)
        return (days, days * Double(revenue(customer)) / Double(self.days(customer).count))
      }
    }

    /// The means of what came of some customers, and of one more who did as all did.
    func means(_ cell: (Int) -> Bool) -> [Double] {
      func sums(_ some: [Int]) -> [Double] {
        some.compactMap { after[$0] }.reduce([0, 0, 0]) {
          [$0[0] + Double($1.days), $0[1] + ($1.days > 0 ? 1 : 0), $0[2] + Double($1.revenue)]
        }
      }
      let own = customers.filter(cell)
      let all = sums(customers).map { $0 / Double(customers.count) }
      return zip(sums(own), all).map { ($0 + $1) / Double(own.count + 1) }
    }
  }

  private func forecasts(
    _ orders: TestOrders, _ baseline: Baseline
  ) throws -> (base: ObservedBase, forecast: Forecast) {
    func observe(_ day: Int32) throws -> ObservedBase {
      try ObservedBase(
        orders.log(), BacktestWindow(split: day, horizon: Self.horizon), keepsZeroOrders: false,
        threads: Threads(2))
    }
    let threads = Threads(2)
    let earlier = try observe(Self.split - Self.horizon)
    let lessons = try BaselineLessons(
      earlier, BaselineCells(earlier, threads: threads), threads: threads)
    let base = try observe(Self.split)
    let forecaster = BaselineForecaster(
      baseline: baseline, base: base, cells: try BaselineCells(base, threads: threads),
      means: lessons.means(of: baseline))
    return (base, forecaster.forecast(0..<base.histories.count))
  }

  @Test(arguments: Baseline.allCases)
  func `says what its definition says`(baseline: Baseline) throws {
    var generator = Generator.seeded()
    for round in 0..<3 {
      let orders = TestOrders.random(
        [150, 300, 900][round], refunds: round > 0, using: &generator)
      let now = Then(orders, Self.split)
      let earlier = Then(orders, Self.split - Self.horizon)
      let (base, forecast) = try forecasts(orders, baseline)
      try #require(base.histories.count == now.customers.count)
      for row in 0..<base.histories.count {
        let id = String(decoding: base.histories.ids[row].dropFirst(), as: UTF8.self)
        let customer = try #require(Int(id))
        let cell = now.cell(baseline, customer)
        let learned = earlier.means { earlier.cell(baseline, $0) == cell }
        let (days, revenue) = now.expected(baseline, customer, learned)
        try #require(abs(forecast.days[row] - days) < 1e-9, "\(baseline) of c\(customer)")
        try #require(abs(Double(forecast.revenue[row]) - revenue) <= 0.5 + 1e-9)
        try #require(abs(forecast.probability[row] - learned[1]) < 1e-12)
      }
    }
  }

  @Test func `nothing that comes after the split changes a forecast`() throws {
    var generator = Generator.seeded()
    let orders = TestOrders.random(2000, using: &generator)
    var others = orders
    others.orders.removeAll { $0.day > Self.split && Bool.random(using: &generator) }
    for index in others.orders.indices {
      if others.orders[index].day > Self.split { others.orders[index].amount += 50_000 }
      others.orders[index].refunds.removeAll { $0.day > Self.split }
    }
    for number in 0..<200 {
      others.orders.append(
        Order(customer: number % 60, day: Self.split + 1 + Int32(number % 90)))
    }
    for baseline in Baseline.allCases {
      let (one, other) = (try forecasts(orders, baseline), try forecasts(others, baseline))
      #expect(one.base.outcomes.daysAfter != other.base.outcomes.daysAfter)
      #expect(one.forecast.days == other.forecast.days)
      #expect(one.forecast.probability == other.forecast.probability)
      #expect(one.forecast.revenue == other.forecast.revenue)
    }
    func run(_ orders: TestOrders) throws -> BacktestSplit {
      try #require(
        try BacktestRun(
          orders.log(),
          BacktestRun.Options(
            splits: [Day(rawValue: Self.split)], horizon: Int(Self.horizon), models: [.mbg, .bg],
            keepsZeroOrders: false),
          threads: Threads(2), progress: { _ in }
        ).splits.first)
    }
    let (one, other) = (try run(orders), try run(others))
    #expect(one.holdout != other.holdout)
    for (model, changed) in zip(one.models, other.models) {
      #expect(model.fit.model == changed.fit.model)
      #expect(model.metrics.tracked == changed.metrics.tracked)
      #expect(model.metrics.revenue == changed.metrics.revenue)
      #expect(model.metrics.deciles.map(\.predicted) == changed.metrics.deciles.map(\.predicted))
    }
  }
}
