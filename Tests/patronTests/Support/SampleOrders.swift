import Foundation
import TestSupport

/// Orders that a model can be fitted to, in the spelling that a test is about.
struct SampleOrders {
  /// One order: a customer, a day counted from 2023-01-01, and minor units.
  struct Order {
    var customer: String
    var day: Int
    var amount: Int
  }

  var orders: [Order] = []

  /// A base in which half of the customers buy once and the others again and again, at very
  /// different rates.
  init(customers: Int = 60, days: Int = 200) {
    var generator = Generator(seed: 4)
    for customer in 0..<customers {
      var day = Int.random(in: 0..<60, using: &generator)
      let gap = [2, 5, 9, 30, 70].randomElement(using: &generator) ?? 5
      let most = Bool.random(using: &generator) ? 1 : Int.random(in: 2..<20, using: &generator)
      for _ in 0..<most where day < days {
        let amount = Int.random(in: 100..<9999, using: &generator)
        orders.append(Order(customer: "c\(customer)", day: day, amount: amount))
        day += Int.random(in: 1...(2 * gap), using: &generator)
      }
    }
  }

  /// The sum of all amounts.
  var revenue: Int { orders.reduce(0) { $0 + $1.amount } }

  /// `YYYY-MM-DD` of a day counted from 2023-01-01.
  static func iso(_ day: Int) -> String { date(day, "yyyy-MM-dd") }

  /// A day in a format of `DateFormatter`.
  static func date(_ day: Int, _ format: String) -> String {
    let formatter = DateFormatter()
    formatter.locale = Locale(identifier: "en_US_POSIX")
    formatter.timeZone = .gmt
    formatter.dateFormat = format
    return formatter.string(from: Date(timeIntervalSince1970: Double(day + 19_358) * 86_400))
  }

  /// Minor units as a decimal number.
  static func decimal(_ amount: Int, scale: Int) -> String {
    if scale == 0 { return "\(amount)" }
    let digits = String(repeating: "0", count: max(0, scale + 1 - "\(amount)".count)) + "\(amount)"
    return digits.dropLast(scale) + "." + digits.suffix(scale)
  }

  /// The file, with further lines at its end.
  func csv(
    scale: Int = 2, date: (Int) -> String = Self.iso, adding lines: [String] = []
  ) -> String {
    (["customer_id,order_date,amount"]
      + orders.map {
        "\($0.customer),\(date($0.day)),\(Self.decimal($0.amount, scale: scale))"
      } + lines).joined(separator: "\n") + "\n"
  }
}
