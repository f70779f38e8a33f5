// The account of an order that counts. Of what an import says of it,
//
//   A      its amount before refunds, if the import has its rows
//   T      what rows of the import take from it
//   K      what takes from it and is no row of the import: refund columns, and refunds of the store
//   E      what is taken in the end: A cut off at zero
//
//   in = A − T,  used = A − E,  refunds = K,  beyond the order = E − T − K,  and in = used + refunds + beyond
//
// Without the order's own rows A is 0, E what is taken beyond what the store had taken before, and K what waited
// in the store without an order.
extension OrderAssembler {
  /// Settles what stands of an order with what takes from it.
  func finish(
    _ standing: Standing, pending: [StoredOrder], rows: [RefundRow],
    _ ledger: inout AssemblyLedger
  ) {
    var order = OrderResult(standing, rules.basis)
    let waited = pending.map { OrderRefund(day: $0.state.day, amount: -$0.state.amount.minor) }
      .filter { $0.amount > 0 }
    let all = RefundList(stored: order.storedRefunds + waited, rows: rows)
    order.date(by: all)
    // Where a column says what was paid back, it has all of it.
    let list = order.hasColumnRefund ? RefundList(repeating: rows) : all
    order.apply(list, rules.basis)
    let isStored = standing.stored.map { order.state.isSame(as: $0.state) } ?? false
    if isStored, let version = standing.version {
      // It came back to what it was.
      ledger.setAside(.duplicate, version)
      ledger.assembled.conflicts.duplicates += 1
      finish(Standing(stored: standing.stored), pending: pending, rows: rows, &ledger)
      return
    }
    for row in list.repeated { ledger.setAside(.duplicate, row) }
    order.account(list, waited: order.hasColumnRefund ? [] : waited, rules.basis, &ledger)
    // They wait no longer.
    ledger.assembled.removals += pending.map(\.place)
    if isStored { return }
    if let stored = standing.stored {
      ledger.assembled.removals.append(stored.place)
      ledger.assembled.conflicts.restatedInStore += 1
      if order.leavesLines(of: stored.state) {
        ledger.assembled.staleLines.append(
          Rewriting.Order(customer: stored.state.customer, orderID: stored.state.orderID))
      }
    }
    order.emit(&ledger)
  }

  /// Settles an order of which nothing else is known.
  func finish(_ version: OrderVersion, _ ledger: inout AssemblyLedger) {
    if version.columnRefund != 0 || !version.lateLines.isEmpty {
      return finish(Standing(version: version), pending: [], rows: version.lateLines, &ledger)
    }
    // Nothing takes from it.
    if let reason = version.reason {
      ledger.setAside(reason, version)
      ledger.keepAside(version.state, reason)
      return
    }
    ledger.assembled.account.use(rows: version.rows, version.said)
    ledger.keep(version.state)
  }
}

/// What becomes of one order.
struct OrderResult {
  /// The order.
  private(set) var state: OrderState
  private let version: OrderVersion?
  private let stored: OrderState?
  private var reason: SetAsideReason?
  /// The refunds of the store that still hold.
  let storedRefunds: [OrderRefund]
  /// What refund columns take, and what the store had taken off before it.
  private var columnRefund: Int64 = 0

  /// What stands of an order, before refunds.
  init(_ standing: OrderAssembler.Standing, _ basis: RevenueBasis) {
    version = standing.version
    stored = standing.stored?.state
    var state = standing.version?.state ?? standing.stored?.state ?? OrderState()
    state.amount = Amount(minor: state.amountBeforeRefunds, residual: state.amount.residual)
    state.refunds = []
    state.undatedRefund = 0
    reason =
      switch (standing.version, state.standing) {
      case (let version?, _): version.reason
      case (nil, .setAside(let reason)): reason
      case (nil, _): nil
      }
    self.state = state
    let isNet = basis == .net
    if let version = standing.version {
      columnRefund = isNet ? version.columnRefund : 0
      // A file without the column does not say that nothing was paid back.
      if isNet && !version.hasRefundColumn && columnRefund == 0 {
        columnRefund = stored?.undatedRefund ?? 0
      }
    } else {
      columnRefund = stored?.undatedRefund ?? 0
    }
    storedRefunds = isNet ? stored?.refunds ?? [] : []
  }

