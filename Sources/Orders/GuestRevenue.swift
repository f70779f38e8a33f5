public import Columns

/// The revenue of orders of nobody, by day: with that of orders that count, all of the shop's.
public struct GuestRevenue: Sendable {
  private let days: [Int32]
  /// Minor units up to and with each of the days.
  private let sums: [Int128]

  /// The given revenue, of days in any order.
  public init(_ revenue: [(day: Day, revenue: Int128)] = []) {
    var byDay: [Int32: Int128] = [:]
    for entry in revenue { byDay[entry.day.rawValue, default: 0] += entry.revenue }
    days = byDay.keys.sorted()
    var sum: Int128 = 0
    sums = days.map { day in
      sum += byDay[day] ?? 0
      return sum
    }
  }

  /// That of a day and later ones.
  public func since(_ day: Day) -> GuestRevenue {
    var before = until(day - 1)
    return GuestRevenue(
      zip(days, sums).filter { $0.0 >= day.rawValue }.map { own, sum in
        defer { before = sum }
        return (day: Day(rawValue: own), revenue: sum - before)
      })
  }

  /// The revenue up to a day, in minor units.
  public func until(_ day: Day) -> Int128 {
    var (low, high) = (0, days.count)
    while low < high {
      let middle = (low + high) / 2
      if days[middle] <= day.rawValue { low = middle + 1 } else { high = middle }
    }
    return low == 0 ? 0 : sums[low - 1]
  }
}
