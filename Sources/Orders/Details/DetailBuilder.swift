internal import Bytes

/// Makes records of the rows of a chunk, one by one in file order.
///
/// A row is given value by value, in the order of the format's columns, and then judged.
struct DetailBuilder {
  private let format: DetailFormat
  private var writer: DetailRecordWriter
  private var rows = 0
  private var account = Account()
  private var rejected: [OrderChunk.Rejected] = []
  private var evidence = DateEvidence()
  private var marks = DecimalEvidence()
  private var hasUTC = false
  private var row = Row()

  /// What is known of the row that is being given.
  private struct Row {
    /// Its line, from 0 at the chunk's start.
    var line = 0
    /// Why it cannot be read, so far.
    var fault: RejectReason?
    /// A bit for every role that has a value.
    var present: UInt64 = 0
    /// Where the order's id and the customer's key of any kind stand among the texts of its record.
    var orderID: Range<Int>?
    var customer: Range<Int>?
    /// The order's day and time.
    var day: Int32 = 0
    var micros: Int64 = 0
    /// Decimals that minor units have more than the store's.
    var extraDecimals = 0
    /// The value of a column that may be a sum of several.
    var sum: ExactMoney?
    /// What it says of its revenue.
    var amount: ExactMoney?
    var price: ExactMoney?
    var quantity: ExactMoney?
    /// The hash of columns that are not kept.
    var digest: UInt64 = 0
  }

  /// A chunk without rows so far, with room for so many bytes.
  init(_ format: DetailFormat, capacity: Int) {
    self.format = format
    writer = DetailRecordWriter(capacity: capacity)
  }

  /// Begins a row.
  mutating func begin(line: Int) {
    row = Row()
    row.line = line
  }

  /// Hands back a row without fields.
  mutating func reject(line: Int, _ reason: RejectReason, row: [UInt8]) {
    rows += 1
    account.reject(reason, nil)
    rejected.append(OrderChunk.Rejected(line: line, reason: reason, bytes: row))
  }

  /// Gives the value of a column as a text.
  mutating func give(_ column: DetailFormat.Column, _ bytes: [UInt8], _ range: Range<Int>) {
    switch column.form {
    case .text: text(column, bytes, range)
    case .exact:
      if Self.isBlank(bytes, range) { return }
      let reader = column.role == .quantity ? format.quantities : format.values.money
      guard let money = reader.read(bytes, range, line: row.line, &marks) else {
        return fault(column.role)
      }
      give(column, money)
    case .stamp, .day:
      if Self.isBlank(bytes, range) { return }
      give(column, format.values.dates.stamp(bytes, range)) { Array(bytes[range]) }
    }
  }

  private static func isBlank(_ bytes: [UInt8], _ range: Range<Int>) -> Bool {
    range.allSatisfy { bytes[$0] == 0x20 || bytes[$0] == 0x09 }
  }

  /// Gives the value of a column of money or quantities.
  mutating func give(_ column: DetailFormat.Column, _ money: ExactMoney) {
    var money = money
    if row.extraDecimals != 0 && column.role != .quantity {
      let power = Int128.powersOfTen[max(row.extraDecimals, 0)]
      let scaled =
        row.extraDecimals > 0
        ? money.times(power, decimals: 0) : money.times(1, decimals: -row.extraDecimals)
      guard let scaled else { return fault(column.role) }
      money = scaled
    }
    guard let sum = ExactMoney((row.sum?.femto ?? 0) + money.femto, rest: 0) else {
      return fault(column.role)
    }
    row.sum = sum
  }

  /// Gives the value of a column of stamps.
  mutating func give(
    _ column: DetailFormat.Column, _ stamp: ParsedStamp, text: () -> [UInt8]
  ) {
    guard let read = stamp.read else { return fault(column.role) }
    // The first of several columns.
    if row.present >> UInt64(column.place) & 1 != 0 { return }
    row.present |= 1 << UInt64(column.place)
    hasUTC = hasUTC || read.isUTC
    if case .undecided(let date) = stamp.date {
      _ = evidence.note(date, line: row.line) { String(decoding: text(), as: UTF8.self) }
    }
    if column.form == .day {
      writer.append(column.place, day: read.day)
    } else {
      row.day = read.day
      row.micros = stamp.micros ?? .min
      writer.append(
        column.place, day: read.day, micros: stamp.micros, isUTC: stamp.time.offset != nil)
    }
  }

