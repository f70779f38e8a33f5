internal import Columns
public import Histories
public import Orders
public import Segments

// members of each list, sent and held out  ┐
//                                          ├→  who ordered after the lists were made, and for how much  →  the difference
// orders of the days after as-of           ┘
//
// Who is held out is drawn by the ids alone, so whatever differs between the groups, but for chance, was brought about by
// what was sent. Shares: Newcombe's interval of a difference (1998, method 10), of Wilson's. Revenue: the normal interval
// of a difference of means whose variances differ. It is far too narrow where few have bought: in simulated lists that
// bring nothing about, of which a tenth is held out, it misses 0 in up to half of them, and from 20 buyers in each group
// on in 4 to 10 of a hundred.

/// What came of lists: what people did to whom they were sent, beside those who were held out.
public struct Measurement: Sendable {
  /// People of a list who were treated alike.
  struct Group: Sendable, Equatable {
    /// All, and those who ordered.
    var buyers = Trials()
    var orders = 0
    /// Minor units.
    var revenue: Int128 = 0
    /// The sum of the squares of each one's revenue.
    var squares = 0.0

    /// The variance of the mean revenue; nil of so few buyers that it says little.
    var varianceOfMean: Double? {
      if buyers.successes < Measurement.leastBuyers { return nil }
      let n = Double(buyers.count)
      let mean = Double(revenue) / n
      return max(0, squares - n * mean * mean) / (n - 1) / n
    }
  }

  /// A list.
  struct List: Sendable, Equatable {
    let name: String
    var sent = Group()
    var heldOut = Group()
  }

  /// So many have to have bought in each group before it is said how far off their mean revenue may be.
  static let leastBuyers = 20

  /// In the order in which members name them.
  private(set) var lists: [List] = []

  /// Sums up what members did.
  ///
  /// - Parameters:
  ///   - members: who was on which list.
  ///   - histories: the customers as of the last day that is looked at.
  ///   - sums: what each of them bought after the lists were made.
  public init(_ members: [ListedPerson], _ histories: Histories, _ sums: LookbackSums) {
    var places: [String: Int] = [:]
    var listed: [[UInt8]: [(list: Int, isHeldOut: Bool)]] = [:]
    for member in members {
      let place = places[member.list] ?? lists.count
      if place == lists.count {
        places[member.list] = place
        lists.append(List(name: member.list))
      }
      let one = Trials(count: 1, successes: 0)
      if member.isHeldOut {
        lists[place].heldOut.buyers += one
      } else {
        lists[place].sent.buyers += one
      }
      listed[member.id, default: []].append((place, member.isHeldOut))
    }
    for customer in 0..<histories.count where sums.orders[customer] > 0 {
      for (list, isHeldOut) in listed[Array(histories.ids[customer])] ?? [] {
        let path = isHeldOut ? \List.heldOut : \List.sent
        let revenue = sums.revenue[customer]
        lists[list][keyPath: path].buyers += Trials(count: 0, successes: 1)
        lists[list][keyPath: path].orders += Int(sums.orders[customer])
        lists[list][keyPath: path].revenue += Int128(revenue)
        lists[list][keyPath: path].squares += Double(revenue) * Double(revenue)
      }
    }
  }

  /// The table.
  ///
  /// - Parameter frame: the days that were looked at.
  /// - Returns: a row for each list.
  public func table(_ frame: TableFrame) -> BaseTable {
    var table = BaseTable(
      "measured",
      "People of each list who ordered in the period, those it was sent to beside those who were held out by their ids "
        + "alone; leads and who has ordered nothing count too. The difference of shares has Newcombe's 95 % interval, that "
        + "of net revenue for each the normal one, where \(Self.leastBuyers) people or more of each group ordered; brought "
        + "about is that difference times those it was sent to. An interval that holds 0 may be chance, and of lists that "
        + "bring nothing about one in ten or twenty has an interval without it.",
      rows: lists.count, frame)
    let (sent, heldOut) = (lists.map(\.sent), lists.map(\.heldOut))
    table.text("list", lists.map(\.name))
    for (name, groups) in [("sent", sent), ("held_out", heldOut)] {
      table.trials(name, "\(name)_buyers", "\(name)_share", groups.map(\.buyers))
      table.count("\(name)_orders", groups.map(\.orders))
      table.money("\(name)_net_revenue", groups.map(\.revenue))
      table.mean("\(name)_net_revenue_each", groups.map(\.revenue), per: groups.map(\.buyers.count))
    }
    let shares = lists.map { Trials.difference($0.sent.buyers, $0.heldOut.buyers) }
    table.number("share_difference", shares.map { $0?.value })
    table.number("share_difference_low", shares.map { $0?.low })
    table.number("share_difference_high", shares.map { $0?.high })
    let revenue = lists.map { Self.difference($0.sent, $0.heldOut) }
    let intervals = lists.indices.map { list in
      revenue[list].flatMap { Self.interval(lists[list].sent, lists[list].heldOut, about: $0) }
    }
    func money(_ value: Double?) -> Int128? {
      value.flatMap { $0.magnitude < 1e18 ? Int128($0.rounded(.toNearestOrEven)) : nil }
    }
    table.money("net_revenue_difference_each", revenue.map { money($0) })
    table.money("net_revenue_difference_each_low", intervals.map { money($0?.low) })
    table.money("net_revenue_difference_each_high", intervals.map { money($0?.high) })
    table.money(
      "net_revenue_brought_about",
      lists.indices.map { list in
        intervals[list] == nil
          ? nil : money(revenue[list].map { $0 * Double(lists[list].sent.buyers.count) })
      })
    table.close()
    return table
  }

  /// How far mean revenues differ, in minor units; nil if a group is of nobody.
  private static func difference(_ sent: Group, _ heldOut: Group) -> Double? {
    if sent.buyers.count == 0 || heldOut.buyers.count == 0 { return nil }
    return Double(sent.revenue) / Double(sent.buyers.count)
      - Double(heldOut.revenue) / Double(heldOut.buyers.count)
  }

  /// The interval about that difference; nil if too few have bought.
  private static func interval(
    _ sent: Group, _ heldOut: Group, about value: Double
  ) -> (low: Double, high: Double)? {
    guard let one = sent.varianceOfMean, let other = heldOut.varianceOfMean else { return nil }
    let half = Trials.z * (one + other).squareRoot()
    return (value - half, value + half)
  }
}
