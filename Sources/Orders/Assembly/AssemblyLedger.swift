/// Notes where rows go while orders are made of them.
struct AssemblyLedger: Sendable {
  /// What has come of it so far, but the currencies.
  var assembled = Assembled()
  /// Texts that many orders have.
  var texts = TextPool()
  /// What statuses mean.
  var standings = KnownStandings()
  /// The currency of the rows that were noted last, and how many they are.
  private var currency: (code: [UInt8], rows: Int) = ([], 0)

  /// The statuses that are told at most: a column that is none has as many as rows.
  private static let mostStatuses = 20
  /// The bytes that are told of each.
  private static let longestStatus = 40

  /// Hands rows back.
  mutating func reject(_ rows: DetailRows, _ reason: RejectReason) {
    assembled.account.reject(reason, rows: rows.records.count, nil)
    for record in rows.records {
      assembled.rejected.append(
        RejectedRecord(
          sequence: record.sequence, reason: reason, bytes: rows.textsAsCSV(of: record)))
    }
  }

  /// Sets rows aside that say something exact in the currency of their order.
  mutating func setAside(
    _ reason: SetAsideReason, _ rows: Int, _ exact: Int128, _ money: StoreMoney
  ) {
    if let amount = money.toStore(exact) {
      assembled.account.setAside(reason, rows: rows, Amount(rounding: amount))
    } else {
      setAside(reason, rows, foreign: exact, money.currency)
    }
  }

  /// Sets rows aside whose money is not the store's.
  mutating func setAside(
    _ reason: SetAsideReason, _ rows: Int, foreign exact: Int128, _ code: [UInt8]
  ) {
    assembled.account.setAside(reason, rows: rows, nil)
    assembled.account.otherCurrency(
      String(decoding: Self.known(code), as: UTF8.self), rows: rows, Amount(rounding: exact))
  }

  /// Sets all rows of a version aside.
  mutating func setAside(_ reason: SetAsideReason, _ version: OrderVersion) {
    if let (code, money) = version.foreign {
      setAside(reason, version.rows, foreign: money.femto, code)
    } else {
      assembled.account.setAside(reason, rows: version.rows, version.said)
    }
  }

  /// Sets rows of a refund aside.
  mutating func setAside(_ reason: SetAsideReason, _ refund: RefundRow) {
    assembled.account.setAside(reason, rows: refund.rows, refund.said)
  }

  /// Notes what an order says of its customer beside the key.
  mutating func note(contactsOf version: OrderVersion, key: CustomerKey) {
    let state = version.state
    guard !state.customer.isEmpty, version.reason != .forgotten,
      state.contacts.contains(where: { $0.key != key.role })
    else { return }
    var texts = state.contacts
    texts[key.role] = state.customer
    assembled.contacts.append(
      CustomerRow(
        customer: state.customer, facts: CustomerFacts(texts, day: state.day),
        sequence: version.first))
  }

  /// Notes a status that nobody knows.
  mutating func note(status: [UInt8]) {
    let word = Array(status.prefix(Self.longestStatus))
    if assembled.unknownStatuses.count < Self.mostStatuses
      || assembled.unknownStatuses[word] != nil
    {
      assembled.unknownStatuses[word, default: 0] += 1
    }
  }

  /// Notes the currency of rows.
  mutating func note(currency: [UInt8]?, rows: Int) {
    guard let code = currency else { return }
    if code != self.currency.code {
      endCurrency()
      self.currency.code = code
    }
    self.currency.rows += rows
  }

  private mutating func endCurrency() {
    if currency.rows == 0 { return }
    assembled.currencies[Self.known(currency.code), default: 0] += currency.rows
    currency.rows = 0
  }

  /// All that has come of it.
  mutating func finish() -> Assembled {
    endCurrency()
    return assembled
  }

  /// A currency's code as it is told: three letters, or a question mark, so that there are not many.
  private static func known(_ code: [UInt8]) -> [UInt8] {
    code.count == 3 && code.allSatisfy { (65...90).contains($0) } ? code : [UInt8(ascii: "?")]
  }
}

extension DetailRows {
  /// The texts of a row in the order of the roles, as CSV.
  func textsAsCSV(of record: DetailRecord) -> [UInt8] {
    var line: [UInt8] = []
    let quote = UInt8(ascii: "\"")
    for role in Role.allCases {
      guard let range = text(role, of: record) else { continue }
      let text = bytes[range]
      if !line.isEmpty { line.append(UInt8(ascii: ",")) }
      if text.contains(where: { [quote, 10, 13, UInt8(ascii: ",")].contains($0) }) {
        line.append(quote)
        for byte in text { line += byte == quote ? [quote, quote] : [byte] }
        line.append(quote)
      } else {
        line += text
      }
    }
    return line
  }
}