  /// Ends a column, and with the last of its role the sum of them.
  mutating func end(_ column: DetailFormat.Column) {
    guard column.isLast, let money = row.sum else { return }
    row.sum = nil
    row.present |= 1 << UInt64(column.place)
    writer.append(column.place, money)
    switch column.role {
    case .amount, .orderTotal, .lineTotal: row.amount = row.amount ?? money
    case .unitPrice: row.price = money
    case .quantity: row.quantity = money
    default: break
    }
  }

  /// Notes that a value cannot be read.
  mutating func fault(_ role: Role) {
    let reason: RejectReason =
      switch role {
      case .refunded, .refundDate: .badRefund
      case .stamp: .badDate
      case .quantity: .badQuantity
      case .customerID, .email, .phone: .badCustomer
      default: role.form == .text ? .brokenRow : .badAmount
      }
    let order: [RejectReason] = [
      .badAmount, .badQuantity, .badRefund, .badDate, .badCustomer, .brokenRow,
    ]
    row.fault = order.first { $0 == reason || $0 == row.fault }
  }

  private mutating func text(
    _ column: DetailFormat.Column, _ bytes: [UInt8], _ range: Range<Int>
  ) {
    guard let form = column.normal else { return }
    var changed: [UInt8]?
    guard let read = form.read(bytes, range, changed: &changed) else {
      switch column.role {
      case .customerID, .email, .phone, .orderID: fault(column.role)
      default:
        // What is not UTF-8 in a name or a note costs no order.
        let repaired = Array(String(decoding: bytes[range], as: UTF8.self).utf8)
        append(column, repaired, repaired.indices)
      }
      return
    }
    if let changed {
      append(column, changed, read)
    } else {
      append(column, bytes, read)
    }
  }

  private mutating func append(
    _ column: DetailFormat.Column, _ bytes: [UInt8], _ range: Range<Int>
  ) {
    if range.isEmpty { return }
    if column.role == .also {
      row.digest = (row.digest &+ XXH64.hash(bytes, range)) &* 0x9E37_79B9_7F4A_7C15
      return
    }
    if row.present >> UInt64(column.place) & 1 != 0 { return }
    row.present |= 1 << UInt64(column.place)
    let text = writer.append(column.place, bytes, range)
    switch column.role {
    case .orderID: row.orderID = text
    case format.key: row.customer = text
    case .currency where format.scalesMinorUnits:
      let own = Currency(code: String(decoding: bytes[range], as: UTF8.self))?.scale
      let scale = format.values.money.currency.scale
      row.extraDecimals = scale - (own ?? scale)
    default: break
    }
  }

  /// Judges the row that was given: takes it or hands it back.
  mutating func end(row text: () -> [UInt8]) {
    rows += 1
    if row.fault == nil && row.present & format.amounts == 0 && format.amounts != 0 {
      fault(.amount)
    }
    if row.fault == nil && format.needsQuantity && row.amount == nil && row.price != nil
      && row.quantity == nil
    {
      fault(.quantity)
    }
    if row.fault == nil && format.needsDate && row.present >> UInt64(Role.stamp.place) & 1 == 0 {
      fault(.stamp)
    }
    if let fault = row.fault {
      let revenue = row.amount ?? row.price.flatMap { $0.times(row.quantity ?? .one) }
      account.reject(fault, revenue?.rounded())
      rejected.append(OrderChunk.Rejected(line: row.line, reason: fault, bytes: text()))
      writer.drop()
      return
    }
    let digest = writer.endValues() &+ row.digest
    writer.finish(keyHash: keyHash, sequence: UInt64(row.line), digest: digest)
  }

  /// The hash by which the row finds the others of its order; one that is an order by itself has any.
  private var keyHash: UInt64 {
    if let id = row.orderID {
      // What cancels an order comes to it.
      let prefix = format.cancelPrefix
      let isCancelling =
        !prefix.isEmpty && id.count > prefix.count && writer.texts[id].starts(with: prefix)
      return XXH64.hash(writer.texts, isCancelling ? id.dropFirst(prefix.count) : id)
    }
    let customer = row.customer.map { XXH64.hash(writer.texts, $0) } ?? 0
    switch format.shape {
    case .customers: return customer
    case .lines, .items, .payments:
      let moment = UInt64(bitPattern: row.micros) ^ UInt64(UInt32(bitPattern: row.day)) << 32
      return XXH64.hash(short: customer, moment, count: 16)
    case .orders: return XXH64.hash(short: customer, UInt64(row.line), count: 16)
    }
  }

  /// The chunk of all rows.
  mutating func finish() -> DetailChunk {
    let (records, starts) = DetailChunk.grouped(writer.take())
    return DetailChunk(
      records: records, starts: starts, rows: rows, rejected: rejected, account: account,
      evidence: evidence, marks: marks, hasUTC: hasUTC)
  }
}
