internal import Segments

/// A headline figure with its change.
struct Headline {
  /// The row of its table and what else it takes to tell figures apart.
  let id: String
  let label: String
  /// As files have it.
  let exact: String
  /// The same in groups of three digits, for who points at it.
  let grouped: String
  /// Rounded.
  let shown: String
  /// What it is a part of, or comes to, if there is something to say.
  let note: String?
  let change: Change?
  /// Why there is none, where an earlier day is shown.
  let unchanged: String?

  /// How far it is from that of the earlier day.
  struct Change {
    /// The difference, as files would have it.
    let exactDifference: String
    let difference: String
    /// In percent of the earlier figure; nil where that was zero.
    let relative: String?
    /// The earlier figure, rounded.
    let before: String
    let arrow: String
  }
}

/// Where a headline figure stands, and how it is told.
struct HeadlinePlan: Sendable {
  /// What kind of a number it is.
  enum Kind {
    case count, amount, share
  }

  let id: String
  let label: @Sendable (BaseTables) -> String
  let kind: Kind
  let table: String
  /// Where the row is.
  let key: (column: String, text: String)
  let column: String
  /// The days up to as-of that it is about, if not all.
  let days: Int?
  let note: @Sendable (BaseTables) -> String

  init(
    _ id: String, _ label: String, _ kind: Kind,
    row: String, _ column: String, days: Int? = nil,
    note: @escaping @Sendable (BaseTables) -> String = { _ in "" }
  ) {
    self.id = id
    self.label = { _ in label }
    self.kind = kind
    table = "summary"
    key = ("figure", row)
    self.column = column
    self.days = days
    self.note = note
  }

  /// A total of what a model expects.
  private init(
    stake column: String, _ label: String, note: @escaping @Sendable (BaseTables) -> String
  ) {
    id = column
    self.label = { tables in
      guard let days = tables["focus"]?.text("horizon_days", 0) else { return label }
      return "\(label), next " + (days == "1" ? "day" : "\(days) days")
    }
    kind = .amount
    table = "focus"
    key = ("lifecycle_stage", "all_customers")
    self.column = column
    days = nil
    self.note = note
  }

  /// The share of revenue that the customers of greatest revenue bring.
  private init(top percent: Int) {
    id = "top_\(percent)_percent"
    label = { _ in "Revenue from the top \(percent) %" }
    kind = .share
    table = "concentration"
    key = ("customers_who", id)
    column = "share_of_net_revenue"
    days = nil
    note = { tables in
      guard let table = tables["concentration"],
        let row = table.row(where: "customers_who", is: "top_\(percent)_percent")
      else { return "" }
      return table.counted("customers", row, "customer")
    }
  }

  /// The figure as a table has it, empty where it has none; nil without a table.
  private func text(_ tables: BaseTables) -> String? {
    tables[table].flatMap { found in
      found.row(where: key.column, is: key.text).map { found.text(column, $0) }
    }
  }

  private func number(_ tables: BaseTables) -> ExactNumber? {
    text(tables).flatMap { ExactNumber($0) }
  }

  private func shown(_ number: ExactNumber) -> String {
    switch kind {
    case .count: ShownNumber.short(number.value)
    case .amount: ShownNumber.amount(number.value, decimals: number.decimals)
    case .share: ShownNumber.percent(number.value)
    }
  }

  /// The figure of a base, beside that of an earlier day; nil where the base has none.
  func headline(
    of tables: BaseTables, before earlier: BaseTables?, _ basis: ReportBasis
  ) -> Headline? {
    if let days, let lookback = basis.lookback, lookback < days { return nil }
    guard let number = number(tables) else {
      // Amounts are there, but for those that files have no room for.
      guard kind == .amount, basis.frame.hasAmounts, text(tables) != nil else { return nil }
      return Headline(
        id: id, label: label(tables), exact: "", grouped: "", shown: "–",
        note: "more than 18 digits", change: nil, unchanged: nil)
    }
    let isForeign = basis.hasGivenModel && table == "focus"
    let before = isForeign ? nil : earlier.flatMap { self.number($0) }
    return Headline(
      id: id, label: label(tables), exact: number.text, grouped: number.grouped,
      shown: shown(number), note: note(tables).nonEmpty,
      change: before.map { change(from: $0, to: number) },
      unchanged: earlier == nil || before != nil
        ? nil
        : isForeign
          ? "not compared: the model may know orders after the earlier day"
          : "unknown on the earlier day")
  }

