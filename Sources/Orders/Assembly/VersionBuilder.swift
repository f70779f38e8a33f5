// rows of one order in one file → what they say of it:
//
//   facts     of what belongs to the order, the first value; two that differ are a contradiction
//   lines     artefacts and what is no product go out, with their revenue; the others are numbered
//   amount    the order's total if there is one, else the sum of its lines, less what the basis leaves out
//   refund    what a refund column says, by day if there is one; lines of a later day below zero
//   reason    why it does not count

/// Makes one version of an order of its rows.
struct VersionBuilder {
  private let rules: AssemblyRules
  private let file: AssemblyFile
  private let fileIndex: Int

  /// A builder for rows of one file.
  init(_ rules: AssemblyRules, file index: Int) {
    self.rules = rules
    file = rules.files[index]
    fileIndex = index
  }

  /// The reasons that may meet in one order: the first that holds is said.
  ///
  /// Orders of people who were forgotten are not kept, whatever else there is to say of them.
  private static let precedence: [SetAsideReason] = [
    .test, .forgotten, .failed, .voided, .pending, .cancelled, .refunded, .unknownStatus,
    .otherCurrency, .guest, .refundWithoutOrder, .negativeAmount,
  ]

  /// The version that rows make, or nil if nothing is left of them.
  ///
  /// - Parameters:
  ///   - rows: rows of orders or lines, in the order of the file; at least one.
  ///   - items: rows that are lines of the order and stand in another file.
  ///   - payments: rows that are parts of its total and stand in another file.
  ///   - id: the order's id, empty if there is none.
  ///   - ledger: takes the rows that go elsewhere than the order.
  /// - Returns: the version, before refunds that stand in rows of their own.
  func version(
    _ rows: [DetailRow], items: [DetailRow] = [], payments: [DetailRow] = [], id: [UInt8],
    _ ledger: inout AssemblyLedger
  ) -> OrderVersion? {
    guard var facts = OrderFacts(rows, file, key: rules.key) else {
      ledger.reject(rows, .contradictingRows)
      return nil
    }
    guard let day = facts.stamped?.day.flatMap({ file.day($0) }) else {
      ledger.reject(rows, .badDate)
      return nil
    }
    guard facts.add(items: items) else {
      ledger.reject(rows, .badAmount)
      return nil
    }
    let money = StoreMoney(facts.currency, day: day, rules)
    var lines = OrderLines(rows, file, rules.basis)
    lines.read(&ledger, money, hasTotal: facts.total != nil, isAdjustment: file.adjusts(id))
    if lines.counted.isEmpty { return nil }
    lines.add(items: items, rules.basis, file)

    var version = OrderVersion()
    version.file = fileIndex
    version.first = rows[0].sequence
    version.rows = lines.counted.count
    version.hasRefundColumn = file.hasRefunds
    version.state.orderID = id
    version.state.customer = customer(facts)
    version.state.day = day
    version.state.time = facts.stamped.flatMap { rules.moment($0, day) }
    for role in OrderState.keptTexts { version.state.texts[role] = facts.texts[role] }
    version.state.texts[.currency] = facts.currency
    for (role, text) in facts.texts where role.isContact { version.state.contacts[role] = text }

    let total = facts.total ?? Self.sum(payments)
    if file.isTest(facts.texts[.test]) {
      ledger.setAside(.test, lines.counted.count, amount(total, facts, lines) ?? 0, money)
      return nil
    }
    ledger.note(currency: facts.currency, rows: version.rows)
    let all = lines.counted
    if total == nil && !money.isForeign {
      version.lateLines = lines.takeLateLines(after: day, file: file, fileIndex, money)
      version.rows = lines.counted.count
    }
    guard let exact = amount(total, facts, lines),
      let amount = Amount(rounding: money.toStore(exact) ?? exact)
    else {
      ledger.reject(all, .badAmount)
      return nil
    }
    version.state.amount = amount
    if money.isForeign {
      version.foreign = (facts.currency ?? [], ExactMoney(femto: exact))
    } else {
      version.said = amount
    }
    version.isFromPayments = facts.total == nil && total != nil
    version.isRefund = !id.isEmpty && (file.cancels(id) || (total ?? exact) < 0)
    setParts(of: &version.state, facts, lines, money)
    setRefund(of: &version, facts, total: total ?? exact)
    let reasons = reasons(version, facts, &ledger)
    version.reason = Self.first(reasons)
    version.otherReason = Self.first(reasons.subtracting([.refunded]))
    version.state.lines = lines.states(money)
    version.state.linesDigest = LineState.digest(version.state.lines)
    let waits: SetAsideReason? = version.isRefund ? .refundWithoutOrder : nil
    version.state.standing = (version.reason ?? waits).map { .setAside($0) } ?? .paid
    version.state.rows = version.rows
    if rules.keepsContacts { ledger.note(contactsOf: version, key: rules.key) }
    return version
  }

  /// Who bought; empty for nobody.
  private func customer(_ facts: OrderFacts) -> [UInt8] {
    guard let customer = facts.texts[rules.key.role], !rules.guests.contains(customer),
      !file.isGuest(customer)
    else { return [] }
    return rules.customerMap[customer] ?? customer
  }

