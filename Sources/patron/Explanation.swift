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
  private var model: PurchaseModel { run.models.model }
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
      "Parameters, fitted to \(Figures.counted(run.models.document.observations, "customer"))"
        + (run.models.document.file.map { " (\($0.path ?? ""))" } ?? ""),
      "  \(model.family.rawValue): \(purchaseParameters)",
    ]
    switch run.models.spend?.model {
    case .gammaGamma(let model):
      lines.append(
        "  gamma-gamma: p = \(number(model.p)), q = \(number(model.q)), v = \(number(model.v))")
    case .shrunkMean(let model):
      lines.append(
        "  shrunk mean: mean M = \(number(model.mean)), which counts for k = "
          + "\(number(model.weight)) purchases")
    case .baseMean(let mean): lines.append("  base mean of a purchase day: \(number(mean))")
    case nil: break
    }
    return lines.joined(separator: "\n")
  }

  private var purchaseParameters: String {
    let letters = ["alpha": "α", "beta": "β"]
    let family = model.family
    return zip(family.parameterNames, zip(model.parameters, family.isTime)).map { name, value in
      "\(letters[name] ?? name) = \(number(value.0))\(value.1 ? " days" : "")"
    }.joined(separator: ", ")
  }

  private var aliveText: String {
    switch model {
    case .betaGeometric(let model): dropoutAtPurchases(model)
    case .paretoNBD: dropoutAtAnyTime
    }
  }

  private var dropoutAtAnyTime: String {
    if tx == T { return "P(alive) = 1: the last order was on the day of as-of" }
    return """
      P(alive): dropout can have happened at any time since the last order
        odds of dropout = ∫ s / (β + y) × ((α + T) / (α + y))^(r + x) × ((β + T) / (β + y))^s dy over y \
      from t_x to T = \(number((1 - alive) / alive))
        P(alive) = 1 / (1 + odds) = \(number(alive))
      """
  }

  private func dropoutAtPurchases(_ model: BetaGeometric) -> String {
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
        expected orders = P(alive) × \(expectation(horizon)) = \(number(alive)) × \
      \(number(factors.expected)) = \(column("expected_orders_\(horizon)"))
        order probability = P(alive) × \(orderProbability(horizon)) = \
      \(number(alive)) × \(number(factors.orderProbability)) = \
      \(column("order_probability_\(horizon)"))
      """
        + (horizon == run.options.churnHorizon
          ? "\n  churn probability = 1 - order probability = \(column("churn_probability"))" : "")
    }
  }

  /// The formula of what a customer who is alive is expected to order.
  private func expectation(_ horizon: Int) -> String {
    switch model {
    case .betaGeometric: "G(x, T; \(horizon))"
    case .paretoNBD:
      "(r + x) (β + T) / (α + T) × (1 - ((β + T) / (β + T + \(horizon)))^(s - 1)) / (s - 1)"
    }
  }

  /// The formula of the probability that a customer who is alive orders.
  private func orderProbability(_ horizon: Int) -> String {
    switch model {
    case .betaGeometric: "(1 - ((α + T) / (α + T + \(horizon)))^(r + x))"
    case .paretoNBD:
      "∫ (r + x) (α + T)^(r + x) / (α + T + u)^(r + x + 1) × ((β + T) / (β + T + u))^s du over u "
        + "from 0 to \(horizon)"
    }
  }

  private var valueText: String {
    guard let spend = run.models.spend else { return "" }
    let spends = CustomerSpends(histories, customer, scale: scale)
    let horizon = run.options.longestHorizon
    let factors = run.table.predictor.ifAlive(customer)
    let discounted = factors[factors.count - 1].discounted
    let margin =
      run.margin.map {
        " × margin " + ($0.costs == nil ? Figures.plain($0.share) : number($0.share))
      } ?? ""
    let formula =
      switch spend.model {
      case .gammaGamma:
        "p (v + spent) / (p n + q - 1), n = \(Int(spends.repeats)), spent = "
          + money(histories.repeatSpend[customer])
      case .shrunkMean:
        "(spent + k M) / (n + k), n = \(Int(spends.purchases)), spent = "
          + money(max(0, histories.revenue[customer]))
      case .baseMean: "the base's mean"
      }
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
    let lookback = run.table.sums.lookback.map { " in \($0.days) days" } ?? ""
    func cuts(_ values: [String]) -> String { values.joined(separator: ", ") }
    var lines = [
      "Scores (1 + the number of cuts passed)",
      "  R = \(column("r_score")): \(column("days_since_last_order")) days since the last order, "
        + "cuts below \(cuts(rfm.recencyCuts.map { "\($0)" }))",
      "  F = \(column("f_score")): \(run.table.orders[customer]) orders\(lookback), "
        + "cuts above \(cuts(rfm.frequencyCuts.map { "\($0)" }))",
    ]
    if run.source.hasAmounts {
      lines.append(
        "  M = \(column("m_score")): \(money(run.table.revenue[customer])) net revenue\(lookback), "
          + "cuts above \(cuts(rfm.monetaryCuts.map(money)))")
    }
    lines.append(
      "  R \(column("r_score"))\(run.table.rules.map.usesMonetary ? "," : " and") F \(column("f_score"))"
        + (run.table.rules.map.usesMonetary ? " and M \(column("m_score"))" : "")
        + ": \(column("rfm_segment"))")
    lines.append(
      "  stage \(column("lifecycle_stage")) since \(column("lifecycle_stage_since")): "
        + "\(column("days_since_last_order")) days since the last order, windows "
        + "\(run.table.rules.windows.active) and \(run.table.rules.windows.lapsing) days")
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
