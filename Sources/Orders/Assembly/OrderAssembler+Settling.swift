// What the versions of an order id come to:
//
//   order X     folded: each version against the one before, the first against the store
//   CX          where the source has such numbers, a document of its own, folded likewise; it takes from X
//   X below 0   takes from X; without X, it waits among what is set aside
extension OrderAssembler {
  /// What stands of an order after its versions were compared.
  struct Standing {
    /// What the store has of it.
    var stored: StoredOrder?
    /// What the import says; nil if the store's state stays.
    var version: OrderVersion?

    /// Whether there is any.
    var exists: Bool { stored != nil || version != nil }
  }

  /// Brings all that an import and a store say of one id to an end.
  func settle(
    _ versions: [OrderVersion], _ stored: [StoredOrder], _ ledger: inout AssemblyLedger
  ) throws(OrderError) {
    let cancels = { [rules] (version: OrderVersion) in
      rules.files[version.file].cancels(version.state.orderID)
    }
    let documents = stored.filter { isCancellation($0.state.orderID) }
    let known = stored.filter { !isCancellation($0.state.orderID) }
    var order = Standing(stored: known.first { !$0.isRefund })
    try fold(versions.filter { !$0.isRefund }, into: &order, &ledger)

    var rows: [RefundRow] = []
    var pending = known.filter { $0.isRefund && $0.takes }
    let blocked = known.filter { $0.isRefund && !$0.takes }
    var waiting: [OrderVersion] = []
    for id in Self.ids(versions.filter { $0.isRefund && cancels($0) }, documents) {
      var document = Standing(stored: documents.first { $0.state.orderID == id })
      try fold(
        versions.filter { $0.isRefund && $0.state.orderID == id }, into: &document, &ledger)
      if let version = document.version {
        if let stored = document.stored {
          ledger.assembled.removals.append(stored.place)
          ledger.assembled.conflicts.restatedInStore += 1
        }
        if order.exists, let row = version.refundRow {
          rows.append(row)
        } else {
          ledger.keepAside(version)
        }
      } else if let stored = document.stored, order.exists, stored.takes {
        pending.append(stored)
      }
    }
    for version in versions where version.isRefund && !cancels(version) {
      if order.exists, let row = version.refundRow {
        rows.append(row)
      } else {
        waiting.append(version)
      }
    }
    wait(waiting, known: order.exists ? blocked : pending + blocked, &ledger)
    if !order.exists { return }
    for version in versions { rows += version.lateLines }
    rows.sort { $0.file < $1.file }
    finish(order, pending: pending, rows: rows, &ledger)
  }

  /// Compares versions, each with the one before, and notes those that do not stand.
  private func fold(
    _ versions: [OrderVersion], into standing: inout Standing, _ ledger: inout AssemblyLedger
  ) throws(OrderError) {
    for version in versions {
      let isKnown: Bool? =
        if let earlier = standing.version {
          version.isSame(as: earlier)
        } else {
          standing.stored.map { version.isSame(as: $0.state, rules.basis) }
        }
      switch isKnown {
      case nil: standing.version = version
      case true?:
        ledger.setAside(.duplicate, version)
        ledger.assembled.conflicts.duplicates += 1
      case false?:
        switch rules.onConflict {
        case .replace:
          if let earlier = standing.version {
            ledger.setAside(.superseded, earlier)
            ledger.assembled.conflicts.restatedInImport += 1
            if version.file == earlier.file && version.isOfAnother(than: earlier) {
              ledger.assembled.changedCustomers += 1
            }
          }
          standing.version = version
        case .keep:
          ledger.setAside(.keptStored, version)
          ledger.assembled.conflicts.kept += 1
        case .fail: throw conflict(version)
        }
      }
    }
  }

  private func conflict(_ version: OrderVersion) -> OrderError {
    let file = rules.files[version.file]
    return OrderError(
      path: file.path, line: Self.row(of: version.first), unit: file.unit,
      problem: "this order is there already, and is another now; nothing was imported: "
        + "--on-conflict replace takes the later one, keep the earlier one")
  }

  /// The number of a row in its file.
  static func row(of sequence: UInt64) -> Int { Int(sequence & (1 << 40 - 1)) }

  /// Sets refunds of orders that are not there aside, but those that wait already.
  private func wait(
    _ versions: [OrderVersion], known: [StoredOrder], _ ledger: inout AssemblyLedger
  ) {
    var waiting: [WaitingRefund: Int] = [:]
    for stored in known { waiting[WaitingRefund(stored.state), default: 0] += 1 }
    var inFile: [WaitingRefund: Int] = [:]
    var file = -1
    for version in versions {
      if version.file != file {
        inFile = [:]
        file = version.file
      }
      let refund = WaitingRefund(version.state)
      inFile[refund, default: 0] += 1
      if inFile[refund, default: 0] > waiting[refund, default: 0] {
        waiting[refund, default: 0] += 1
        ledger.keepAside(version)
      } else {
        ledger.setAside(.duplicate, version)
        ledger.assembled.conflicts.duplicates += 1
      }
    }
  }

