@testable import Orders

/// Rows as a parser hands them over, by what they say.
struct TestRows {
  /// The rules of the import.
  var rules = AssemblyRules()
  /// All rows so far.
  private(set) var rows: [DetailRow] = []

  /// Rows of no file yet.
  init(basis: RevenueBasis = .net, currency: String? = "EUR") {
    rules.basis = basis
    rules.currency = currency.map { Array($0.utf8) }
  }

  /// Begins a file.
  mutating func file(
    _ shape: RowShape, fills: Bool = false, roles: Set<Role> = [.orderID, .stamp, .orderTotal],
    _ change: (inout Preset.Rules) -> Void = { _ in }
  ) {
    var own = Preset.Rules()
    own.statuses = [
      "paid": .paid, "refunded": .refunded, "pending": .setAside(.pending),
      "voided": .setAside(.voided), "failed": .setAside(.failed),
      "cancelled": .setAside(.cancelled),
    ]
    change(&own)
    rules.files.append(
      AssemblyFile(
        path: "\(rules.files.count).csv", preset: "test", shape: shape, fills: fills, roles: roles,
        rules: own, key: rules.key))
  }

  /// Adds a row: texts and money by role, money in major units of two decimals.
  mutating func row(
    _ texts: [Role: String], day: Int32? = 19_000, micros: Int64? = nil, refundDay: Int32? = nil,
    digest: UInt64? = nil, _ money: [Role: String] = [:]
  ) {
    let file = UInt64(rules.files.count - 1)
    var row = DetailRow(sequence: file << 40 | UInt64(rows.count + 1))
    row.texts = texts.mapValues { Array($0.utf8) }
    for (role, text) in money {
      row.money[role] = role == .quantity ? .pieces(text) : .major(text)
    }
    row.day = day
    row.micros = micros
    row.refundDay = refundDay
    row.digest = digest ?? UInt64(rows.count)
    rows.append(row)
    let last = rows[rows.count - 1].sequence
    let first = rules.files[Int(file)].rows?.lowerBound ?? last
    rules.files[Int(file)].rows = first...last
  }

  /// Adds an order of one row.
  mutating func order(
    _ id: String, _ customer: String?, day: Int32 = 19_000, _ total: String, status: String? = nil,
    refunded: String? = nil, refundDay: Int32? = nil
  ) {
    var texts: [Role: String] = [.orderID: id]
    texts[.customerID] = customer
    texts[.status] = status
    var money: [Role: String] = [.orderTotal: total]
    money[.refunded] = refunded
    row(texts, day: day, refundDay: refundDay, money)
  }

  /// What becomes of them.
  func assembled(
    _ stored: [(state: OrderState, place: StoredPlace)] = []
  ) throws(OrderError) -> Assembled {
    try OrderAssembler(rules).assemble(rows, stored: stored)
  }
}

extension ExactMoney {
  /// Money in major units of two decimals.
  static func major(_ text: String) -> ExactMoney {
    ExactMoney(femto: decimal(text) * 100)
  }

  /// A number of pieces.
  static func pieces(_ text: String) -> ExactMoney {
    ExactMoney(femto: decimal(text))
  }

  /// The number times 10^15.
  private static func decimal(_ text: String) -> Int128 {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    let decimals = parts.count > 1 ? String(parts[1]) : ""
    let digits = parts[0] + decimals + String(repeating: "0", count: 15 - decimals.count)
    return Int128(digits) ?? 0
  }
}

extension Assembled {
  /// An order that counts, by its id.
  func order(_ id: String) -> OrderState? { orders.first { $0.orderID == Array(id.utf8) } }

  /// Why an order does not count, by its id.
  func reason(_ id: String) -> SetAsideReason? {
    setAside.first { $0.state.orderID == Array(id.utf8) }?.reason
  }

  /// The rows and the revenue of a reason, in minor units.
  func setAside(_ reason: SetAsideReason) -> [Int128] {
    let tally = account.setAside.first { $0.reason == reason }?.tally ?? Tally()
    return [Int128(tally.rows), tally.revenue]
  }

  /// The rows that count and their revenue, in minor units.
  var used: [Int128] { [Int128(account.used.rows), account.used.revenue] }
}
