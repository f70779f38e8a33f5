import Foundation
import TestSupport

/// One customer, summarised by code that shares nothing with the engine.
///
/// Times are days.
struct Customer {
  var id = ""
  var x = 0
  var tx = 0
  var T = 0
  /// Dollars per repeat purchase day.
  var repeatSpends: [Double] = []
  /// Days from as-of to each purchase day after it.
  var later: [Int] = []

  /// The triple that the model sees.
  var pattern: (x: Int, tx: Int, T: Int) { (x, tx, T) }
}

extension Customer {
  /// Which columns of an order file hold what.
  struct Columns {
    var id: Int
    var date: Int
    var amount: Int?
  }

  /// The customers of a file with a header, as of a day, in the order of their first row; those who
  /// first bought later are left out.
  static func read(_ text: String, _ columns: Columns, asOf: String) -> [Customer] {
    var days: [Substring: Int] = [:]
    func day(_ text: Substring) -> Int {
      if let known = days[text] { return known }
      let day = daysSince1970(text)
      days[text] = day
      return day
    }
    let end = daysSince1970(Substring(asOf))
    var order: [Substring] = []
    var spends: [Substring: [Int: Double]] = [:]
    for line in text.split(whereSeparator: \.isNewline).dropFirst() {
      let fields = line.split(separator: ",", omittingEmptySubsequences: false)
      let id = fields[columns.id]
      if spends[id] == nil { order.append(id) }
      let amount = columns.amount.flatMap { Double(fields[$0]) } ?? 0
      spends[id, default: [:]][day(fields[columns.date].prefix(10)), default: 0] += amount
    }
    return order.compactMap { id in
      let byDay = spends[id] ?? [:]
      let all = byDay.keys.sorted()
      let past = all.filter { $0 <= end }
      guard let first = past.first, let last = past.last else { return nil }
      return Customer(
        id: String(id), x: past.count - 1, tx: last - first, T: end - first,
        repeatSpends: past.dropFirst().map { byDay[$0] ?? 0 },
        later: all.filter { $0 > end }.map { $0 - end })
    }
  }

  /// Days since 1970-01-01 of a `YYYY-MM-DD`, by Foundation's calendar.
  private static func daysSince1970(_ text: Substring) -> Int {
    var style = Date.ISO8601FormatStyle().year().month().day()
    style.timeZone = .gmt
    return Int(((try? Date(String(text), strategy: style))?.timeIntervalSince1970 ?? 0) / 86_400)
  }
}

/// The CDNOW sample as of 1997-09-30: 2,357 customers.
enum CDNOW {
  static let customers = Customer.read(
    Fixtures.text("cdnow/orders.csv"), Customer.Columns(id: 0, date: 1, amount: 3),
    asOf: "1997-09-30")
}

/// Real order data that is not part of the project: the folder that PATRON_TEST_DATA names.
enum TestData {
  /// The customers of one of its files.
  static func customers(_ path: String, _ columns: Customer.Columns, asOf: String) -> [Customer] {
    Customer.read(Fixtures.testDataText(path), columns, asOf: asOf)
  }
}
