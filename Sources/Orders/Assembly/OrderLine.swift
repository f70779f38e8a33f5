internal import Bytes

/// A row that is a line of an order.
struct OrderLine: Sendable, BitwiseCopyable {
  /// The row.
  let record: DetailRecord
  /// What it says, exact; nil if it says nothing.
  let amount: Int128?
  /// Whether the order's discounts are still in it.
  let isBeforeDiscounts: Bool
  /// What it says before its own discount, exact; nil if it says nothing.
  private let whole: Int128?

  /// The bits of roles by which a row of a file of orders may say what lines do.
  static let roles: UInt64 = [Role.lineTotal, .unitPrice, .lineDiscount, .lineCost].reduce(0) {
    $0 | $1.bit
  }

  /// A row of a file of lines, or of items; nil if it is more than any line may be.
  init?(
    _ record: DetailRecord, of rows: DetailRows, _ basis: RevenueBasis, isOfLines: Bool,
    isBeforeDiscounts isBefore: Bool
  ) {
    self.record = record
    let discount = abs(rows.exact(.lineDiscount, of: record) ?? 0)
    var said = rows.exact(.lineTotal, of: record)
    if said == nil && isOfLines { said = rows.exact(.amount, of: record) }
    var isBefore = isBefore
    if said == nil, let price = rows.exact(.unitPrice, of: record) {
      let quantity = rows.exact(.quantity, of: record) ?? MoneyArithmetic.unit
      guard let product = MoneyArithmetic.product(price: price, quantity: quantity) else {
        return nil
      }
      said = product
      isBefore = true
    }
    isBeforeDiscounts = isBefore
    guard var amount = said else {
      self.amount = nil
      whole = nil
      return
    }
    let signed = amount < 0 ? -discount : discount
    whole = isBefore ? amount : amount + signed
    if basis == .gross {
      if !isBefore { amount += signed }
    } else if isBefore {
      amount -= signed
    }
    guard amount.magnitude <= MoneyArithmetic.largest.magnitude else { return nil }
    self.amount = amount
  }

  /// The line as a store keeps it.
  func state(number: Int, of rows: DetailRows, _ money: StoreMoney) -> LineState {
    func exact(_ role: Role) -> Int128? {
      rows.exact(role, of: record).map { money.toStore($0) ?? $0 }
    }
    func minor(_ role: Role) -> Int64? { exact(role).flatMap { Amount(rounding: $0) }?.minor }
    var line = LineState(number: Int32(clamping: number))
    for role in [Role.product, .category, .brand] {
      line.texts[role] = rows.text(role, of: record).map { Array(rows.bytes[$0]) }
    }
    let unit = MoneyArithmetic.unit
    let quantity = rows.exact(.quantity, of: record)
    line.quantity = quantity.flatMap { MoneyArithmetic.ratio($0, unit, scale: 1000) }
    if let price = exact(.unitPrice) {
      line.unitPrice = MoneyArithmetic.ratio(price, unit, scale: 100)
    } else if let total = whole.map({ money.toStore($0) ?? $0 }) {
      // The table has prices of pieces before discounts; of none there is no price.
      line.unitPrice = MoneyArithmetic.ratio(total, quantity ?? unit, scale: 100)
    }
    line.discount = minor(.lineDiscount)
    line.cost = minor(.lineCost)
    return line
  }
}
