/// The lines of one version of an order, and what was taken out of them.
struct OrderLines: Sendable {
  private let rows: DetailRows
  private let builder: VersionBuilder
  private var lines: [OrderLine] = []
  /// The rows that are counted with the order.
  private(set) var counted: DetailRows
  /// What was taken out because it is no product, exact.
  private(set) var notProducts: Int128 = 0
  /// Whether the lines are of more than there can be.
  private(set) var isTooLarge = false

  /// Up to so many rows are compared with each other.
  private static let few = 16

  /// The lines among the rows of a file: none in a file of orders, where a row may still say what one would.
  init(_ rows: DetailRows, _ builder: VersionBuilder) {
    self.rows = rows
    self.builder = builder
    counted = rows
  }

  private var isOfLines: Bool { builder.file.shape == .lines }

  private func line(_ record: DetailRecord) -> OrderLine? {
    OrderLine(
      record, of: rows, builder.rules.basis, isOfLines: isOfLines,
      isBeforeDiscounts: builder.file.totalIsBeforeDiscounts)
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
    let file = builder.file
    // The rows that do not count, if there are any.
    var others: Set<UInt64> = []
    var seen: Set<UInt64> = []
    lines.reserveCapacity(rows.records.count)
    for index in rows.records.indices {
      let record = rows.records[index]
      if !isOfLines && record.present & OrderLine.roles == 0 { continue }
      guard let line = line(record),
        line.amount != nil || hasTotal || !file.hasAmounts || !isOfLines
      else {
        ledger.reject(rows[index..<index + 1], .badAmount)
        others.insert(record.sequence)
        continue
      }
      if !isOfLines {
        lines.append(line)
        continue
      }
      // Where the order has a total, the rows that count carry all of it.
      let own = hasTotal ? 0 : line.amount ?? 0
      let isRepeated =
        rows.records.count > Self.few
        ? !seen.insert(record.digest).inserted
        : rows.records[..<index].contains { $0.digest == record.digest }
      if isRepeated && !file.dropsDuplicateLines { ledger.assembled.identicalLines += 1 }
      if isRepeated && file.dropsDuplicateLines {
        ledger.setAside(.duplicateLine, 1, own, money)
      } else if isAdjustment {
        ledger.setAside(.adjustment, 1, own, money)
      } else if let product = rows.text(.product, of: record),
        file.isNotProduct(rows.bytes, product)
      {
        let amount = line.amount ?? 0
        ledger.setAside(.notProduct, 1, amount, money)
        if let sum = MoneyArithmetic.sum(notProducts, amount) {
          notProducts = sum
        } else {
          isTooLarge = true
        }
      } else {
        lines.append(line)
        continue
      }
      others.insert(record.sequence)
    }
    if !others.isEmpty { counted = counted.filter { !others.contains($0.sequence) } }
  }

  /// Adds lines that stand in another file.
  mutating func add(items: DetailRows) {
    if items.records.isEmpty { return }
    if !isOfLines { lines = [] }
    for record in items.records {
      guard
        let line = OrderLine(
          record, of: items, builder.rules.basis, isOfLines: isOfLines,
          isBeforeDiscounts: builder.file.totalIsBeforeDiscounts)
      else { continue }
      lines.append(line)
    }
    hasItems = true
  }

  private var hasItems = false

  /// The sum of what lines say, exact; nil if none says anything, or it is more than there can be.
  private func sum(_ said: (OrderLine) -> Int128?) -> Int128? {
    var sum: Int128?
    for line in lines {
      guard let amount = said(line) else { continue }
      guard let next = MoneyArithmetic.sum(sum ?? 0, amount) else { return nil }
      sum = next
    }
    return sum
  }

  /// What the lines say in all, exact; nil if none says anything, or it is more than there can be.
  var sum: Int128? { isTooLarge ? nil : sum { $0.amount } }

  /// Whether the order's discounts are still in the lines.
  var areBeforeDiscounts: Bool { lines.contains { $0.isBeforeDiscounts && $0.amount != nil } }

  /// The sum of something that lines say, exact; nil if none does.
  func sum(of role: Role) -> Int128? { sum { rows.exact(role, of: $0.record) } }

  /// Takes out the lines below zero of days after the order's: they are refunds of their days.
  mutating func takeLateLines(after day: Int32, _ money: StoreMoney) -> [RefundRow] {
    guard isOfLines else { return [] }
    var refunds: [RefundRow] = []
    var late: Set<UInt64> = []
    for line in lines {
      guard let amount = line.amount, amount < 0,
        let lineDay = line.record.stamp(in: rows.bytes.span).flatMap({ builder.file.day($0.day) }),
        lineDay > day,
        let said = money.toStore(amount).flatMap({ Amount(rounding: $0) }), said.minor < 0
      else { continue }
      late.insert(line.record.sequence)
      refunds.append(
        RefundRow(
          day: lineDay, amount: -said.minor, said: said, rows: 1, file: builder.fileIndex))
    }
    if late.isEmpty || late.count == lines.count { return [] }
    lines.removeAll { late.contains($0.record.sequence) }
    counted = counted.filter { !late.contains($0.sequence) }
    return refunds
  }

  /// The lines as a store keeps them: none of a file of orders.
  func states(_ money: StoreMoney) -> [LineState] {
    guard isOfLines || hasItems else { return [] }
    var states: [LineState] = []
    states.reserveCapacity(lines.count)
    for (number, line) in lines.enumerated() {
      states.append(line.state(number: number, of: rows, money))
    }
    return states
  }
}

/// How money of an order's rows becomes the store's.
struct StoreMoney: Sendable {
  /// The currency's code in capitals; empty if the rows name none.
  let currency: [UInt8]
  private let day: Int32
  private let builder: VersionBuilder
  private let isOwn: Bool

  /// Money of a currency, on a day.
  init(_ currency: [UInt8]?, day: Int32, _ builder: VersionBuilder) {
    self.currency = currency ?? []
    self.day = day
    self.builder = builder
    let own = builder.rules.currency
    isOwn = currency == nil || own == nil || currency == own
  }

  /// Whether it is of another currency, and there is no rate.
  var isForeign: Bool { toStore(0) == nil }

  /// Exact money in the store's currency; nil without a rate.
  @inline(__always)
  func toStore(_ femto: Int128) -> Int128? { isOwn ? femto : converted(femto) }

  private func converted(_ femto: Int128) -> Int128? {
    builder.rules.convert(ExactMoney(femto: femto), currency, day)?.femto
  }
}
