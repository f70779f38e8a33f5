internal import Bytes
internal import Columns

// An order as bytes, for the shuffle by customer:
//
//   record   size u32 | hash of the customer u64, low byte first | body
//   body     customer, order id: text | reason: byte, 0 if it counts | day, amount, undated refund, rows: number
//            | time: 0, or 1 and a number | channel … status: a byte with a bit for each, texts
//            | tax, shipping, discount, cost: the same, numbers | refunds: how many, day and amount of each
//            | digest of the lines: number | lines: how many, each as below
//   line     number: number | product, category, brand, quantity, unit price, discount, cost: a byte with a bit for
//            each | texts, numbers
//   text     its length as a number, its bytes
//   number   zigzag, seven bits a byte, the low ones first; the highest bit is set in all bytes but the last
//
// They are read by the process that wrote them, from memory or from scratch files with checksums.

/// Writes orders that were assembled as records, and reads them.
enum OrderRecord {
  private static let lineTexts: [Role] = [.product, .category, .brand]

  /// Appends an order that counts, or one that does not for a reason.
  ///
  /// Residuals, contacts and the standing are not kept.
  /// - Parameters:
  ///   - state: the order.
  ///   - reason: nil if it counts.
  ///   - hash: that of its customer.
  ///   - bytes: where it goes.
  static func append(
    _ state: OrderState, _ reason: SetAsideReason?, hash: UInt64, to bytes: inout [UInt8]
  ) {
    let start = bytes.count
    bytes.append(contentsOf: repeatElement(0, count: 12))
    append(state.customer, to: &bytes)
    append(state.orderID, to: &bytes)
    bytes.append(reason.map { UInt8((SetAsideReason.allCases.firstIndex(of: $0) ?? 0) + 1) } ?? 0)
    append(Int64(state.day), to: &bytes)
    append(state.amount.minor, to: &bytes)
    append(state.undatedRefund, to: &bytes)
    append(Int64(state.rows), to: &bytes)
    bytes.append(state.time == nil ? 0 : 1)
    if let time = state.time { append(time, to: &bytes) }
    var mask = BitMask(at: bytes.count)
    bytes.append(0)
    for role in OrderState.keptTexts {
      let text = state.texts[role]
      mask.add(text != nil)
      if let text { append(text, to: &bytes) }
    }
    mask.write(to: &bytes)
    mask = BitMask(at: bytes.count)
    bytes.append(0)
    for role in OrderState.keptParts {
      let part = state.parts[role]
      mask.add(part != nil)
      if let part { append(part, to: &bytes) }
    }
    mask.write(to: &bytes)
    append(Int64(state.refunds.count), to: &bytes)
    for refund in state.refunds {
      append(Int64(refund.day), to: &bytes)
      append(refund.amount, to: &bytes)
    }
    append(Int64(state.linesDigest), to: &bytes)
    append(Int64(state.lines.count), to: &bytes)
    for line in state.lines { append(line, to: &bytes) }

    let size = bytes.count - start
    var header = bytes.mutableSpan
    for byte in 0..<4 { header[start + byte] = UInt8(truncatingIfNeeded: size >> (8 * byte)) }
    Words.set(hash, in: &header, at: start + 4)
  }

  private static func append(_ line: LineState, to bytes: inout [UInt8]) {
    append(Int64(line.number), to: &bytes)
    var mask = BitMask(at: bytes.count)
    bytes.append(0)
    for role in lineTexts {
      let text = line.texts[role]
      mask.add(text != nil)
      if let text { append(text, to: &bytes) }
    }
    func add(_ number: Int64?) {
      mask.add(number != nil)
      if let number { append(number, to: &bytes) }
    }
    add(line.quantity)
    add(line.unitPrice)
    add(line.discount)
    add(line.cost)
    mask.write(to: &bytes)
  }

  /// A byte that says which of the next values are there.
  private struct BitMask {
    private let place: Int
    private var bits: UInt8 = 0
    private var next: UInt8 = 1

    init(at place: Int) { self.place = place }

    mutating func add(_ isThere: Bool) {
      if isThere { bits |= next }
      next &<<= 1
    }

    func write(to bytes: inout [UInt8]) { bytes[place] = bits }
  }