  /// Whether a column says what was paid back: then rows of refunds say it again.
  var hasColumnRefund: Bool { columnRefund > 0 }

  /// Lets rows with dates take the place of a whole refund without one: then the order counts until it was paid back.
  mutating func date(by list: RefundList) {
    let amount = Int128(state.amount.minor)
    let taken = list.refunds.reduce(Int128(0)) { $0 + Int128($1.amount) }
    guard reason == .refunded, amount > 0, taken >= amount else { return }
    columnRefund = 0
    if let version {
      reason = version.otherReason
    } else {
      reason = state.customer.isEmpty ? .guest : nil
    }
    state.standing = reason.map { .setAside($0) } ?? .paid
  }

  /// Applies what takes from the order.
  mutating func apply(_ list: RefundList, _ basis: RevenueBasis) {
    guard basis == .net else { return }
    if !hasColumnRefund {
      state.refunds = RefundList.sorted(list.refunds)
    } else if let version, let day = version.columnRefundDay, version.columnRefund > 0 {
      state.refunds = [OrderRefund(day: day, amount: version.columnRefund)]
    } else {
      state.undatedRefund = min(columnRefund, max(state.amount.minor, 0))
      state.amount.minor -= state.undatedRefund
      if version == nil { state.refunds = storedRefunds }
    }
  }

  /// Accounts for the rows of the order and for those that take from it.
  func account(
    _ list: RefundList, waited: [OrderRefund], _ basis: RevenueBasis,
    _ ledger: inout AssemblyLedger
  ) {
    if let reason {
      if let version { ledger.setAside(reason, version) }
      for row in list.taken { ledger.setAside(reason, row) }
      return
    }
    guard basis == .net else {
      if let version { ledger.assembled.account.use(rows: version.rows, version.said) }
      for row in list.taken { ledger.setAside(.refunded, row) }
      return
    }
    let other: Int128
    var taken = state.taken
    if let version {
      let others = (hasColumnRefund ? [] : storedRefunds) + waited
      other = others.reduce(Int128(columnRefund)) { $0 + Int128($1.amount) }
      ledger.assembled.account.use(rows: version.rows, version.said)
    } else {
      other = waited.reduce(0) { $0 + Int128($1.amount) }
      // Of an order that did not count, nothing was taken off what is used.
      if let stored, stored.standing == .paid { taken -= stored.taken }
    }
    for row in list.taken { ledger.assembled.account.use(rows: row.rows, row.said) }
    let rows = list.taken.reduce(Int128(0)) { $0 + Int128($1.amount) }
    ledger.assembled.account.refund(other, ofOrdersWith: taken, byRows: rows)
  }

  /// Whether lines that the store has of the order are to go; if not, they stay as they are.
  mutating func leavesLines(of stored: OrderState) -> Bool {
    guard stored.standing == .paid, stored.linesDigest != 0 else { return false }
    let isSame = version == nil || state.linesDigest == stored.linesDigest
    guard reason == nil, isSame, state.customer == stored.customer else { return true }
    state.lines = []
    return false
  }

  /// Hands the order over: to those that count, or to those that do not.
  func emit(_ ledger: inout AssemblyLedger) {
    if let reason {
      ledger.keepAside(state, reason)
      return
    }
    ledger.keep(state)
  }
}

extension AssemblyLedger {
  /// Hands an order that counts over.
  mutating func keep(_ state: OrderState) {
    assembled.orders.append(state)
    assembled.orders[assembled.orders.count - 1].standing = .paid
    assembled.conflicts.live += 1
    if state.undatedRefund > 0 { assembled.conflicts.undatedRefunds += 1 }
  }
}
