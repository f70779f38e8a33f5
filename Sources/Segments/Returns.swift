internal import Columns
internal import Histories

/// Who sent back how much, by as-of.
struct Returns: OrderObserver {
  /// A customer of whom something was paid back.
  struct Customer: Sendable, Equatable {
    /// The row of the history.
    var row: Int
    var refunds: CustomerRefunds
  }

  /// In the order of histories.
  private(set) var customers: [Customer] = []
  /// Those of whom nothing counts, so that they have no history: their number, orders, and what was paid back.
  private(set) var gone = (customers: 0, orders: 0, amount: Int128(0))
  /// The histories so far.
  private var rows = 0
  /// Of customers who are told of next.
  private var pending: [CustomerRefunds] = []

  /// Whether nothing was paid back.
  var isEmpty: Bool { customers.isEmpty && gone.customers == 0 }

  mutating func addRefunds(_ refunds: Span<CustomerRefunds>) {
    for index in 0..<refunds.count { pending.append(refunds[index]) }
  }

  mutating func add(_ starts: Span<Int>, _ days: Span<Int32>, _ amounts: Span<Int64>) {
    var next = 0
    for customer in 0..<starts.count - 1 {
      let hasHistory = starts[customer] < starts[customer + 1]
      if next < pending.count && pending[next].customer == customer {
        if hasHistory {
          customers.append(Customer(row: rows, refunds: pending[next]))
        } else {
          gone.customers += 1
          gone.orders += pending[next].orders
          gone.amount += pending[next].amount
        }
        next += 1
      }
      rows += hasHistory ? 1 : 0
    }
    pending.removeAll(keepingCapacity: true)
  }

  static func += (left: inout Returns, right: Returns) {
    left.customers += right.customers.map { Customer(row: left.rows + $0.row, refunds: $0.refunds) }
    left.gone.customers += right.gone.customers
    left.gone.orders += right.gone.orders
    left.gone.amount += right.gone.amount
    left.rows += right.rows
  }

  /// Those of some rows.
  func customers(in range: Range<Int>) -> ArraySlice<Customer> {
    customers[place(of: range.lowerBound)..<place(of: range.upperBound)]
  }

  /// How many have rows before this one.
  private func place(of row: Int) -> Int {
    var range = customers.indices
    while !range.isEmpty {
      let middle = range.lowerBound + range.count / 2
      range =
        customers[middle].row < row ? middle + 1..<range.upperBound : range.lowerBound..<middle
    }
    return range.lowerBound
  }
}

/// A customer's share of what was paid back in what was bought.
enum ReturnBand: Int, Sendable, CaseIterable {
  case none, upTo10, upTo25, upTo50, above50

  /// What tables call it.
  var name: String {
    switch self {
    case .none: "none"
    case .upTo10: "up_to_10_percent"
    case .upTo25: "10_to_25_percent"
    case .upTo50: "25_to_50_percent"
    case .above50: "above_50_percent"
    }
  }

  /// The band of one who got so much back of so much.
  init(_ refunded: Int128, of gross: Int128) {
    self =
      refunded == 0
      ? .none
      : 10 * refunded <= gross
        ? .upTo10 : 4 * refunded <= gross ? .upTo25 : 2 * refunded <= gross ? .upTo50 : .above50
  }
}