  /// The amount on the basis, exact, in the currency of the rows; nil if it is none.
  private func amount(_ total: Int128?, _ facts: OrderFacts, _ lines: OrderLines) -> Int128? {
    if let total {
      return MoneyArithmetic.sum(total, -lines.notProducts).flatMap {
        facts.amount(
          ofTotal: $0, rules.basis, isBeforeDiscounts: file.totalIsBeforeDiscounts)
      }
    }
    if let sum = lines.sum {
      return facts.amount(
        ofLines: sum, rules.basis, isBeforeDiscounts: lines.areBeforeDiscounts)
    }
    return file.hasAmounts || lines.isTooLarge ? nil : 0
  }

  private func setParts(
    of state: inout OrderState, _ facts: OrderFacts, _ lines: OrderLines, _ money: StoreMoney
  ) {
    for role in OrderState.keptParts {
      let exact =
        switch role {
        case .discount: facts.money[role] ?? lines.sum(of: .lineDiscount)
        case .cost: facts.money[role] ?? lines.sum(of: .lineCost)
        default: facts.money[role]
        }
      state.parts[role] = exact.flatMap { Amount(rounding: money.toStore($0) ?? $0) }?.minor
    }
  }

  /// What refund columns take: the share of the amount that the refund is of the total.
  private func setRefund(of version: inout OrderVersion, _ facts: OrderFacts, total: Int128) {
    if version.isRefund { return }
    let amount = version.state.amount.minor
    version.columnRefundDay = facts.refundDay.flatMap { file.day($0) }
    let refunded = facts.money[.refunded].map { abs($0) } ?? 0
    if refunded > 0 && total > 0 && amount > 0 {
      version.columnRefund =
        MoneyArithmetic.share(of: amount, refunded, of: total) ?? Amount.largest
    } else if refunded > 0 {
      version.columnRefund = Amount(rounding: refunded)?.minor ?? Amount.largest
    }
    // A whole refund without a date is a reason not to count; there is nothing to take off then.
    let standing = standing(facts)
    if version.columnRefundDay != nil
      && (standing == .refunded || standing == .setAside(.cancelled))
    {
      version.columnRefund = max(version.columnRefund, amount)
    }
  }

  /// What its status means; paid if its file has none.
  private func standing(_ facts: OrderFacts) -> OrderStanding? {
    guard file.hasStatuses else { return .paid }
    return file.standing(of: facts.texts[.status] ?? [], rules)
  }

  private func reasons(
    _ version: OrderVersion, _ facts: OrderFacts, _ ledger: inout AssemblyLedger
  ) -> Set<SetAsideReason> {
    var reasons: Set<SetAsideReason> = []
    switch standing(facts) {
    case nil:
      reasons.insert(.unknownStatus)
      ledger.note(status: facts.texts[.status] ?? [])
    case .setAside(.cancelled) where version.columnRefundDay != nil && !version.isRefund: break
    case .setAside(let reason): reasons.insert(reason)
    case .refunded where version.columnRefundDay == nil && !version.isRefund:
      if rules.basis == .net { reasons.insert(.refunded) }
    case .refunded, .paid: break
    }
    if let captured = facts.texts[.captured]?.lowercasedWord, Self.refusals.contains(captured) {
      reasons.insert(.pending)
    }
    let amount = version.state.amount.minor
    if rules.basis == .net && version.columnRefundDay == nil && amount > 0
      && version.columnRefund >= amount
    {
      reasons.insert(.refunded)
    }
    if version.foreign != nil { reasons.insert(.otherCurrency) }
    if version.state.customer.isEmpty {
      reasons.insert(.guest)
    } else if isForgotten(version.state.customer, facts, day: version.state.day) {
      reasons.insert(.forgotten)
    }
    if amount < 0 && !version.isRefund { reasons.insert(.negativeAmount) }
    return reasons
  }

  /// Whether an order up to a day is of somebody who was forgotten, by the id that is written or the person's.
  private func isForgotten(_ customer: [UInt8], _ facts: OrderFacts, day: Int32) -> Bool {
    guard let forgotten = rules.forgotten else { return false }
    if let last = forgotten.day(of: customer), day <= last { return true }
    guard let written = facts.texts[rules.key.role], written != customer else { return false }
    return forgotten.day(of: written).map { day <= $0 } ?? false
  }

  /// The reason that is said of several.
  private static func first(_ reasons: Set<SetAsideReason>) -> SetAsideReason? {
    if reasons.isEmpty { return nil }
    return precedence.first { reasons.contains($0) }
      ?? SetAsideReason.allCases.first { reasons.contains($0) }
  }

  /// Ways to write that a payment was not taken.
  private static let refusals: Set<[UInt8]> = Set(["false", "no", "0"].map { Array($0.utf8) })

  /// The sum of what payments say, exact; nil if they say nothing, or more than there can be.
  private static func sum(_ payments: [DetailRow]) -> Int128? {
    let amounts = payments.compactMap { ($0.money[.amount] ?? $0.money[.orderTotal])?.femto }
    guard let first = amounts.first else { return nil }
    return amounts.dropFirst().reduce(Optional(first)) { sum, amount in
      sum.flatMap { MoneyArithmetic.sum($0, amount) }
    }
  }
}
