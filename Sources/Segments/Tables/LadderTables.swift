extension PurchaseLadder {
  /// What the rungs are called: the last is of all later ones too.
  private static func name(_ step: Int) -> String {
    "\(step + 1)" + (step == steps - 1 ? "+" : "")
  }

  /// The table of who goes on to the next purchase day.
  func ladderTable(_ frame: TableFrame) -> BaseTable {
    struct Row {
      let step: Int
      let horizon: Int32?
      let customers: Int
      let wentOn: Int
      let curve: Double?
    }
    let rows = steps.enumerated().flatMap { number, step in
      let curve = KaplanMeier(ended: step.gaps, open: step.open)
      let ended = step.gaps.reduce(0, +)
      return Self.horizons.enumerated().map { place, horizon in
        Row(
          step: number, horizon: horizon, customers: step.support[place],
          wentOn: step.successes[place], curve: curve.ended(within: Int(horizon)))
      } + [
        Row(
          step: number, horizon: nil, customers: ended + step.open.reduce(0, +), wentOn: ended,
          curve: step.isEmpty ? nil : curve.everEnded)
      ]
    }
    let intervals = rows.map {
      Trials(count: $0.customers, successes: $0.wentOn).interval
    }
    var table = BaseTable(
      "ladder",
      "From the k-th purchase day to the next, within so many days: of customers whose k-th lies that far before as-of, "
        + "so that windows that are still open are left out, with Wilson's 95 % interval. Without a number of days: ever "
        + "so far, of all who have a k-th. By Kaplan and Meier with open windows counted for as long as they were seen.",
      rows: rows.count, frame)
    table.text("purchase_day", rows.map { Self.name($0.step) })
    table.count("within_days", rows.map { $0.horizon.map { Int($0) } })
    table.count("customers", rows.map(\.customers))
    table.count("went_on", rows.map(\.wentOn))
    table.ratio("share", rows.map(\.wentOn), per: rows.map(\.customers))
    table.number("share_low", intervals.map { $0?.low })
    table.number("share_high", intervals.map { $0?.high })
    table.number("share_kaplan_meier", rows.map(\.curve))
    table.close()
    return table
  }

  /// The table of the days between purchases.
  func gapTable(_ frame: TableFrame) -> BaseTable {
    var all = Step()
    for step in steps {
      Self.add(step.gaps, to: &all.gaps)
      Self.add(step.open, to: &all.open)
    }
    let rows = steps.enumerated().map { (Self.name($0), $1) } + [("all", all)]
    var table = BaseTable(
      "gaps",
      "Days from the k-th purchase day to the next: of gaps that have ended, the length that so many percent do not "
        + "exceed; these are too short a view, as long gaps are still open. By Kaplan and Meier: of gaps that end at all, "
        + "open ones counted for as long as they were seen.",
      rows: rows.count, frame)
    table.text("purchase_day", rows.map(\.0))
    table.count("ended", rows.map { $0.1.gaps.reduce(0, +) })
    table.count("open", rows.map { $0.1.open.reduce(0, +) })
    table.ratio(
      "mean_days", rows.map { $0.1.gaps.enumerated().reduce(0) { $0 + $1.offset * $1.element } },
      per: rows.map { $0.1.gaps.reduce(0, +) })
    for percent in [10, 25, 50, 75, 80, 90, 95] {
      table.count("days_p\(percent)", rows.map { Self.percentile(percent, of: $0.1.gaps) })
    }
    let curves = rows.map { KaplanMeier(ended: $0.1.gaps, open: $0.1.open) }
    table.number(
      "ever_ended_kaplan_meier",
      zip(rows, curves).map { $0.1.isEmpty ? nil : $1.everEnded })
    for percent in [50, 80, 95] {
      table.count(
        "days_p\(percent)_kaplan_meier", curves.map { $0.percentile(Double(percent) / 100) })
    }
    table.close()
    return table
  }

  /// The shortest length that at least so many percent of some gaps do not exceed; nil without gaps.
  private static func percentile(_ percent: Int, of gaps: [Int]) -> Int? {
    let all = gaps.reduce(0, +)
    var below = 0
    for (length, count) in gaps.enumerated() {
      below += count
      if all > 0 && 100 * below >= percent * all { return length }
    }
    return nil
  }
}

extension PurchaseLadder.Step {
  /// Whether nobody has come so far.
  fileprivate var isEmpty: Bool { gaps.isEmpty && open.isEmpty }
}
