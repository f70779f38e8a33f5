/// The lines of one version of an order, and what was taken out of them.
struct OrderLines: Sendable {
  private let rows: [DetailRow]
  private let file: AssemblyFile
  private let basis: RevenueBasis
  private var lines: [OrderLine] = []
  /// The rows that are counted with the order.
  private(set) var counted: [DetailRow]
  /// What was taken out because it is no product, exact.
  private(set) var notProducts: Int128 = 0
  /// Whether the lines are of more than there can be.
  private(set) var isTooLarge = false

  /// The lines among the rows of a file: none in a file of orders, where a row may still say what one would.
  init(_ rows: [DetailRow], _ file: AssemblyFile, _ basis: RevenueBasis) {
    self.rows = rows
    self.file = file
    self.basis = basis
    counted = rows
  }

  /// Reads the rows as lines; those that do not count are noted in `ledger`.
  ///
  /// - Parameters:
  ///   - ledger: takes what is handed back or set aside.
  ///   - money: how money of the rows becomes the store's.
  ///   - hasTotal: whether the order has a total, so that its lines need no amounts.
  ///   - isAdjustment: whether the order is an entry of the books: then none of its lines counts.
  mutating func read(
    _ ledger: inout AssemblyLedger, _ money: StoreMoney, hasTotal: Bool, isAdjustment: Bool
  ) {
    counted = []
    var seen: Set<UInt64> = []
    for row in rows {
      guard let line = OrderLine(row, basis, file),
        line.amount != nil || hasTotal || !file.hasAmounts || file.shape != .lines
      else {
        ledger.reject([row], .badAmount)
        continue
      }
      if file.shape != .lines {
        lines.append(line)
        counted.append(row)
        continue
      }
      // Where the order has a total, the rows that count carry all of it.
      let own = hasTotal ? 0 : line.amount ?? 0
      let isRepeated = !seen.insert(row.digest).inserted
      if isRepeated && !file.dropsDuplicateLines { ledger.assembled.identicalLines += 1 }
      if isRepeated && file.dropsDuplicateLines {
        ledger.setAside(.duplicateLine, 1, own, money)
      } else if isAdjustment {
        ledger.setAside(.adjustment, 1, own, money)
      } else if let product = row.texts[.product], file.isNotProduct(product) {
        let amount = line.amount ?? 0
        ledger.setAside(.notProduct, 1, amount, money)
        if let sum = MoneyArithmetic.sum(notProducts, amount) {
          notProducts = sum
        } else {
          isTooLarge = true
        }
      } else {
        lines.append(line)
        counted.append(row)
      }
    }
  }

  /// Adds lines that stand in another file.
  mutating func add(items: [DetailRow], _ basis: RevenueBasis, _ file: AssemblyFile) {
    if file.shape != .lines && !items.isEmpty { lines = [] }
    lines += items.compactMap { OrderLine($0, basis, file) }
    hasItems = hasItems || !items.isEmpty
  }

  private var hasItems = false

  /// What the lines say in all, exact; nil if none says anything, or it is more than there can be.
  var sum: Int128? {
    let amounts = lines.compactMap(\.amount)
    guard let first = amounts.first, !isTooLarge else { return nil }
    return amounts.dropFirst().reduce(Optional(first)) { sum, amount in
      sum.flatMap { MoneyArithmetic.sum($0, amount) }
    }
  }

  /// Whether the order's discounts are still in the lines.
  var areBeforeDiscounts: Bool { lines.contains { $0.isBeforeDiscounts && $0.amount != nil } }

  /// The sum of something that lines say, exact; nil if none does.
  func sum(of role: Role) -> Int128? {
    let amounts = lines.compactMap { $0.row.money[role]?.femto }
    guard let first = amounts.first else { return nil }
    return amounts.dropFirst().reduce(Optional(first)) { sum, amount in
      sum.flatMap { MoneyArithmetic.sum($0, amount) }
    }
  }

  /// Takes out the lines below zero of days after the order's: they are refunds of their days.
  mutating func takeLateLines(
    after day: Int32, file: AssemblyFile, _ fileIndex: Int, _ money: StoreMoney
  ) -> [RefundRow] {
    guard file.shape == .lines else { return [] }
    var refunds: [RefundRow] = []
    var late: Set<UInt64> = []
    for line in lines {
      guard let amount = line.amount, amount < 0,
        let lineDay = line.row.day.flatMap({ file.day($0) }), lineDay > day,
        let said = money.toStore(amount).flatMap({ Amount(rounding: $0) }), said.minor < 0
      else { continue }
      late.insert(line.row.sequence)
      refunds.append(
        RefundRow(day: lineDay, amount: -said.minor, said: said, rows: 1, file: fileIndex))
    }
    if late.isEmpty || late.count == lines.count { return [] }
    lines.removeAll { late.contains($0.row.sequence) }
    counted.removeAll { late.contains($0.sequence) }
    return refunds
  }

  /// The lines as a store keeps them: none of a file of orders.
  func states(_ money: StoreMoney) -> [LineState] {
    guard file.shape == .lines || hasItems else { return [] }
    return lines.enumerated().map { number, line in
      line.state(number: number, toStore: { money.toStore($0) ?? $0 })
    }
  }
}

/// How money of an order's rows becomes the store's.
struct StoreMoney: Sendable {
  private let code: [UInt8]
  private let day: Int32
  private let rules: AssemblyRules
  private let isOwn: Bool

  /// Money of a currency, on a day.
  init(_ currency: [UInt8]?, day: Int32, _ rules: AssemblyRules) {
    code = currency ?? []
    self.day = day
    self.rules = rules
    isOwn = currency == nil || rules.currency == nil || currency == rules.currency
  }

  /// Whether it is of another currency, and there is no rate.
  var isForeign: Bool { toStore(0) == nil }

  /// The currency's code in capitals.
  var currency: [UInt8] { code }

  /// Exact money in the store's currency; nil without a rate.
  func toStore(_ femto: Int128) -> Int128? {
    isOwn ? femto : rules.convert(ExactMoney(femto: femto), code, day)?.femto
  }
}
