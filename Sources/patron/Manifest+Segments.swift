import Orders
import Segments

// What customers were compared with.
extension Manifest {
  /// The values that a customer must beat for the scores 2 to 5.
  struct Cuts: Codable {
    var days_since_last_order_below: [Int64]
    var orders_above: [Int64]
    @OrNull var net_revenue_above: [String]?
  }

  /// When stages end, in days after the last order.
  struct StageWindows: Encodable {
    /// Why these days.
    enum Basis: String, Encodable {
      /// They are the usual ones, or were given.
      case days
      /// 80 % and 95 % of the base's gaps, of those that end, end within them.
      case gaps
      /// So they were to be, but the gaps are too few: the usual ones.
      case too_few_gaps
    }

    /// What the windows go by.
    struct Gaps: Encodable {
      /// Gaps between neighbouring purchase days.
      var ended: Int
      /// From the last purchase day on, one of each customer.
      var open: Int
      /// The share of gaps that ever end, by Kaplan and Meier.
      var ever_ended: Double
    }

    var active: Int32
    var lapsing: Int32
    var basis: Basis
    @OrNull var gaps: Gaps?
  }

  /// From which value on customers are in each tier but the last; tiers that nobody can be in are left out.
  struct Tiers: Encodable {
    /// By top percent, or by amounts that were given.
    var basis: String
    var net_revenue_from: [String: String]
    var clv_from: [String: String]
  }

  /// The top tenth by net revenue and by purchase days.
  struct Heroes: Encodable {
    var customers: Int
    var of_customers: Int
    var net_revenue: String
    var of_net_revenue: String
    /// Their mean net revenue by that of all customers; null where that is not above zero.
    @OrNull var times_mean_revenue: Double?
  }

  /// Where the segments came from.
  struct SegmentMap: Encodable {
    /// The classic one, or a file.
    var name: String
    @OrNull var sha256: String?
  }
}

extension Manifest.StageWindows {
  init(_ windows: StageWindows, _ gaps: RepurchaseGaps?) {
    self.init(
      active: windows.active, lapsing: windows.lapsing,
      basis: gaps == nil ? .days : gaps?.windows == nil ? .too_few_gaps : .gaps,
      gaps: gaps.map { Gaps(ended: $0.ended, open: $0.open, ever_ended: $0.everEnded) })
  }
}

extension Manifest.Tiers {
  init(_ run: ScoreRun) {
    let scale = run.source.currency.scale
    func starts(_ bounds: [Int64]) -> [String: String] {
      var starts: [String: String] = [:]
      for (place, bound) in bounds.enumerated() where place == 0 || bound < bounds[place - 1] {
        starts[ValueTier.allCases[place].rawValue] = Figures.decimal(Int128(bound), scale: scale)
      }
      return starts
    }
    self.init(
      basis: run.table.rules.tiers == .places ? "top_percent" : "amounts",
      net_revenue_from: starts(run.table.revenueBounds), clv_from: starts(run.table.clvBounds))
  }
}

extension Manifest.Heroes {
  init(_ heroes: Heroes, of run: ScoreRun) {
    let scale = run.source.currency.scale
    self.init(
      customers: heroes.customers, of_customers: heroes.ofCustomers,
      net_revenue: Figures.decimal(heroes.revenue, scale: scale),
      of_net_revenue: Figures.decimal(heroes.ofRevenue, scale: scale),
      times_mean_revenue: heroes.timesMean)
  }
}
