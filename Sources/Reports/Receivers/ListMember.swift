public import Columns
public import Orders

/// Somebody on a list.
public struct ListMember: Sendable {
  /// The customer's id.
  public var id: String
  /// How the person is reached.
  public var contact: Contact
  /// What the scores say; nil for a lead.
  public var figures: Figures?
  /// Why the person is on the list.
  public var reason: String

  /// Somebody with an id.
  ///
  /// Where no e-mail is known and the id is one, as in order files that name customers so, it is the e-mail.
  public init(id: String, contact: Contact, figures: Figures?, reason: String) {
    self.id = id
    self.contact = contact
    self.figures = figures
    self.reason = reason
    if contact.email == nil && EmailAddress(id) != nil { self.contact.email = id }
  }

  /// What scores say of a customer, amounts in minor units.
  public struct Figures: Sendable, Equatable {
    /// The number of orders.
    public var orders: Int32
    /// The day of the last one.
    public var lastOrder: Day
    /// Net revenue so far; nil without amounts.
    public var revenue: Int64?
    /// Net revenue per order; nil without amounts.
    public var averageOrderValue: Int64?
    /// The mean days from one purchase to the next; nil with one purchase day.
    public var daysBetweenPurchases: Double?
    /// Expected orders over the horizon.
    public var expectedOrders: Double
    /// The churn probability.
    public var churnProbability: Double
    /// CLV over the horizon; nil without amounts.
    public var clv: Int64?
    /// When the next order is due; nil if that is too far away.
    public var nextOrder: Day?
    /// The lifecycle stage.
    public var stage: String
    /// The RFM segment.
    public var segment: String
    /// The value tier; nil without amounts.
    public var tier: String?

    /// Figures with their values.
    public init(
      orders: Int32, lastOrder: Day, revenue: Int64?, averageOrderValue: Int64?,
      daysBetweenPurchases: Double?, expectedOrders: Double, churnProbability: Double, clv: Int64?,
      nextOrder: Day?, stage: String, segment: String, tier: String?
    ) {
      self.orders = orders
      self.lastOrder = lastOrder
      self.revenue = revenue
      self.averageOrderValue = averageOrderValue
      self.daysBetweenPurchases = daysBetweenPurchases
      self.expectedOrders = expectedOrders
      self.churnProbability = churnProbability
      self.clv = clv
      self.nextOrder = nextOrder
      self.stage = stage
      self.segment = segment
      self.tier = tier
    }
  }
}

extension ListMember.Figures {
  /// The columns of the score table that they are taken from.
  public static func columns(horizon: Int) -> Set<String> {
    [
      "orders", "last_order_date", "net_revenue", "average_order_value",
      "average_days_between_purchases", "expected_orders_\(horizon)", "churn_probability",
      "clv_\(horizon)", "next_order_due_date", "lifecycle_stage", "rfm_segment", "value_tier",
    ]
  }

  /// The figures of a row of the score table.
  ///
  /// - Parameters:
  ///   - columns: columns of a block of the table, by name.
  ///   - row: the row in the block.
  ///   - horizon: a horizon that the table has.
  /// - Precondition: the columns that are needed are there.
  public init(_ columns: [String: Column], row: Int, horizon: Int) {
    func column(_ name: String) -> Column? {
      guard let column = columns[name] else { preconditionFailure("a column \(name)") }
      return column.validity?[row] ?? true ? column : nil
    }
    func integer(_ name: String) -> Int32? {
      if case .int32(let values)? = column(name)?.values { return values[row] }
      return nil
    }
    func money(_ name: String) -> Int64? {
      if case .int64(let values)? = column(name)?.values { return values[row] }
      return nil
    }
    func real(_ name: String) -> Double? {
      if case .real(let values)? = column(name)?.values { return values[row] }
      return nil
    }
    func text(_ name: String) -> String? { column(name)?.text(row: row) }
    self.init(
      orders: integer("orders") ?? 0,
      lastOrder: Day(rawValue: integer("last_order_date") ?? 0),
      revenue: money("net_revenue"), averageOrderValue: money("average_order_value"),
      daysBetweenPurchases: real("average_days_between_purchases"),
      expectedOrders: real("expected_orders_\(horizon)") ?? 0,
      churnProbability: real("churn_probability") ?? 0, clv: money("clv_\(horizon)"),
      nextOrder: integer("next_order_due_date").map { Day(rawValue: $0) },
      stage: text("lifecycle_stage") ?? "", segment: text("rfm_segment") ?? "",
      tier: text("value_tier"))
  }
}
