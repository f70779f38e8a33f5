// rows of one order in one file → what they say of it:
//
//   facts     of what belongs to the order, the first value; two that differ are a contradiction
//   lines     artefacts and what is no product go out, with their revenue; the others are numbered
//   amount    the order's total if there is one, else the sum of its lines, less what the basis leaves out
//   refund    what a refund column says, by day if there is one; lines of a later day below zero
//   reason    why it does not count

/// Makes one version of an order of its rows.
///
/// A class: what it knows is passed around for every order.
final class VersionBuilder: Sendable {
  /// The rules of the import.
  let rules: AssemblyRules
  /// The file.
  let file: AssemblyFile
  /// Its place in the import.
  let fileIndex: Int
  private let roles: OrderFacts.Roles
  private let hasGuests: Bool

  /// A builder for rows of one file.
  init(_ rules: AssemblyRules, file index: Int) {
    self.rules = rules
    file = rules.files[index]
    fileIndex = index
    roles = OrderFacts.Roles(file.shape, key: rules.key)
    hasGuests = !rules.guests.isEmpty || file.hasGuests
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
    _ rows: DetailRows, items: DetailRows = .none, payments: DetailRows = .none, id: [UInt8],
    _ ledger: inout AssemblyLedger
  ) -> OrderVersion? {
    guard var facts = OrderFacts(rows, roles) else {
      ledger.reject(rows, .contradictingRows)
      return nil
    }
    guard let stamp = facts.stamp, let day = file.day(stamp.day) else {
      ledger.reject(rows, .badDate)
      return nil
    }
    guard facts.add(items: items) else {
      ledger.reject(rows, .badAmount)
      return nil
    }
    let currency = facts.range(.currency).map {
      ledger.texts.capitals(of: rows.bytes, $0, .currency)
    }
    let money = StoreMoney(currency, day: day, self)
    var lines = OrderLines(rows, self)
    lines.read(&ledger, money, hasTotal: facts.total != nil, isAdjustment: file.adjusts(id))
    if lines.counted.records.isEmpty { return nil }
    lines.add(items: items)

    var version = OrderVersion()
    version.file = fileIndex
    version.first = rows.records[rows.records.startIndex].sequence
    version.rows = lines.counted.records.count
    version.hasRefundColumn = file.hasRefunds
    version.state.orderID = id
    version.state.customer = customer(facts)
    version.state.day = day
    if stamp.micros != nil { version.state.time = rules.moment(stamp, day) }
    setTexts(of: &version.state, facts, rows.bytes, &ledger)
    version.state.texts[.currency] = currency

    let total = facts.total ?? Self.sum(payments)
    if facts.has(Role.test.bit), file.isTest(facts.text(.test)) {
      ledger.setAside(
        .test, lines.counted.records.count, amount(total, facts, lines) ?? 0, money)
      return nil
    }
    ledger.note(currency: currency, rows: version.rows)
    let all = lines.counted
    if total == nil && !money.isForeign {
      version.lateLines = lines.takeLateLines(after: day, money)
      version.rows = lines.counted.records.count
    }
    guard let exact = amount(total, facts, lines),
      let amount = Amount(rounding: money.toStore(exact) ?? exact)
    else {
      ledger.reject(all, .badAmount)
      return nil
    }
    version.state.amount = amount
    if money.isForeign {
      version.foreign = (currency ?? [], ExactMoney(femto: exact))
    } else {
      version.said = amount
    }
    version.isFromPayments = facts.total == nil && total != nil
    version.isRefund = !id.isEmpty && (file.cancels(id) || (total ?? exact) < 0)
    setParts(of: &version.state, facts, lines, money)
    let standing = standing(version.state.texts[.status], &ledger)
    setRefund(of: &version, facts, standing, total: total ?? exact)
    let reasons = reasons(version, facts, standing, &ledger)
    version.reason = Self.first(reasons)
    version.otherReason = Self.first(reasons.filter { $0 != .refunded })
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
    guard let customer = facts.text(rules.key.role) else { return [] }
    if hasGuests && (rules.guests.contains(customer) || file.isGuest(customer)) { return [] }
    return rules.customerMap.isEmpty ? customer : rules.customerMap[customer] ?? customer
  }

