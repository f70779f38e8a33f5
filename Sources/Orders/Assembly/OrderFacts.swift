// What belongs to an order stands on the first of its rows alone, or on all of them. So the first value that is
// there holds; another one later is a contradiction where money or people depend on it.

/// What rows say of their order as a whole.
struct OrderFacts: Sendable {
  /// Texts of the order and of its customer.
  private(set) var texts: [Role: [UInt8]] = [:]
  /// Money of the order, exact.
  private(set) var money: [Role: Int128] = [:]
  /// The first row that has a stamp.
  private(set) var stamped: DetailRow?
  /// The day of the refund, or a packed `UndecidedDate`.
  private(set) var refundDay: Int32?

  /// The facts of rows, or nil if they contradict each other.
  init?(_ rows: [DetailRow], _ file: AssemblyFile, key: CustomerKey) {
    for row in rows {
      for (role, text) in row.texts where role.level != .line {
        guard let known = texts[role] else {
          texts[role] = text
          continue
        }
        if (role == key.role || role == .currency) && known != text { return nil }
      }
      for (role, amount) in row.money where role.level == .order {
        // In a file of lines an amount is that of the line.
        if role == .amount && file.shape == .lines { continue }
        guard let known = money[role] else {
          money[role] = amount.femto
          continue
        }
        if (role == .orderTotal || role == .amount) && known != amount.femto { return nil }
      }
      if stamped == nil && row.day != nil { stamped = row }
      refundDay = refundDay ?? row.refundDay
    }
  }

  /// The order's total, exact, if a row says it.
  var total: Int128? { money[.orderTotal] ?? money[.amount] }

  /// The currency's code in capitals, if a row says it.
  var currency: [UInt8]? {
    texts[.currency]?.map { (97...122).contains($0) ? $0 & ~0x20 : $0 }
  }

  /// Adds what rows of lines in another file say of the order: its tax and its shipping, line by line.
  ///
  /// - Returns: false if that is more than there can be.
  mutating func add(items: [DetailRow]) -> Bool {
    for row in items {
      for role in [Role.tax, .shipping] {
        guard let amount = row.money[role]?.femto else { continue }
        guard let sum = MoneyArithmetic.sum(money[role] ?? 0, amount) else { return false }
        money[role] = sum
      }
    }
    return true
  }

  /// What is left of a total on a basis, exact; nil if it is more than there can be.
  ///
  /// Discounts are taken by their size: some sources write them below zero.
  func amount(ofTotal total: Int128, _ basis: RevenueBasis, isBeforeDiscounts: Bool) -> Int128? {
    let parts: [Role] = [.tax, .shipping, .tip, .giftCard]
    let rest = parts.reduce(Optional(total)) { rest, role in
      rest.flatMap { MoneyArithmetic.sum($0, -(money[role] ?? 0)) }
    }
    return rest.flatMap {
      MoneyArithmetic.sum($0, discount(of: total, basis, isBeforeDiscounts: isBeforeDiscounts))
    }
  }

  /// What a sum of lines becomes by the order's own discount: tax and shipping are no lines.
  func amount(ofLines sum: Int128, _ basis: RevenueBasis, isBeforeDiscounts: Bool) -> Int128? {
    MoneyArithmetic.sum(sum, discount(of: sum, basis, isBeforeDiscounts: isBeforeDiscounts))
  }

  private func discount(
    of total: Int128, _ basis: RevenueBasis, isBeforeDiscounts: Bool
  ) -> Int128 {
    guard let discount = money[.discount].map({ abs($0) }) else { return 0 }
    let signed = total < 0 ? -discount : discount
    return switch (basis, isBeforeDiscounts) {
    case (.gross, true), (.net, false), (.netOfDiscounts, false): 0
    case (.gross, false): signed
    case (.net, true), (.netOfDiscounts, true): -signed
    }
  }
}

extension CustomerKey {
  /// The role of the column that has it.
  var role: Role {
    switch self {
    case .id: .customerID
    case .email: .email
    case .phone: .phone
    }
  }
}

extension Role {
  /// Whether it is said of a person, whatever the customer's key is.
  var isContact: Bool { level == .customer || self == .email || self == .phone }
}

/// A row that is a line of an order.
struct OrderLine: Sendable {
  /// The row.
  let row: DetailRow
  /// What it says, exact; nil if it says nothing.
  let amount: Int128?
  /// Whether the order's discounts are still in it.
  let isBeforeDiscounts: Bool

  /// A row of a file of lines, or of items; nil if it is more than any line may be.
  init?(_ row: DetailRow, _ basis: RevenueBasis, _ file: AssemblyFile) {
    self.row = row
    let discount = abs(row.money[.lineDiscount]?.femto ?? 0)
    var said = row.money[.lineTotal]?.femto
    if said == nil && file.shape == .lines { said = row.money[.amount]?.femto }
    var isBefore = file.totalIsBeforeDiscounts
    if said == nil, let price = row.money[.unitPrice]?.femto {
      let quantity = row.money[.quantity]?.femto ?? MoneyArithmetic.unit
      guard let product = MoneyArithmetic.product(price: price, quantity: quantity) else {
        return nil
      }
      said = product
      isBefore = true
    }
    isBeforeDiscounts = isBefore
    guard var amount = said else {
      self.amount = nil
      return
    }
    let signed = amount < 0 ? -discount : discount
    if basis == .gross {
      if !isBefore { amount += signed }
    } else if isBefore {
      amount -= signed
    }
    guard amount.magnitude <= MoneyArithmetic.largest.magnitude else { return nil }
    self.amount = amount
  }

  /// The line as a store keeps it.
  func state(number: Int, toStore: (Int128) -> Int128?) -> LineState {
    func minor(_ role: Role) -> Int64? {
      row.money[role].flatMap { toStore($0.femto) }.flatMap { Amount(rounding: $0) }?.minor
    }
    var line = LineState(number: Int32(clamping: number))
    for role in [Role.product, .category, .brand] { line.texts[role] = row.texts[role] }
    let unit = MoneyArithmetic.unit
    let quantity = row.money[.quantity]?.femto
    line.quantity = quantity.flatMap { MoneyArithmetic.ratio($0, unit, scale: 1000) }
    if let price = row.money[.unitPrice]?.femto {
      line.unitPrice = toStore(price).flatMap { MoneyArithmetic.ratio($0, unit, scale: 100) }
    } else if let total = amount.flatMap(toStore) {
      // The table has prices of pieces; of none there is no price.
      line.unitPrice = MoneyArithmetic.ratio(total, quantity ?? unit, scale: 100)
    }
    line.discount = minor(.lineDiscount)
    line.cost = minor(.lineCost)
    return line
  }
}
