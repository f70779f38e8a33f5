internal import Bytes
internal import Columns

// Orders as rows of the store's tables, and back.
extension TableBlock {
  /// Orders that count, sorted.
  init(orders states: [OrderState], scale: Int) {
    self.init(.orders, states, scale: scale) { _, _ in nil }
  }

  /// Orders that do not count, sorted; guests have the empty id.
  init(setAside: [(state: OrderState, reason: SetAsideReason)], scale: Int) {
    self.init(.setAside, setAside.map(\.state), scale: scale) { field, states in
      switch field.name {
      case "reason":
        Column(field, .text(TextColumn(setAside.map(\.reason.rawValue))))
      case "source_rows":
        Column(field, .int32(states.map { Int32(clamping: $0.rows) }))
      default: nil
      }
    }
  }

  /// Plain orders.
  init(_ orders: OrderBlock, scale: Int) {
    let fields = RunFormat.fields(scale: scale)
    self.init(
      table: .orders, ids: orders.ids, hashes: orders.hashes, starts: orders.starts,
      columns: [
        Column(fields[1], .int32(orders.days)), Column(fields[2], .int64(orders.amounts)),
      ])
  }

  /// The lines of orders that count, sorted.
  init(linesOf states: [OrderState], scale: Int) {
    let owners = states.indices.flatMap { order in
      repeatElement(order, count: states[order].lines.count)
    }
    let lines = states.flatMap(\.lines)
    let columns = StoreTable.lines.fields(scale: scale).dropFirst().compactMap { field in
      switch field.name {
      case "order_id":
        Column(
          field,
          optional: owners.map { states[$0].orderID.isEmpty ? nil : states[$0].orderID })
      case "line_number": Column(field, .int32(lines.map(\.number)))
      case "quantity": Column(field, optional: lines.map(\.quantity))
      case "unit_price": Column(field, optional: lines.map(\.unitPrice))
      case "discount": Column(field, optional: lines.map(\.discount))
      case "cost": Column(field, optional: lines.map(\.cost))
      default:
        Role(rawValue: field.name).flatMap { role in
          Column(field, optional: lines.map { $0.texts[role] })
        }
      }
    }
    self.init(.lines, ids: owners.map { states[$0].customer }, columns)
  }

  /// Rows of orders, with columns that `other` makes where the table has more.
  private init(
    _ table: StoreTable, _ states: [OrderState], scale: Int,
    other: (Field, [OrderState]) -> Column?
  ) {
    let columns = table.fields(scale: scale).dropFirst().compactMap { field in
      other(field, states) ?? Column(field, of: states)
    }
    self.init(table, ids: states.map(\.customer), columns)
  }

  /// Rows in any order, sorted.
  init(_ table: StoreTable, ids: [[UInt8]], _ columns: [Column]) {
    self.init(table: table)
    for id in ids {
      self.ids.append(id)
      hashes.append(XXH64.hash(id, id.indices))
      starts.append(starts.count)
    }
    self.columns = columns
    self = sorted()
  }
}

extension Column {
  /// A column of the tables of orders; nil if no order has a value.
  fileprivate init?(_ field: Field, of states: [OrderState]) {
    switch field.name {
    case "order_date": self.init(field, .int32(states.map(\.day)))
    case "amount": self.init(field, .int64(states.map(\.amount.minor)))
    case "order_id":
      self.init(field, optional: states.map { $0.orderID.isEmpty ? nil : $0.orderID })
    case "order_time": self.init(field, optional: states.map(\.time))
    case "undated_refund":
      self.init(field, optional: states.map { $0.undatedRefund == 0 ? nil : $0.undatedRefund })
    case "refunded_amount":
      self.init(
        field,
        optional: states.map { state in
          let sum = state.refunds.reduce(Int128(0)) { $0 + Int128($1.amount) }
          return state.refunds.isEmpty ? nil : Int64(clamping: sum)
        })
    case "refund_date": self.init(field, optional: states.map { $0.refunds.last?.day })
    case "refunds": self.init(field, optional: states.map { StoredRefunds.text($0.refunds) })
    case "lines_digest":
      self.init(
        field,
        optional: states.map { $0.linesDigest == 0 ? nil : Int32(bitPattern: $0.linesDigest) })
    default:
      guard let role = Role(rawValue: field.name) else { return nil }
      if field.type == .text {
        self.init(field, optional: states.map { $0.texts[role] })
      } else {
        self.init(field, optional: states.map { $0.parts[role] })
      }
    }
  }

  /// Texts, some of which may be absent; nil if all are.
  init?(_ field: Field, optional texts: [[UInt8]?]) {
    guard let validity = Self.validity(texts) else { return nil }
    var column = TextColumn()
    for text in texts { column.append(text ?? []) }
    self.init(field, .text(column), validity: validity.contains(false) ? validity : nil)
  }