  /// A refund as rows of two exports say the same one.
  private struct WaitingRefund: Hashable {
    let day: Int32
    let amount: Int64
    /// Why it takes nothing; nil if it waits for its order alone.
    let reason: SetAsideReason?

    init(_ state: OrderState) {
      day = state.day
      amount = state.amount.minor
      if case .setAside(let reason) = state.standing, !StoredOrder.waits(reason) {
        self.reason = reason
      } else {
        reason = nil
      }
    }
  }

  /// The ids of some documents in the order in which they are met.
  private static func ids(_ versions: [OrderVersion], _ stored: [StoredOrder]) -> [[UInt8]] {
    var seen: Set<[UInt8]> = []
    return (versions.map(\.state.orderID) + stored.map(\.state.orderID)).filter {
      seen.insert($0).inserted
    }
  }

  private func isCancellation(_ id: [UInt8]) -> Bool { base(of: id) != id }
}

extension OrderAssembler.StoredOrder {
  /// Whether it is a refund that stands for itself.
  var isRefund: Bool {
    state.standing == .setAside(.refundWithoutOrder)
      || (state.amount.minor < 0 && state.standing != .setAside(.negativeAmount))
  }

  /// Whether it takes from its order once that is there.
  var takes: Bool {
    guard case .setAside(let reason) = state.standing else { return false }
    return state.amount.minor < 0 && Self.waits(reason)
  }

  /// Whether a refund that was set aside so waits for its order; others were not paid back, or in other money.
  static func waits(_ reason: SetAsideReason) -> Bool {
    reason == .refundWithoutOrder || reason == .guest
  }
}

extension OrderVersion {
  /// What it takes from its order; nil if it cannot: its money was not paid back, or is another's.
  var refundRow: RefundRow? {
    guard isRefund, reason == nil || reason == .guest, said.minor < 0 else { return nil }
    return RefundRow(day: state.day, amount: -said.minor, said: said, rows: rows, file: file)
  }

  /// Whether both name customers, and not the same.
  func isOfAnother(than other: OrderVersion) -> Bool {
    !state.customer.isEmpty && !other.state.customer.isEmpty
      && state.customer != other.state.customer
  }

  /// Whether a later version says the same.
  func isSame(as other: OrderVersion) -> Bool {
    state.isSameOrder(as: other.state) && columnRefund == other.columnRefund
      && columnRefundDay == other.columnRefundDay
  }

  /// Whether it says what a store has.
  ///
  /// Of refunds it speaks only if its file has a column for them; others stand in rows of their own.
  func isSame(as stored: OrderState, _ basis: RevenueBasis) -> Bool {
    var state = state
    if reason == .refunded && stored.standing != state.standing && state.amount.minor > 0
      && stored.taken >= Int128(state.amount.minor)
    {
      // The store has rows that say when it was paid back.
      state.standing = otherReason.map { .setAside($0) } ?? .paid
      return state.isSameOrder(as: stored)
    }
    guard state.isSameOrder(as: stored) else { return false }
    guard basis == .net, hasRefundColumn || columnRefund > 0 else { return true }
    guard let day = columnRefundDay, columnRefund > 0 else {
      return stored.undatedRefund == min(columnRefund, max(state.amount.minor, 0))
    }
    return stored.undatedRefund == 0
      && stored.refunds.elementsEqual([OrderRefund(day: day, amount: columnRefund)]) {
        $0.day == $1.day && $0.amount == $1.amount
      }
  }
}

extension AssemblyLedger {
  /// Sets a version aside for its own reason, and keeps it if a store has to know it.
  mutating func keepAside(_ version: OrderVersion) {
    let reason = version.reason ?? .refundWithoutOrder
    setAside(reason, version)
    keepAside(version.state, reason)
  }

  /// Keeps what a store has to know of an order that does not count: of orders without ids the sums of guests
  /// and of what is below zero; of people who were forgotten nothing.
  mutating func keepAside(_ state: OrderState, _ reason: SetAsideReason) {
    if reason == .forgotten { return }
    if state.orderID.isEmpty && reason != .guest && reason != .negativeAmount { return }
    var state = state
    state.standing = .setAside(reason)
    state.lines = []
    assembled.setAside.append((state, reason))
    if reason == .guest { assembled.conflicts.guests += 1 }
  }
}