  private func change(from before: ExactNumber, to now: ExactNumber) -> Headline.Change {
    let difference = now - before
    let shown =
      kind == .share
      ? ShownNumber.rounded(difference.value * 100, decimals: 1) + " points" : shown(difference)
    let relative = before.units == 0 ? nil : difference.value / before.value.magnitude
    return Headline.Change(
      exactDifference: difference.text,
      difference: ShownNumber.signed(shown, difference.value),
      // A share of a share says less than its points.
      relative: kind == .share
        ? nil : relative.map { ShownNumber.signed(ShownNumber.percent($0), $0) },
      before: self.shown(before),
      arrow: difference.units > 0 ? "▲" : difference.units < 0 ? "▼" : "=")
  }
}

extension HeadlinePlan {
  /// Text of a value of the summary, made to a sentence if it is there.
  private static func summary(
    _ tables: BaseTables, _ row: String, _ column: String, _ say: (ExactNumber) -> String
  ) -> String {
    guard let table = tables["summary"], let place = table.row(where: "figure", is: row),
      let number = ExactNumber(table.text(column, place))
    else { return "" }
    return say(number)
  }

  /// The headline figures in their order.
  static let all: [HeadlinePlan] = [
    HeadlinePlan("customers", "Customers", .count, row: "customers", "count"),
    HeadlinePlan("active_customers", "Active customers", .count, row: "active_customers", "count") {
      summary($0, "active_customers", "value") { "\(ShownNumber.percent($0.value)) of customers" }
    },
    HeadlinePlan("repeat_customers", "Repeat customers", .count, row: "repeat_customers", "count") {
      summary($0, "repeat_customers", "value") { "\(ShownNumber.percent($0.value)) of customers" }
    },
    HeadlinePlan("orders", "Orders", .count, row: "orders", "count") {
      summary($0, "orders", "value") {
        "\(ShownNumber.rounded($0.value, decimals: 1)) per customer"
      }
    },
    HeadlinePlan("net_revenue", "Net revenue", .amount, row: "net_revenue", "net_revenue") {
      tables in
      summary(tables, "guest_net_revenue", "net_revenue") { guests in
        guests.units == 0
          ? ""
          : summary(tables, "total_net_revenue", "net_revenue") {
            "with guests \(ShownNumber.amount($0.value, decimals: $0.decimals))"
          }
      }
    },
    HeadlinePlan(
      "net_revenue_365", "Net revenue, last 365 days", .amount,
      row: "active_customers_net_revenue_365", "of_net_revenue", days: 365
    ) {
      summary($0, "active_customers_net_revenue_365", "value") {
        "\(ShownNumber.percent($0.value)) from active customers"
      }
    },
    HeadlinePlan(
      "repeat_net_revenue", "Revenue from repeat purchases", .share, row: "repeat_net_revenue",
      "value"
    ) {
      summary($0, "repeat_net_revenue", "net_revenue") {
        ShownNumber.amount($0.value, decimals: $0.decimals)
      }
    },
    HeadlinePlan(top: 10),
    HeadlinePlan(
      "net_revenue_per_customer", "Net revenue per customer", .amount,
      row: "net_revenue_per_customer", "net_revenue_each"),
    HeadlinePlan(
      "net_revenue_per_order", "Net revenue per order", .amount, row: "net_revenue_per_order",
      "net_revenue_each"),
    HeadlinePlan(stake: "clv", "CLV") { _ in "expected, of all customers" },
    HeadlinePlan(stake: "value_at_stake", "Value at stake") { tables in
      guard let table = tables["focus"],
        let row = table.row(where: "lifecycle_stage", is: "all_customers"),
        let share = table.number("share_at_stake", row)
      else { return "" }
      return "\(ShownNumber.percent(share)) of CLV if nobody had left"
    },
  ]
}