  /// Amounts or moments, some of which may be absent; nil if all are.
  init?(_ field: Field, optional values: [Int64?]) {
    guard let validity = Self.validity(values) else { return nil }
    self.init(
      field, .int64(values.map { $0 ?? 0 }), validity: validity.contains(false) ? validity : nil)
  }

  /// Counts or days, some of which may be absent; nil if all are.
  init?(_ field: Field, optional values: [Int32?]) {
    guard let validity = Self.validity(values) else { return nil }
    self.init(
      field, .int32(values.map { $0 ?? 0 }), validity: validity.contains(false) ? validity : nil)
  }

  /// Flags, some of which may be absent; nil if all are.
  init?(_ field: Field, optional flags: [Bool?]) {
    guard let validity = Self.validity(flags) else { return nil }
    self.init(
      field, .boolean(flags.map { $0 ?? false }),
      validity: validity.contains(false) ? validity : nil)
  }

  /// Which values are there; nil if none is.
  private static func validity<Value>(_ values: [Value?]) -> [Bool]? {
    let flags = values.map { $0 != nil }
    return flags.contains(true) ? flags : nil
  }
}

extension OrderBlock {
  /// Orders that count, as scoring reads them.
  ///
  /// - Returns: nil if the columns contradict each other.
  init?(_ rows: TableBlock) {
    self.init()
    guard let days = rows.column("order_date")?.int32, let amounts = rows.column("amount")?.int64
    else {
      if rows.rows > 0 { return nil }
      return
    }
    ids = rows.ids
    hashes = rows.hashes
    starts = rows.starts
    self.days = days
    self.amounts = amounts
    var refunds: [OrderRefund] = []
    if StoredRefunds(rows.columns)?.forEach(days.indices, { refunds.append($0) }) != nil {
      return nil
    }
    self.refunds = refunds
  }
}

/// The rows of a block of orders as they were assembled; their lines stand elsewhere.
struct OrderRows {
  private let block: TableBlock
  private let refunds: StoredRefunds?
  private let texts: [(role: Role, column: Column)]
  private let parts: [(role: Role, column: Column)]

  /// The rows of a block of `orders` or `set_aside`.
  init(_ block: TableBlock) {
    precondition(block.table.hasOrders, "orders")
    self.block = block
    refunds = StoredRefunds(block.columns)
    let roles = block.columns.compactMap { column in
      Role(rawValue: column.field.name).map { (role: $0, column: column) }
    }
    texts = roles.filter { $0.column.field.type == .text && $0.role != .orderID }
    parts = roles.filter { [.tax, .shipping, .discount, .cost].contains($0.role) }
  }

  /// The order in a row of a customer.
  ///
  /// Its standing is `paid` if it counts, else the reason why it does not; its amount has no residual.
  ///
  /// - Returns: nil if the columns contradict each other.
  func state(customer: Int, row: Int) -> OrderState? {
    var state = OrderState()
    state.customer = Array(block.ids[customer])
    state.day = block.column("order_date")?.int32?[row] ?? 0
    state.amount = Amount(minor: block.column("amount")?.int64?[row] ?? 0, residual: 0)
    state.orderID = text("order_id", row) ?? []
    state.time = number("order_time", row)
    state.undatedRefund = number("undated_refund", row) ?? 0
    state.rows = Int(integer("source_rows", row) ?? 0)
    state.linesDigest = UInt32(bitPattern: integer("lines_digest", row) ?? 0)
    for (role, column) in texts where column.validity?[row] ?? true {
      state.texts[role] = column.texts.map { Array($0[row]) }
    }
    for (role, column) in parts where column.validity?[row] ?? true {
      state.parts[role] = column.int64?[row]
    }
    let fault = refunds?.forEach(row..<row + 1) { refund in
      state.refunds.append(OrderRefund(day: refund.day, amount: refund.amount))
    }
    if fault != nil { return nil }
    if block.table == .setAside {
      guard let reason = reason(row) else { return nil }
      state.standing = .setAside(reason)
    }
    return state
  }

  /// Why the order in a row does not count.
  func reason(_ row: Int) -> SetAsideReason? {
    text("reason", row).flatMap { SetAsideReason(rawValue: String(decoding: $0, as: UTF8.self)) }
  }

  private func column(_ name: String, _ row: Int) -> Column? {
    block.column(name).flatMap { $0.validity?[row] ?? true ? $0 : nil }
  }

  private func text(_ name: String, _ row: Int) -> [UInt8]? {
    column(name, row)?.texts.map { Array($0[row]) }
  }

  private func number(_ name: String, _ row: Int) -> Int64? { column(name, row)?.int64?[row] }

  private func integer(_ name: String, _ row: Int) -> Int32? { column(name, row)?.int32?[row] }
}
