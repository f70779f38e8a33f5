internal import Columns

/// What some customers came to who were all acquired together: in one month, or by one promotion.
///
/// Within H days of the first purchase day is told of those alone whose first lies H days or more before as-of.
struct Newcomers: Sendable {
  /// The days that are looked at.
  static let horizons: [Int32] = [30, 60, 90, 180, 365]

  /// One number of days.
  struct Window: Sendable {
    /// Customers who had the whole time, and those of them who came again in it.
    var returned = Trials()
    /// What all of them spent from the first purchase day on, in minor units, and on that day alone.
    var revenue: Int128 = 0
    var firstRevenue: Int128 = 0
  }

  var customers = 0
  var orders = 0
  /// Customers with a second purchase day.
  var returned = 0
  var revenue: Int128 = 0
  /// That of first purchase days.
  var firstRevenue: Int128 = 0
  /// By `horizons`.
  var windows = [Window](repeating: Window(), count: horizons.count)

  /// The window of so many days, one of `horizons`.
  func window(_ days: Int32) -> Window { windows[Self.horizons.firstIndex(of: days) ?? 0] }

  /// Adds a customer with these orders, one at least.
  mutating func add(_ days: Span<Int32>, _ amounts: Span<Int64>, asOf: Int32) {
    let first = days[0]
    var order = 0
    var spent: Int128 = 0
    while order < days.count && days[order] == first {
      spent += Int128(amounts[order])
      order += 1
    }
    let firstSpent = spent
    customers += 1
    orders += days.count
    firstRevenue += firstSpent
    let second: Int? = order < days.count ? Int(days[order]) - Int(first) : nil
    if second != nil { returned += 1 }
    for place in windows.indices {
      let horizon = Int(Self.horizons[place])
      if Int(asOf) - Int(first) < horizon { break }
      while order < days.count && Int(days[order]) - Int(first) <= horizon {
        spent += Int128(amounts[order])
        order += 1
      }
      let came = second.map { $0 <= horizon } ?? false
      windows[place].returned += Trials(count: 1, successes: came ? 1 : 0)
      windows[place].revenue += spent
      windows[place].firstRevenue += firstSpent
    }
    while order < days.count {
      spent += Int128(amounts[order])
      order += 1
    }
    revenue += spent
  }

  static func += (left: inout Newcomers, right: Newcomers) {
    left.customers += right.customers
    left.orders += right.orders
    left.returned += right.returned
    left.revenue += right.revenue
    left.firstRevenue += right.firstRevenue
    for place in left.windows.indices {
      left.windows[place].returned += right.windows[place].returned
      left.windows[place].revenue += right.windows[place].revenue
      left.windows[place].firstRevenue += right.windows[place].firstRevenue
    }
  }

  static func + (left: Newcomers, right: Newcomers) -> Newcomers {
    var sum = left
    sum += right
    return sum
  }
}
