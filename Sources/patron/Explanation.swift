import Columns
import Histories
import Models
import Orders
import Scores
import Segments

/// The scores of one customer with the arithmetic that leads to them.
struct Explanation {
  let run: ScoreRun
  let id: String
  let orders: [(day: Day, amount: Int64)]
  let customer: Int

  /// The whole text, with a line end.
  var text: String {
    ([ordersText, historyText, parametersText, aliveText] + horizonTexts
      + (run.source.hasAmounts ? [valueText] : []) + [dueText, segmentText, rowText])
      .joined(separator: "\n\n") + "\n"
  }

  private var histories: Histories { run.table.histories }
  private var model: BetaGeometric { run.fit.model }
  private var scale: Int { run.source.currency.scale }
  private var x: Double { Double(histories.x(customer)) }
  private var tx: Double { Double(histories.tx(customer)) }
  private var T: Double { Double(histories.T(customer)) }
  private var alive: Double { model.probabilityAlive(x: x, tx: tx, T: T) }
  private var columns: [Column] { run.table.columns(customer..<customer + 1) }

  private func number(_ value: Double) -> String { Figures.number(value, decimals: 6) }

  private func money(_ minor: Int64) -> String { Figures.money(Int128(minor), scale: scale) }

  /// The value of a column of the score table.
  private func column(_ name: String) -> String {
    columns.first { $0.field.name == name }?.text(row: 0) ?? ""
  }

  private var ordersText: String {
    let shown = orders.suffix(30)
    var lines = ["Customer \(id): \(Figures.count(orders.count)) orders"]
    if shown.count < orders.count { lines.append("  … the last \(shown.count):") }
    for order in shown {
      let amount = run.source.hasAmounts ? "  " + money(order.amount) : ""
      let note = order.day > histories.asOf ? "  after as-of, set aside" : ""
      lines.append("  \(order.day)\(amount)\(note)")
    }
    return lines.joined(separator: "\n")
  }

  private var historyText: String {
    let first = Day(rawValue: histories.firstDay[customer])
    let last = Day(rawValue: histories.lastDay[customer])
    return """
      History as of \(histories.asOf)
        x   = \(histories.x(customer)) repeat purchase days \
      (\(histories.purchaseDays[customer]) purchase days - 1)
        t_x = \(histories.tx(customer)) days from the first order (\(first)) to the last (\(last))
        T   = \(histories.T(customer)) days from the first order to as-of
      """
  }

  private var parametersText: String {
    var lines = [
      "Parameters, fitted to \(Figures.count(run.fit.observations)) customers",
      "  \(model.family.rawValue): r = \(number(model.r)), α = \(number(model.alpha)) days, "
        + "a = \(number(model.a)), b = \(number(model.b))",
    ]
    if let spend = run.spend {
      if let model = spend.model {
        lines.append(
          "  gamma-gamma: p = \(number(model.p)), q = \(number(model.q)), v = \(number(model.v))")
      } else {
        lines.append("  base mean of a purchase day: \(number(spend.baseMean))")
      }
    }
    return lines.joined(separator: "\n")
  }

  private var aliveText: String {
    if model.family == .bg && x == 0 {
      return "P(alive) = 1: under BG/NBD nobody drops out before the second purchase"
    }
    let s = model.family == .bg ? " - 1" : ""
    let odds = (1 - alive) / alive
    return """
      P(alive): dropout can only have happened right after the last order
        odds of dropout = a / (b + x\(s)) × ((α + T) / (α + t_x))^(r + x) = \(number(odds))
        P(alive) = 1 / (1 + odds) = \(number(alive))
      """
  }

  private var horizonTexts: [String] {
    zip(run.options.horizons, run.table.predictor.ifAlive(customer)).map { horizon, factors in
      """
      Over the next \(horizon) days
        expected orders = P(alive) × G(x, T; \(horizon)) = \(number(alive)) × \
      \(number(factors.expected)) = \(column("expected_orders_\(horizon)"))
        order probability = P(alive) × (1 - ((α + T) / (α + T + \(horizon)))^(r + x)) = \
      \(number(alive)) × \(number(factors.orderProbability)) = \
      \(column("order_probability_\(horizon)"))
      """
        + (horizon == run.options.churnHorizon
          ? "\n  churn probability = 1 - order probability = \(column("churn_probability"))" : "")
    }
  }

  private var valueText: String {
    guard let spend = run.spend else { return "" }
    let n = histories.repeatSpendDays[customer]
    let spent = money(histories.repeatSpend[customer])
    let horizon = run.options.longestHorizon
    let factors = run.table.predictor.ifAlive(customer)
    let discounted = factors[factors.count - 1].discounted
    let margin = run.options.margin.map { " × margin \(Figures.plain($0))" } ?? ""
    let formula =
      spend.model == nil
      ? "the base's mean" : "p (v + spent) / (p n + q - 1), n = \(n), spent = \(spent)"
    return """
      Value
        expected order value = \(formula) = \(column("expected_order_value"))
        expected revenue over \(horizon) days = expected orders × expected order value = \
      \(column("expected_revenue_\(horizon)"))
        discounted purchases if alive = \(number(discounted)) \
      (δ = \(number(run.table.predictor.discounting.delta)) per day, \
      \(Figures.plain(run.options.annualDiscount * 100)) % a year)
        CLV over \(horizon) days = P(alive) × discounted purchases × expected order value\(margin) = \
      \(column("clv_\(horizon)"))
        residual CLV (no horizon) = \(column("residual_clv"))
        value at stake = (1 - P(alive)) × discounted purchases × expected order value\(margin) = \
      \(column("value_at_stake"))
      """
  }

  private var dueText: String {
    let due = column("next_order_due_date")
    return """
      Next order, if still a customer
        median wait = (α + t_x)(2^(1 / (r + x)) - 1) = \
      \(number(model.wait(share: 0.5, x: x, tx: tx))) days after the last order: \
      \(due.isEmpty ? "more than 1,095 days, so no date" : due)
        days since last order / median wait = \(column("overdue_ratio"))
      """
  }

  private var segmentText: String {
    let rfm = run.table.rfm
    func cuts(_ values: [String]) -> String { values.joined(separator: ", ") }
    var lines = [
      "Scores (1 + the number of cuts passed)",
      "  R = \(column("r_score")): \(column("days_since_last_order")) days since the last order, "
        + "cuts below \(cuts(rfm.recencyCuts.map { "\($0)" }))",
      "  F = \(column("f_score")): \(column("orders")) orders, "
        + "cuts above \(cuts(rfm.frequencyCuts.map { "\($0)" }))",
    ]
    if run.source.hasAmounts {
      lines.append(
        "  M = \(column("m_score")): \(column("net_revenue")) net revenue, "
          + "cuts above \(cuts(rfm.monetaryCuts.map(money)))")
    }
    lines.append(
      "  R \(column("r_score")) and F \(column("f_score")): \(column("rfm_segment"))")
    lines.append(
      "  stage \(column("lifecycle_stage")) since \(column("lifecycle_stage_since")): "
        + "\(column("days_since_last_order")) days since the last order, windows "
        + "\(run.table.windows.active) and \(run.table.windows.lapsing) days")
    return lines.joined(separator: "\n")
  }

  private var rowText: String {
    "The row of the score table\n"
      + TextTable(
        header: ["column", "value"],
        rows: columns.map { [$0.field.name, $0.text(row: 0)] }
      ).lines.dropFirst().map { "  " + $0 }.joined(separator: "\n")
  }
}
