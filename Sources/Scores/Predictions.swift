/// The predictions for a run of customers.
///
/// Money is in minor units.
public struct Predictions: Sendable {
  /// P(the customer has not dropped out by as-of).
  public internal(set) var probabilityAlive: [Double] = []
  /// For each horizon, P(at least one order in (as-of, as-of + H]).
  public internal(set) var orderProbability: [[Double]] = []
  /// For each horizon, the expected purchase days.
  public internal(set) var expectedOrders: [[Double]] = []
  /// For each horizon, the expected revenue, neither discounted nor reduced to margin.
  public internal(set) var expectedRevenue: [[Int64]] = []
  /// For each horizon, the customer lifetime value.
  public internal(set) var clv: [[Int64]] = []
  /// The expected net revenue of one purchase day.
  public internal(set) var expectedOrderValue: [Int64] = []
  /// CLV without a horizon; zero and without meaning if there is no discount.
  public internal(set) var residualCLV: [Int64] = []
  /// (1 − P(alive)) × CLV given alive, over the longest horizon.
  public internal(set) var valueAtStake: [Int64] = []
  /// Days from the last order to the 25 %, 50 % and 75 % points of the wait, if still a customer.
  public internal(set) var waits: [[Double]] = []
}
