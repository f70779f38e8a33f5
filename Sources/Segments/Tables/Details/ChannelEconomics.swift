internal import Columns
internal import Orders

/// What the newcomers of channels cost, and what they have left so far.
struct ChannelEconomics: Sendable {
  /// What was spent on each channel: by its name, and by month.
  private let spends: [[UInt8]: [Int: Int128]]
  private let margin: Double
  private let nobody: Acquisition
  /// The customers whose first order was in a channel that something was spent on.
  private var newcomers: [[UInt8]: Acquisition] = [:]
  /// The net revenue of all customers.
  private var all: Int128 = 0

  /// Nobody yet; nil unless it is known what was spent on a channel.
  init?(_ rules: TableRules, asOf: Day) {
    guard case .spend(let spends) = rules.acquisitionCost, let margin = rules.margin else {
      return nil
    }
    var byChannel: [[UInt8]: [Int: Int128]] = [:]
    for spend in spends where !spend.channel.isEmpty {
      let month = MonthCalendar.shared.month(of: spend.month.rawValue)
      byChannel[Array(spend.channel.utf8), default: [:]][month, default: 0] += spend.amount
    }
    if byChannel.isEmpty { return nil }
    self.spends = byChannel
    self.margin = margin
    nobody = Acquisition(asOf: asOf, lapsing: rules.windows.lapsing)
  }

  /// Adds the orders of some customers.
  mutating func add(_ orders: OrderDetails) {
    let names = orders.channels.names
    var own: [Acquisition?] = (0..<names.count).map {
      spends[Array(names[$0])] == nil ? nil : nobody
    }
    let (starts, days, amounts) = (orders.starts.span, orders.days.span, orders.amounts.span)
    for customer in 0..<orders.customers {
      let rows = orders.starts[customer]..<orders.starts[customer + 1]
      let channel = Int(orders.channels.codes[rows.lowerBound])
      if channel < 0 { continue }
      own[channel]?.add(
        starts.extracting(customer...customer + 1), days.extracting(rows), amounts.extracting(rows))
    }
    for (channel, acquisition) in own.enumerated() {
      guard let acquisition else { continue }
      newcomers[Array(names[channel]), default: nobody] += acquisition
    }
    all = orders.amounts.reduce(all) { $0 + Int128($1) }
  }

  static func += (left: inout ChannelEconomics, right: ChannelEconomics) {
    for (channel, acquisition) in right.newcomers {
      left.newcomers[channel, default: left.nobody] += acquisition
    }
    left.all += right.all
  }

  /// The rows of a channel: months in which something was spent on it, and all of these together.
  private func months(of channel: [UInt8], _ frame: TableFrame) -> [Economics.Row] {
    let calendar = MonthCalendar.shared
    let months = calendar.month(of: frame.from.rawValue)...calendar.month(of: frame.asOf.rawValue)
    let last = Economics.lastMonth(frame.asOf)
    let cohorts = Dictionary(
      uniqueKeysWithValues: (newcomers[channel]?.named ?? []).map { ($0.month, $0.cohort) })
    let spends = (spends[channel] ?? [:]).filter { months.contains($0.key) }
    let rows = spends.sorted { $0.key < $1.key }.map { month, spend in
      Economics.Row(
        name: calendar.name(of: month), cohort: cohorts[month] ?? Acquisition.Cohort(),
        spend: spend, passed: last - month)
    }
    return rows.isEmpty ? [] : rows + [Economics.Row.all(rows)]
  }

  /// The table.
  func table(_ frame: TableFrame) -> BaseTable {
    let channels = spends.keys.sorted { $0.lexicographicallyPrecedes($1) }
    let groups = channels.map {
      (name: String(decoding: $0, as: UTF8.self), rows: months(of: $0, frame))
    }
    let rows = groups.flatMap(\.rows)
    let rest = ["other", "guests", "total"]
    let revenue = groups.reduce(Int128(0)) { $0 + ($1.rows.last?.cohort.newcomers.revenue ?? 0) }
    var table = BaseTable(
      "channel_economics",
      "Customers by the channel of their first order, as written (that of their first purchase day with the earliest "
        + "time, then with the least amount), and by its month, of channels and months whose cost is known; months "
        + "outside of the period are left out. " + Economics.definition(margin),
      rows: rows.count + rest.count, frame)
    table.text(
      "first_channel",
      groups.flatMap { group in group.rows.map { _ in group.name } } + rest)
    table.text("first_order_month", rows.map(\.name) + rest)
    table.economics(rows + [Economics.Row?](repeating: nil, count: rest.count), margin: margin)
    table.close(rows, others: all - revenue, of: all, frame)
    return table
  }
}