  /// Keeps the texts of an order, but its currency.
  private func setTexts(
    of state: inout OrderState, _ facts: OrderFacts, _ bytes: [UInt8],
    _ ledger: inout AssemblyLedger
  ) {
    for role in [Role.channel, .country, .discountCode, .status] {
      guard let range = facts.range(role) else { continue }
      state.texts[role] = ledger.texts.text(bytes, range, role)
    }
    if !facts.has(Role.contacts) { return }
    for role in Role.allCases where role.isContact {
      if let text = facts.text(role) { state.contacts[role] = text }
    }
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
    func part(_ exact: Int128?) -> Int64? {
      exact.flatMap { Amount(rounding: money.toStore($0) ?? $0) }?.minor
    }
    state.parts[.tax] = part(facts.money(.tax))
    state.parts[.shipping] = part(facts.money(.shipping))
    state.parts[.discount] = part(facts.money(.discount) ?? lines.sum(of: .lineDiscount))
    state.parts[.cost] = part(facts.money(.cost) ?? lines.sum(of: .lineCost))
  }

  /// What refund columns take: the share of the amount that the refund is of the total.
  private func setRefund(
    of version: inout OrderVersion, _ facts: OrderFacts, _ standing: OrderStanding?, total: Int128
  ) {
    if version.isRefund { return }
    let amount = version.state.amount.minor
    version.columnRefundDay = facts.refundDay.flatMap { file.day($0) }
    let refunded = facts.money(.refunded).map { abs($0) } ?? 0
    if refunded > 0 && total > 0 && amount > 0 {
      version.columnRefund =
        MoneyArithmetic.share(of: amount, refunded, of: total) ?? Amount.largest
    } else if refunded > 0 {
      version.columnRefund = Amount(rounding: refunded)?.minor ?? Amount.largest
    }
    // A whole refund without a date is a reason not to count; there is nothing to take off then.
    if version.columnRefundDay != nil
      && (standing == .refunded || standing == .setAside(.cancelled))
    {
      version.columnRefund = max(version.columnRefund, amount)
    }
  }

  /// What its status means; paid if its file has none.
  private func standing(_ status: [UInt8]?, _ ledger: inout AssemblyLedger) -> OrderStanding? {
    guard file.hasStatuses else { return .paid }
    return ledger.standings.standing(of: status ?? [], self)
  }

  private func reasons(
    _ version: OrderVersion, _ facts: OrderFacts, _ standing: OrderStanding?,
    _ ledger: inout AssemblyLedger
  ) -> [SetAsideReason] {
    var reasons: [SetAsideReason] = []
    switch standing {
    case nil:
      reasons.append(.unknownStatus)
      ledger.note(status: version.state.texts[.status] ?? [])
    case .setAside(.cancelled) where version.columnRefundDay != nil && !version.isRefund: break
    case .setAside(let reason): reasons.append(reason)
    case .refunded where version.columnRefundDay == nil && !version.isRefund:
      if rules.basis == .net { reasons.append(.refunded) }
    case .refunded, .paid: break
    }
    if let captured = facts.text(.captured)?.lowercasedWord, Self.refusals.contains(captured) {
      reasons.append(.pending)
    }
    let amount = version.state.amount.minor
    if rules.basis == .net && version.columnRefundDay == nil && amount > 0
      && version.columnRefund >= amount
    {
      reasons.append(.refunded)
    }
    if version.foreign != nil { reasons.append(.otherCurrency) }
    if version.state.customer.isEmpty {
      reasons.append(.guest)
    } else if isForgotten(version.state.customer, facts, day: version.state.day) {
      reasons.append(.forgotten)
    }
    if amount < 0 && !version.isRefund { reasons.append(.negativeAmount) }
    return reasons
  }

  /// Whether an order up to a day is of somebody who was forgotten, by the id that is written or the person's.
  private func isForgotten(_ customer: [UInt8], _ facts: OrderFacts, day: Int32) -> Bool {
    guard let forgotten = rules.forgotten else { return false }
    if let last = forgotten.day(of: customer), day <= last { return true }
    guard let written = facts.text(rules.key.role), written != customer else { return false }
    return forgotten.day(of: written).map { day <= $0 } ?? false
  }

  /// The reason that is said of several.
  private static func first(_ reasons: [SetAsideReason]) -> SetAsideReason? {
    if reasons.count < 2 { return reasons.first }
    return precedence.first { reasons.contains($0) }
      ?? SetAsideReason.allCases.first { reasons.contains($0) }
  }

  /// Ways to write that a payment was not taken.
  private static let refusals: Set<[UInt8]> = Set(["false", "no", "0"].map { Array($0.utf8) })

  /// The sum of what payments say, exact; nil if they say nothing, or more than there can be.
  private static func sum(_ payments: DetailRows) -> Int128? {
    var sum: Int128?
    for record in payments.records {
      guard
        let amount = payments.exact(.amount, of: record)
          ?? payments.exact(.orderTotal, of: record)
      else { continue }
      guard let next = MoneyArithmetic.sum(sum ?? 0, amount) else { return nil }
      sum = next
    }
    return sum
  }
}
