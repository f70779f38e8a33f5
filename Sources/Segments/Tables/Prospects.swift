internal import Columns
internal import Histories
internal import Scores

/// What some customers brought, and what the model expects of them, as the score table has it.
struct Prospect: Sendable, Equatable {
  var customers = 0
  var repeatCustomers = 0
  var orders = 0
  /// Net revenue, in minor units.
  var revenue: Int128 = 0
  /// That of the last 365 days.
  var recentRevenue: Int128 = 0
  /// Σ P(alive), in millionths.
  var alive = 0
  /// Over the longest horizon, in minor units.
  var clv: Int128 = 0
  /// The value at stake over it.
  var atStake: Int128 = 0

  static func += (left: inout Prospect, right: Prospect) {
    left.customers += right.customers
    left.repeatCustomers += right.repeatCustomers
    left.orders += right.orders
    left.revenue += right.revenue
    left.recentRevenue += right.recentRevenue
    left.alive += right.alive
    left.clv += right.clv
    left.atStake += right.atStake
  }
}

/// What the model expects of a base in groups, in one pass over its customers.
struct Prospects: Sendable {
  /// What is expected over one horizon, in minor units: as things are, and what is at stake.
  struct Horizon: Sendable, Equatable {
    var revenue: Int128 = 0
    var revenueAtStake: Int128 = 0
    var clv: Int128 = 0
    var atStake: Int128 = 0
  }

  /// Customers of a return band, and what was paid back to them.
  struct Returned: Sendable, Equatable {
    var prospect = Prospect()
    /// Orders of which something was paid back, and of them those of which nothing is left.
    var orders = 0
    var whole = 0
    /// Minor units.
    var amount: Int128 = 0
  }

  /// By lifecycle stage, and within it by value tier, in the orders of `allCases`.
  private(set) var cells = [Prospect](
    repeating: Prospect(), count: LifecycleStage.allCases.count * ValueTier.allCases.count)
  /// In the order of `ReturnBand.allCases`.
  private(set) var bands = [Returned](repeating: Returned(), count: ReturnBand.allCases.count)
  /// In the order of the score's horizons.
  private(set) var horizons: [Horizon]
  /// Customers whose one purchase day is of the last year that `SecondPurchases` has.
  private(set) var oneTime = 0

  /// All customers.
  var all: Prospect { cells.reduce(into: Prospect()) { $0 += $1 } }

  /// Sums up a base that has amounts.
  ///
  /// - Throws: what a thread throws, which is nothing.
  init(_ table: ScoreTable, _ returns: Returns, threads: Threads) throws {
    self.init(horizons: table.predictor.options.horizons.count)
    let blocks = Blocks(table.histories.count)
    let parts = try threads.map(blocks.count) { block in
      var part = Prospects(horizons: table.predictor.options.horizons.count)
      let rows = blocks[block]
      let chunks = Blocks(rows.count, of: PredictedValues.chunk)
      for chunk in 0..<chunks.count {
        let start = rows.lowerBound + chunks[chunk].lowerBound
        part.add(start..<start + chunks[chunk].count, of: table, returns)
      }
      return part
    }
    for part in parts { add(part) }
  }

  private init(horizons: Int) {
    self.horizons = Array(repeating: Horizon(), count: horizons)
  }

  private mutating func add(_ other: Prospects) {
    for place in cells.indices { cells[place] += other.cells[place] }
    for place in bands.indices {
      bands[place].prospect += other.bands[place].prospect
      bands[place].orders += other.bands[place].orders
      bands[place].whole += other.bands[place].whole
      bands[place].amount += other.bands[place].amount
    }
    for place in horizons.indices {
      horizons[place].revenue += other.horizons[place].revenue
      horizons[place].revenueAtStake += other.horizons[place].revenueAtStake
      horizons[place].clv += other.horizons[place].clv
      horizons[place].atStake += other.horizons[place].atStake
    }
    oneTime += other.oneTime
  }

  /// Adds some customers of a table.
  private mutating func add(_ customers: Range<Int>, of table: ScoreTable, _ returns: Returns) {
    let h = table.histories
    let factors = CustomerFactors(customers, table.predictor)
    var (clv, atStake): ([Int64], [Int64]) = ([], [])
    for horizon in horizons.indices {
      clv = factors.clv(horizon)
      atStake = factors.valueAtStake(horizon)
      horizons[horizon].clv += BasePart.sum(clv)
      horizons[horizon].atStake += BasePart.sum(atStake)
      let expected = factors.expectedOrders(horizon)
      horizons[horizon].revenue += BasePart.sum(factors.expectedRevenue(expected))
      horizons[horizon].revenueAtStake += BasePart.sum(factors.revenueAtStake(horizon))
    }
    let alive = factors.probabilityAlive
    let revenue = h.revenue.span.extracting(customers)
    let stages = table.rules.windows.stages(h, customers).codes
    let tiers = ValueTier.indices(
      table.revenue.span.extracting(customers), bounds: table.revenueBounds)
    var returned = returns.customers(in: customers)
    for index in 0..<customers.count {
      let row = customers.lowerBound + index
      var one = Prospect()
      one.customers = 1
      one.repeatCustomers = h.purchaseDays[row] > 1 ? 1 : 0
      one.orders = Int(h.orders[row])
      one.revenue = Int128(revenue[index])
      one.recentRevenue = Int128(h.recentRevenue[row])
      one.alive = Int((alive[index] * 1e6).rounded(.toNearestOrEven))
      one.clv = Int128(clv[index])
      one.atStake = Int128(atStake[index])
      cells[Int(stages[index]) * ValueTier.allCases.count + Int(tiers[index])] += one
      let isRecent = Int(h.asOf.rawValue) - Int(h.lastDay[row]) < Int(SecondPurchases.days)
      oneTime += isRecent && h.purchaseDays[row] == 1 ? 1 : 0
      let refunds = returned.first?.row == row ? returned.popFirst()?.refunds : nil
      add(one, refunds)
    }
  }

  /// Adds a customer to a return band.
  private mutating func add(_ one: Prospect, _ refunds: CustomerRefunds?) {
    let amount = refunds?.amount ?? 0
    let place = ReturnBand(amount, of: one.revenue + amount).rawValue
    bands[place].prospect += one
    bands[place].orders += refunds?.orders ?? 0
    bands[place].whole += refunds?.whole ?? 0
    bands[place].amount += amount
  }
}
