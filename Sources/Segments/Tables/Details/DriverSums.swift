internal import Columns
internal import Orders

/// What first orders had in common, and who came again: a table of what may drive customers back.
struct DriverSums: Sendable {
  /// The values of a driver that have a row of their own.
  private static let mostValues = 50

  /// Customers by something of their first order.
  private struct Driver: Sendable {
    var values = TextSums<CameAgain>()
    /// Those of whom it is not known.
    var unknown = CameAgain()

    /// Adds customers by the codes of their first orders.
    mutating func add(_ texts: CodedTexts, _ orders: OrderDetails, _ returns: [CameAgain]) {
      var own = [CameAgain](repeating: CameAgain(), count: texts.names.count + 1)
      for customer in 0..<orders.customers {
        own[Int(texts.codes[orders.starts[customer]]) + 1] += returns[customer]
      }
      unknown += own[0]
      values.add(own.dropFirst(), of: texts)
    }

    static func += (left: inout Driver, right: Driver) {
      left.values += right.values
      left.unknown += right.unknown
    }
  }

  private var channels = Driver()
  private var countries = Driver()
  /// Customers whose first order was not discounted, and whose was.
  private var discounted = [CameAgain(), CameAgain()]
  private var months = CameAgainByMonth()
  private var bands = ValueBands()

  /// Adds the orders of some customers.
  mutating func add(_ orders: OrderDetails, _ returns: [CameAgain]) {
    channels.add(orders.channels, orders, returns)
    countries.add(orders.countries, orders, returns)
    for customer in 0..<orders.customers {
      let first = orders.starts[customer]
      discounted[orders.isDiscounted(first) ? 1 : 0] += returns[customer]
      months.add(orders.days[first], returns[customer])
      bands.add(orders.firstDayRevenue(of: customer), returns[customer])
    }
  }

  static func += (left: inout DriverSums, right: DriverSums) {
    left.channels += right.channels
    left.countries += right.countries
    for place in left.discounted.indices { left.discounted[place] += right.discounted[place] }
    left.months += right.months
    left.bands += right.bands
  }

  /// A value of a driver.
  private struct Value {
    let driver: String
    let kind: String
    let name: String
    let returns: CameAgain
    /// The least and the greatest net revenue of a value band.
    var band: ClosedRange<Int64>?
  }

  /// The values of a driver by how many customers have them.
  private static func values(_ name: String, _ driver: Driver) -> [Value] {
    let (first, others) = driver.values.ranked(mostValues) { Int128($0.ever.count) }
    // Later orders have values too that no first one has.
    var values = first.filter { $0.sum.ever.count > 0 }.map {
      Value(driver: name, kind: "value", name: $0.name, returns: $0.sum)
    }
    if let others, others.ever.count > 0 {
      values.append(Value(driver: name, kind: "other", name: "other", returns: others))
    }
    if driver.unknown.ever.count > 0 {
      values.append(
        Value(driver: name, kind: "unknown", name: "unknown", returns: driver.unknown))
    }
    return values
  }

  /// The months with most customers, in order.
  private func monthValues() -> [Value] {
    let (first, others) = months.ranked(Self.mostValues)
    return first.map {
      Value(
        driver: "month", kind: "value", name: MonthCalendar.shared.name(of: $0.month),
        returns: $0.returns)
    } + (others.map { [Value(driver: "month", kind: "other", name: "other", returns: $0)] } ?? [])
  }

  /// The table.
  ///
  /// - Parameters:
  ///   - frame: what all tables have in common.
  ///   - kinds: what the orders have.
  /// - Returns: a row for each value of a driver and each window.
  func table(_ frame: TableFrame, _ kinds: Set<OrderDetails.Kind>) -> BaseTable {
    var values: [Value] = []
    if kinds.contains(.channel) { values += Self.values("channel", channels) }
    if kinds.contains(.country) { values += Self.values("country", countries) }
    if kinds.contains(.discount) || kinds.contains(.discountCode) {
      values += zip(["no", "yes"], discounted).map {
        Value(driver: "discounted", kind: "value", name: $0, returns: $1)
      }
    }
    if frame.hasAmounts {
      values += bands.all().map {
        Value(
          driver: "value_band", kind: "value", name: "\($0.band)", returns: $0.returns,
          band: $0.range)
      }
    }
    values += monthValues()
    var everybody = discounted[0]
    everybody += discounted[1]
    let rows = values.flatMap { value in
      [
        (90, value.returns.within90, everybody.within90),
        (365, value.returns.within365, everybody.within365),
      ]
      .map { (value: value, days: $0.0, own: $0.1, others: $0.2 - $0.1) }
    }
    let comparisons = rows.count { $0.own.count > 0 && $0.others.count > 0 }
    var table = BaseTable(
      "drivers",
      "Who came again, on a later purchase day within so many days, by what their first order had: that of the first "
        + "purchase day with the earliest time, then with the least amount. Of customers whose first purchase day lies "
        + "that far before as-of, with Wilson's 95 % interval, beside all others of the same window; lift is the one share "
        + "/ the other. Value bands are fifths by the net revenue of the first purchase day: 1 + the whole part of 5 x "
        + "customers with less / customers, from the least to the greatest that a band has. Months are calendar months. The "
        + "\(Self.mostValues) values of most customers have rows of their own. \(comparisons) shares are compared here, of "
        + "which one in 20 seems to differ by chance alone: hold what is found against .05 / their number (Bonferroni). "
        + "Nothing here says that one causes the other.",
      rows: rows.count, frame)
    table.text("driver", rows.map(\.value.driver))
    table.text("row_kind", rows.map(\.value.kind))
    table.text("value", rows.map(\.value.name))
    table.count("within_days", rows.map(\.days))
    table.trials("customers", "came_again", "share_came_again", rows.map(\.own))
    table.count("other_customers", rows.map(\.others.count))
    table.count("others_came_again", rows.map(\.others.successes))
    let ownShares = rows.map { Int128($0.own.successes) * Int128($0.others.count) }
    table.ratio(
      "share_others_came_again", rows.map(\.others.successes), per: rows.map(\.others.count))
    table.share(
      "lift", ownShares, of: rows.map { Int128($0.others.successes) * Int128($0.own.count) })
    table.money("net_revenue_from", rows.map { $0.value.band.map { Int128($0.lowerBound) } })
    table.money("net_revenue_to", rows.map { $0.value.band.map { Int128($0.upperBound) } })
    table.close()
    return table
  }
}

extension OrderDetails {
  /// What a customer spent on the first purchase day.
  fileprivate func firstDayRevenue(of customer: Int) -> Int64 {
    let first = starts[customer]
    var revenue: Int128 = 0
    for order in first..<starts[customer + 1] {
      if days[order] != days[first] { break }
      revenue += Int128(amounts[order])
    }
    return Int64(clamping: revenue)
  }
}
