/// Watches the orders that count while histories are made of them, for what no history has room for.
///
/// Each block of orders has an observer of its own; in the end all are added. Where its sums are integers, they are
/// the same however orders are cut.
public protocol OrderObserver: Sendable {
  /// Takes what was paid back by as-of of orders of the customers that `add` is told of next; it is not called if nothing
  /// was.
  ///
  /// - Parameter refunds: ascending by customer; customers of whom nothing counts may be among them.
  mutating func addRefunds(_ refunds: Span<CustomerRefunds>)

  /// Takes the orders of some customers, in the order of days; what was paid back is off. A customer of whom nothing
  /// counts has none.
  ///
  /// Of the orders, `starts[i] - starts[0]..<starts[i + 1] - starts[0]` are those of customer i.
  ///
  /// - Parameters:
  ///   - starts: where each customer's orders begin, and behind them where the last one's end.
  ///   - days: the orders' days.
  ///   - amounts: their amounts in minor units; zeros without amounts.
  mutating func add(_ starts: Span<Int>, _ days: Span<Int32>, _ amounts: Span<Int64>)

  /// Adds what another one saw.
  static func += (left: inout Self, right: Self)
}

extension OrderObserver {
  /// Passes them over.
  public mutating func addRefunds(_ refunds: Span<CustomerRefunds>) {}
}

/// What was paid back of a customer's orders by as-of.
public struct CustomerRefunds: Sendable, Equatable {
  /// The customer's place among those who are told of next.
  public let customer: Int
  /// The orders of which something was paid back.
  public internal(set) var orders = 0
  /// Those of them of which nothing is left, and which do not count.
  public internal(set) var whole = 0
  /// What was paid back, in minor units.
  public internal(set) var amount: Int128 = 0

  /// Nothing yet.
  public init(customer: Int) { self.customer = customer }
}

/// Watches nothing.
public struct NoObserver: OrderObserver {
  /// One that watches nothing.
  public init() {}
  /// Adds the orders of some customers.
  public mutating func add(_ starts: Span<Int>, _ days: Span<Int32>, _ amounts: Span<Int64>) {}
  /// Adds what another one saw.
  public static func += (left: inout NoObserver, right: NoObserver) {}
}
