public import Columns

/// What is simulated: how many customers and orders, when, and how they behave.
///
/// Customers come over the whole period, each at a time of its own, and every one with a first order. From
/// then on they follow the Pareto/NBD model of Schmittlein, Morrison and Colombo (1987): orders come at a
/// customer's own rate, Gamma(r, alpha) over the customers, until the customer drops out, at a rate that is
/// Gamma(s, beta). What an order is worth follows the Gamma-Gamma model: Gamma(p, ν), with the customer's ν
/// Gamma(q, v). All times are in days, and amounts in major units of two decimals.
///
/// Unless other ones are given, the parameters are those that were published for the CDNOW sample: Fader,
/// Hardie and Lee (2005) for r, s and beta (there 11.669 weeks), Fader and Hardie (note 025, 2013) for p, q
/// and v.
public struct SimulationOptions: Sendable {
  /// How many orders there are to be.
  public enum Size: Sendable, Equatable {
    /// Exactly so many, at least one a customer: alpha is what makes it so.
    case orders(Int)
    /// As many as come with this alpha, in days.
    case alpha(Double)
  }

  /// The number of customers, at least 1.
  public var customers = 100_000
  /// How many orders they place.
  public var size = Size.orders(1_000_000)
  /// The seed of the random numbers.
  public var seed: UInt64 = 1
  /// Whether orders have ids: numbers in order of time.
  public var hasOrderIDs = false
  /// The first day of the log.
  public var firstDay: Day
  /// The last day of the log, which counts whole.
  public var lastDay: Day
  /// Shape of the customers' order rates.
  public var r = 0.553
  /// Shape of the customers' dropout rates.
  public var s = 0.606
  /// Rate of their distribution, in days.
  public var beta = 81.68
  /// Shape of a customer's spends.
  public var p = 6.25
  /// Shape of the distribution of their rates over customers.
  public var q = 3.74
  /// Rate of that distribution, in major units.
  public var v = 15.44

  /// The usual options for a period.
  public init(firstDay: Day, lastDay: Day) {
    self.firstDay = firstDay
    self.lastDay = lastDay
  }

  /// What `customers` and a number of orders may be: counters of 32 bits serve.
  public static let counts = 1...4_000_000_000
  /// What r, s, p and q may be: no draw of them, or its inverse, leaves the range of doubles.
  public static let shapes = 0.1...1000.0
  /// What alpha, beta and v may be.
  public static let rates = 1e-3...1e9
  /// The most days of a period: a hundred years.
  public static let mostDays = 36_525

  /// The number of days.
  var days: Int { Int(lastDay - firstDay) + 1 }

  /// Stops the program if an option is outside of its range.
  func check() {
    precondition(Self.counts.contains(customers), "customers in their range")
    precondition((1...Self.mostDays).contains(days), "a period of at least a day")
    switch size {
    case .orders(let orders):
      precondition(Self.counts.contains(orders) && orders >= customers, "an order a customer")
    case .alpha(let alpha):
      precondition(Self.rates.contains(alpha), "alpha in its range")
    }
    precondition([r, s, p, q].allSatisfy(Self.shapes.contains), "shapes in their range")
    precondition([beta, v].allSatisfy(Self.rates.contains), "rates in their range")
  }
}
