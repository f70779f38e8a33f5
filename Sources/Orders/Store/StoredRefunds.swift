internal import Columns

// What was paid back of a stored order on known days stands in three columns:
//
//   refunded_amount   all of it
//   refund_date       the last day
//   refunds           each day with its minor units, "2011-01-05:1250 2011-02-01:300"; absent if there is one day alone

/// The dated refunds of the orders of a row group.
struct StoredRefunds {
  /// The names of the columns.
  static let columns: Set<String> = ["refunded_amount", "refund_date", "refunds"]

  private let sums: Column
  private let dates: Column?
  private let lists: Column?

  /// The refunds in some columns; nil if there are none.
  init?(_ columns: [Column]) {
    func column(_ name: String) -> Column? { columns.first { $0.field.name == name } }
    guard let sums = column("refunded_amount") else { return nil }
    self.sums = sums
    dates = column("refund_date")
    lists = column("refunds")
  }

  /// Calls `body` with each refund of some rows, in the order of (row, day, amount).
  ///
  /// - Parameters:
  ///   - rows: which rows.
  ///   - body: gets the row in `order`.
  /// - Returns: the first row whose columns contradict each other, or nil.
  func forEach(_ rows: Range<Int>, _ body: (OrderRefund) -> Void) -> Int? {
    guard let amounts = sums.int64 else { return rows.first }
    for row in rows where sums.validity?[row] ?? true {
      guard let days = dates?.int32, dates?.validity?[row] ?? true else { return row }
      guard let texts = lists?.texts, lists?.validity?[row] ?? true else {
        if amounts[row] <= 0 { return row }
        body(OrderRefund(order: row, day: days[row], amount: amounts[row]))
        continue
      }
      guard let list = Self.read(texts[row]), list.last?.day == days[row],
        list.reduce(Int128(0), { $0 + Int128($1.amount) }) == Int128(amounts[row])
      else { return row }
      for refund in list { body(OrderRefund(order: row, day: refund.day, amount: refund.amount)) }
    }
    return nil
  }

  /// The text of some refunds; nil if one day says all.
  static func text(_ refunds: [OrderRefund]) -> [UInt8]? {
    if refunds.count < 2 { return nil }
    var text: [UInt8] = []
    for refund in refunds {
      if !text.isEmpty { text.append(UInt8(ascii: " ")) }
      text.append(day: Day(rawValue: refund.day))
      text.append(UInt8(ascii: ":"))
      text.append(integer: refund.amount)
    }
    return text
  }

  /// The refunds of a text, in order; nil if it is none that is written here.
  static func read(_ text: ArraySlice<UInt8>) -> [OrderRefund]? {
    var refunds: [OrderRefund] = []
    for word in text.split(separator: UInt8(ascii: " "), omittingEmptySubsequences: false) {
      guard word.count > 11, word[word.startIndex + 10] == UInt8(ascii: ":"),
        let day = day(word.prefix(10)), let amount = number(word.dropFirst(11)), amount > 0
      else { return nil }
      if let last = refunds.last, (last.day, last.amount) > (day, amount) { return nil }
      refunds.append(OrderRefund(day: day, amount: amount))
    }
    return refunds
  }

  /// The day of `YYYY-MM-DD`.
  private static func day(_ text: ArraySlice<UInt8>) -> Int32? {
    let parts = text.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
    guard parts.map(\.count) == [4, 2, 2], let year = number(parts[0]),
      let month = number(parts[1]), let day = number(parts[2])
    else { return nil }
    return Day(year: Int(year), month: Int(month), day: Int(day))?.rawValue
  }

  /// A number of up to 18 digits.
  private static func number(_ text: ArraySlice<UInt8>) -> Int64? {
    guard (1...18).contains(text.count) else { return nil }
    var number: Int64 = 0
    for byte in text {
      if byte &- 48 > 9 { return nil }
      number = number * 10 + Int64(byte &- 48)
    }
    return number
  }
}