  private static func append(_ text: [UInt8], to bytes: inout [UInt8]) {
    append(Int64(text.count), to: &bytes)
    Words.append(text.span, to: &bytes)
  }

  private static func append(_ number: Int64, to bytes: inout [UInt8]) {
    var rest = UInt64(bitPattern: number << 1 ^ number >> 63)
    while rest > 127 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }

  /// The orders of records that stand end to end, in their order.
  static func orders(
    of bytes: [UInt8]
  ) throws(OrderError) -> [(state: OrderState, reason: SetAsideReason?)] {
    var reader = Reader(bytes)
    var orders: [(state: OrderState, reason: SetAsideReason?)] = []
    while !reader.isAtEnd { orders.append(try reader.order()) }
    return orders
  }

  /// Reads records from the start of some bytes on.
  private struct Reader {
    private let bytes: [UInt8]
    private var at = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    var isAtEnd: Bool { at == bytes.count }

    private var damage: OrderError {
      OrderError(
        problem: "byte \(at) of the orders that were gathered belongs to none: the disk or the "
          + "memory is faulty")
    }

    private mutating func byte() throws(OrderError) -> UInt8 {
      guard at < bytes.count else { throw damage }
      defer { at += 1 }
      return bytes[at]
    }

    private mutating func number() throws(OrderError) -> Int64 {
      var value: UInt64 = 0
      for shift in stride(from: UInt64(0), to: 64, by: 7) {
        let next = try byte()
        value |= UInt64(next & 0x7F) << shift
        if next < 0x80 { return Int64(bitPattern: value >> 1) ^ -Int64(bitPattern: value & 1) }
      }
      throw damage
    }

    private mutating func integer<Integer: FixedWidthInteger>(
      _ type: Integer.Type
    ) throws(OrderError) -> Integer {
      guard let value = Integer(exactly: try number()) else { throw damage }
      return value
    }

    private mutating func text() throws(OrderError) -> [UInt8] {
      let count = try integer(Int.self)
      guard (0...bytes.count - at).contains(count) else { throw damage }
      defer { at += count }
      return Array(bytes[at..<at + count])
    }

    mutating func order() throws(OrderError) -> (state: OrderState, reason: SetAsideReason?) {
      var state = OrderState()
      guard bytes.count - at > 12 else { throw damage }
      at += 12
      state.customer = try text()
      state.orderID = try text()
      let reasonPlace = Int(try byte())
      guard reasonPlace <= SetAsideReason.allCases.count else { throw damage }
      let reason = reasonPlace == 0 ? nil : SetAsideReason.allCases[reasonPlace - 1]
      state.standing = reason.map { .setAside($0) } ?? .paid
      state.day = try integer(Int32.self)
      state.amount = Amount(minor: try number(), residual: 0)
      state.undatedRefund = try number()
      state.rows = try integer(Int.self)
      if try byte() == 1 { state.time = try number() }
      let texts = try byte()
      for (place, role) in OrderState.keptTexts.enumerated() where texts >> UInt8(place) & 1 == 1 {
        state.texts[role] = try text()
      }
      let parts = try byte()
      for (place, role) in OrderState.keptParts.enumerated() where parts >> UInt8(place) & 1 == 1 {
        state.parts[role] = try number()
      }
      for _ in 0..<max(0, try number()) {
        let day = try integer(Int32.self)
        state.refunds.append(OrderRefund(day: day, amount: try number()))
      }
      state.linesDigest = try integer(UInt32.self)
      for _ in 0..<max(0, try number()) { state.lines.append(try line()) }
      return (state, reason)
    }

    private mutating func line() throws(OrderError) -> LineState {
      var line = LineState(number: try integer(Int32.self))
      let mask = try byte()
      for (place, role) in OrderRecord.lineTexts.enumerated() where mask >> UInt8(place) & 1 == 1 {
        line.texts[role] = try text()
      }
      if mask >> 3 & 1 == 1 { line.quantity = try number() }
      if mask >> 4 & 1 == 1 { line.unitPrice = try number() }
      if mask >> 5 & 1 == 1 { line.discount = try number() }
      if mask >> 6 & 1 == 1 { line.cost = try number() }
      return line
    }
  }
}
