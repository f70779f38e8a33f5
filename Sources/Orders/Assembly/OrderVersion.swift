internal import Bytes

/// What the rows of one file say of one order, before anything is known of refunds that stand elsewhere.
struct OrderVersion: Sendable {
  /// The order as they say it: its amount is before refunds, its list of them empty.
  var state = OrderState()
  /// The place of the file in the import.
  var file = 0
  /// The first row.
  var first: UInt64 = 0
  /// The rows that are counted with it.
  var rows = 0
  /// What they say in all, rounded once: what an account counts.
  var said = Amount.nothing
  /// Why it does not count; nil if it does.
  var reason: SetAsideReason?
  /// Why it would not count if it had not been paid back whole.
  var otherReason: SetAsideReason?
  /// What its file's refund columns take, in minor units; more than the order if they say so.
  var columnRefund: Int64 = 0
  /// When; nil if the file does not say.
  var columnRefundDay: Int32?
  /// Whether its file has a refund column.
  var hasRefundColumn = false
  /// Whether it takes from another order.
  var isRefund = false
  /// Whether its total is that of payments, which stand in another file.
  var isFromPayments = false
  /// Lines of a later day that take from it.
  var lateLines: [RefundRow] = []
  /// What it is of in another currency than the store's, without a rate: then `said` is nothing.
  var foreign: (code: [UInt8], money: ExactMoney)?
}

/// Rows that take from an order on a day.
struct RefundRow: Sendable {
  /// Days since 1970-01-01.
  var day: Int32
  /// What they take, in minor units, above zero.
  var amount: Int64
  /// What they say, rounded once: below zero.
  var said: Amount
  /// The number of rows.
  var rows: Int
  /// The place of their file in the import.
  var file: Int
}

extension OrderState {
  /// The texts that tell states apart, because a store keeps them.
  static let keptTexts: [Role] = [.channel, .country, .currency, .discountCode, .status]
  /// The parts that a store keeps.
  static let keptParts: [Role] = [.tax, .shipping, .discount, .cost]

  /// The amount before any refund, in minor units.
  var amountBeforeRefunds: Int64 { amount.minor + undatedRefund }

  /// What its refunds take of it in the end, in minor units: no more than it is.
  var taken: Int128 {
    let dated = refunds.reduce(Int128(0)) { $0 + Int128($1.amount) }
    return Int128(undatedRefund) + min(dated, Int128(max(amount.minor, 0)))
  }

  /// Whether both say the same of the order, whatever was paid back of it.
  func isSameOrder(as other: OrderState) -> Bool {
    orderID == other.orderID && customer == other.customer && day == other.day
      && time == other.time && amountBeforeRefunds == other.amountBeforeRefunds
      && standing == other.standing && linesDigest == other.linesDigest
      && Self.keptTexts.allSatisfy { texts[$0] == other.texts[$0] }
      && Self.keptParts.allSatisfy { parts[$0] == other.parts[$0] }
  }

  /// Whether both are the same rows of a store.
  func isSame(as other: OrderState) -> Bool {
    isSameOrder(as: other) && undatedRefund == other.undatedRefund
      && refunds.elementsEqual(other.refunds) { $0.day == $1.day && $0.amount == $1.amount }
  }
}

// The canonical form of a line, of which the order's lines are sorted before the checksum is taken, so that an
// export in another order of rows is the same order:
//
//   product, category, brand    each: length, 4 bytes, low byte first, FF FF FF FF if absent; bytes
//   quantity, unit price, discount, cost    each: 1, 8 bytes, low byte first, or 0
extension LineState {
  /// The checksum of some lines, whatever their order; 0 of none.
  static func digest(_ lines: [LineState]) -> UInt32 {
    if lines.isEmpty { return 0 }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(64 * lines.count)
    var ranges: [Range<Int>] = []
    ranges.reserveCapacity(lines.count)
    for line in lines {
      let start = bytes.count
      line.append(to: &bytes)
      ranges.append(start..<bytes.count)
    }
    let all = bytes.span
    if lines.count > 1 { ranges.sort { Words.isLess(all, $0, all, $1) } }
    var sum = CRC32()
    for range in ranges { sum.update(all.extracting(range)) }
    return sum.value
  }

  private func append(to bytes: inout [UInt8]) {
    for text in [texts[.product], texts[.category], texts[.brand]] {
      Self.append(UInt64(text.map { UInt32(clamping: $0.count) } ?? .max), 4, to: &bytes)
      if let text { Words.append(text.span, to: &bytes) }
    }
    for number in [quantity, unitPrice, discount, cost] {
      bytes.append(number == nil ? 0 : 1)
      if let number { Self.append(UInt64(bitPattern: number), 8, to: &bytes) }
    }
  }

  private static func append(_ number: UInt64, _ count: Int, to bytes: inout [UInt8]) {
    bytes.append(addingCapacity: count) { output in
      for byte in 0..<count { output.append(UInt8(truncatingIfNeeded: number >> UInt64(8 * byte))) }
    }
  }
}
