import Columns
import Histories
import Orders
import Scores
import Segments

/// A run as a person reads it.
struct Summary {
  let run: ScoreRun
  /// What to say beside the figures.
  let notes: [String]

  /// The whole text, with a line end.
  var text: String {
    ([source, account, base, model] + (notes.isEmpty ? [] : [warnings]) + [top])
      .joined(separator: "\n\n") + "\n"
  }

  private func money(_ minor: Int128) -> String {
    Figures.money(minor, in: run.source.currency)
  }

  /// What was read, and which columns of it.
  private var source: String {
    run.source.inputs.map(Self.source).joined(separator: "\n")
  }

  /// What an input was, and which columns of it were read.
  static func source(_ input: OrderInput) -> String { source(input, path: input.path) }

  /// The same, of an input that is called otherwise.
  static func source(_ input: OrderInput, path: String) -> String {
    func named(_ bound: ColumnBinding.Bound) -> String {
      "'\(bound.name)'" + (bound.isGuess ? " (guessed)" : "")
    }
    guard let layout = input.layout else {
      return "\(path): store, version \(input.version ?? 0)"
    }
    let unused = layout.unused.map { "'\(Figures.printable($0))'" }
    let rest = unused.isEmpty ? "" : "\n  not used: \(unused.joined(separator: ", "))"
    guard let binding = layout.plain else { return "\(path): \(details(layout))" + rest }
    let amount = binding.amount.map(named) ?? "none"
    return "\(path): customer \(named(binding.customer)), "
      + "date \(named(binding.date)), amount \(amount)" + rest
  }

  /// What a file was taken for, what was read of it, and which columns it lacks.
  private static func details(_ layout: Binding) -> String {
    let rows =
      switch layout.shape {
      case .orders: "each row is an order"
      case .lines: "each row is a line of an order"
      case .payments: "each row is a payment"
      case .items: "each row is a line, without money"
      case .customers: "each row is a customer"
      }
    // What is known of customers changes no figure.
    let missing = layout.missing.filter { $0.level != .customer }.map(\.rawValue)
    let columns = layout.columns.filter { $0.role.level != .customer }.map {
      "\($0.role.rawValue) '\(Figures.printable($0.name))'"
    }
    return "\(layout.preset), \(rows)\n  read: \(columns.joined(separator: ", "))"
      + (missing.isEmpty ? "" : "\n  not there: \(missing.joined(separator: ", "))")
  }

  /// Where every row and its revenue went.
  private var account: String {
    AccountTable(run.account, currency: run.source.currency, hasAmounts: run.source.hasAmounts)
      .lines.joined(separator: "\n")
  }

  /// The base as a whole.
  private var base: String {
    let histories = run.table.histories
    let activity = BaseActivity(histories, windows: run.table.rules.windows)
    let horizon = run.options.longestHorizon
    let totals = run.table.totals
    let last = run.options.horizons.count - 1
    let isActive =
      "Active (ordered in the last \(run.table.rules.windows.active) days): "
      + "\(Figures.count(activity.active.customers)) of "
      + "\(Figures.count(activity.all.customers)) customers ("
      + Figures.percent(Int128(activity.active.customers), of: Int128(activity.all.customers))
      + ")"
    let share =
      run.source.hasAmounts
      ? ", "
        + Figures.percent(activity.active.recentRevenue, of: activity.all.recentRevenue)
        + " of the last 365 days' revenue" : ""
    var lines = [
      "As of \(histories.asOf): \(Figures.count(histories.count)) customers, "
        + "\(Figures.count(run.base.orders)) orders"
        + (run.source.hasAmounts ? ", \(money(run.account.used.revenue)) revenue" : ""),
      isActive + share,
    ]
    lines += stagesAndHeroes
    lines.append(
      "Expected orders in the next \(horizon) days: "
        + Figures.number(Double(totals.expectedOrders[last]) / 1e6, decimals: 1)
        + "; customers still alive: " + Figures.number(Double(totals.alive) / 1e6, decimals: 1))
    if run.base.guestRevenue != 0 {
      let all = run.account.used.revenue + run.base.guestRevenue
      lines[0] += "; with guests \(money(all))"
    }
    if run.source.hasAmounts {
      let basis =
        run.margin.map { "profit at a margin of \(Self.percent($0))" }
        ?? "discounted revenue"
      lines.append("CLV over \(horizon) days (\(basis)): \(money(totals.clv[last]))")
      if let costs = run.margin?.costs {
        lines.append(
          "The margin is what \(Figures.counted(costs.orders, "order")) of known cost left: "
            + "\(money(costs.cost)) of \(money(costs.revenue)) was cost")
      }
    }
    return lines.joined(separator: "\n")
  }

  /// When stages end where that is not the usual, and who is at the top.
  private var stagesAndHeroes: [String] {
    let windows = run.table.rules.windows
    let usual = StageWindows.standard
    var lines: [String] = []
    let stages =
      "Stages: active up to \(windows.active) and lapsing up to \(windows.lapsing) days after the "
      + "last order"
    if let gaps = run.base.gaps, gaps.windows != nil {
      lines.append(
        stages + ", within which 80 % and 95 % of the gaps between purchases end, of the "
          + Figures.number(gaps.everEnded * 100, decimals: 1)
          + " % that do (usual: \(usual.active) and \(usual.lapsing))")
    } else if windows != usual {
      lines.append(stages)
    }
    let heroes = run.table.heroes
    if heroes.customers > 0 {
      lines.append(
        "Heroes (top 10 % by revenue and by purchase days): \(Figures.count(heroes.customers)) of "
          + "\(Figures.count(heroes.ofCustomers)) customers, \(money(heroes.revenue)) of "
          + "\(money(heroes.ofRevenue)) revenue"
          + (heroes.timesMean.map {
            ", \(Figures.number($0, decimals: 1)) times the mean customer's"
          } ?? ""))
    }
    return lines
  }

  /// A margin in percent: as given, or with one decimal.
  private static func percent(_ margin: Margin) -> String {
    let percent = margin.share * 100
    return
      (margin.costs == nil ? Figures.plain(percent) : Figures.number(percent, decimals: 1)) + " %"
  }

  /// The models and how they fit.
  private var model: String {
    ModelText(model: run.models.document, spend: run.models.spendDocument).lines
      .joined(separator: "\n")
  }

  private var warnings: String {
    notes.map { "Note: \($0)." }.joined(separator: "\n")
  }

  /// The most valuable customers.
  private var top: String {
    let horizon = run.options.longestHorizon
    let wanted =
      ["customer_id", "orders", "last_order_date"]
      + (run.source.hasAmounts ? ["net_revenue"] : [])
      + [
        "rfm_segment", "lifecycle_stage", "probability_alive", "churn_probability",
        "expected_orders_\(horizon)",
      ] + (run.source.hasAmounts ? ["clv_\(horizon)"] : []) + ["next_order_due_date"]
    let rows = run.table.top(10).map { customer in
      let columns = run.table.columns(customer..<customer + 1)
      return wanted.map { name in
        columns.first { $0.field.name == name }?.text(row: 0) ?? ""
      }
    }
    let by = run.source.hasAmounts ? "CLV" : "expected orders"
    return "Top customers by \(by) over \(horizon) days\n"
      + TextTable(header: wanted, rows: rows).lines.joined(separator: "\n")
  }
}
