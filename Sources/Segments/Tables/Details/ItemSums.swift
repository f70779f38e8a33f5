internal import Columns
internal import Orders

/// What lines of one article, or kind of articles, came to.
struct ItemSum: Summable {
  var lines = 0
  /// Those whose revenue is not known.
  var unpriced = 0
  /// Pieces, in thousandths.
  var quantity: Int128 = 0
  /// In parts of minor units.
  var revenue: Int128 = 0
  var orders = 0
  /// Customers, and those of them who bought anything on a later day than the first with such a line.
  var buyers = Trials()

  static func += (left: inout ItemSum, right: ItemSum) {
    left.lines += right.lines
    left.unpriced += right.unpriced
    left.quantity += right.quantity
    left.revenue += right.revenue
    left.orders += right.orders
    left.buyers += right.buyers
  }
}

/// Sums of some lines as they come by: customer by customer, order by order.
private struct ItemTally {
  var sum = ItemSum()
  private var customer = -1
  private var order: Int32 = -1
  private var firstDay: Int32 = 0

  /// Adds a line of a customer.
  ///
  /// - Returns: whether it is the customer's first.
  mutating func add(_ line: Int, of lines: LineDetails, _ customer: Int) -> Bool {
    let isNew = self.customer != customer
    self.customer = customer
    if order != lines.orders[line] {
      order = lines.orders[line]
      sum.orders += 1
    }
    firstDay = isNew ? lines.days[line] : min(firstDay, lines.days[line])
    sum.lines += 1
    sum.quantity += Int128(lines.quantities[line])
    if let revenue = lines.revenues[line] {
      sum.revenue += revenue
    } else {
      sum.unpriced += 1
    }
    return isNew
  }

  /// Closes the customer, whose last purchase day that is.
  mutating func close(_ lastDay: Int32) {
    sum.buyers += Trials(count: 1, successes: lastDay > firstDay ? 1 : 0)
  }
}

/// Lines by something that they are told by.
struct ItemSums: Sendable {
  /// So many have a row of their own.
  private static let mostItems = 1000

  private let kind: LineDetails.Kind
  private var items = TextSums<ItemSum>()
  /// Lines that do not say it.
  private var unknown = ItemSum()
  private var all = ItemSum()

  /// No lines.
  init(_ kind: LineDetails.Kind) { self.kind = kind }

  /// Adds the lines of some customers.
  mutating func add(_ lines: LineDetails) {
    guard let texts = lines.texts[kind] else { return }
    // Lines that do not say it have the first place, and all together the last.
    let everything = texts.names.count + 1
    var own = [ItemTally](repeating: ItemTally(), count: everything + 1)
    var met: [Int] = []
    for customer in 0..<lines.customers {
      for line in lines.starts[customer]..<lines.starts[customer + 1] {
        let place = Int(texts.codes[line]) + 1
        if own[place].add(line, of: lines, customer) { met.append(place) }
        if own[everything].add(line, of: lines, customer) { met.append(everything) }
      }
      for place in met { own[place].close(lines.lastDays[customer]) }
      met.removeAll(keepingCapacity: true)
    }
    unknown += own[0].sum
    all += own[everything].sum
    items.add(own[1..<everything].lazy.map(\.sum), of: texts)
  }

  static func += (left: inout ItemSums, right: ItemSums) {
    left.items += right.items
    left.unknown += right.unknown
    left.all += right.all
  }

  /// The table.
  ///
  /// - Parameters:
  ///   - name: its name.
  ///   - frame: what all tables have in common.
  ///   - withoutOrder: how many lines name no order.
  /// - Returns: a row for each of the first.
  func table(_ name: String, _ frame: TableFrame, withoutOrder: Int) -> BaseTable {
    let (first, others) = items.ranked(Self.mostItems) { $0.revenue }
    // Of several kinds together nobody knows how many orders and customers have any.
    var rows = first.map { (kind: kind.rawValue, name: $0.name, sum: $0.sum, isWhole: true) }
    if let others { rows.append(("other", "other", others, false)) }
    if unknown.lines > 0 { rows.append(("unknown", "unknown", unknown, true)) }
    rows.append(("all", "all lines", all, true))
    var table = BaseTable(
      name,
      "Lines of customers' orders that count, by \(kind.rawValue): the \(Self.mostItems) of most line revenue, all "
        + "others together, those that do not say. Line revenue is pieces x unit price less the line's discount, before "
        + "discounts of whole orders and refunds; a line that says no number is one piece, and lines_without_price bring "
        + "nothing. Buyers have an order with such a line; they bought again if they bought anything, not only this, on a "
        + "later day than the first with such a line. Orders and buyers may have several, so that they do not add up; "
        + "of others together they are not known. "
        + (withoutOrder == 0 ? "" : "\(withoutOrder) lines that name no order are left out. ")
        + "Guests' lines are not among them.",
      rows: rows.count, frame)
    let sums = rows.map(\.sum)
    let buyers = rows.map { $0.isWhole ? $0.sum.buyers : nil }
    let orders = rows.map { $0.isWhole ? $0.sum.orders : nil }
    let revenue: [Int128?] = sums.map { BaseTable.quotient($0.revenue, LineDetails.revenueUnit) }
    func whole<Value>(_ value: Value) -> [Value?] { rows.map { _ in value } }
    table.text("row_kind", rows.map(\.kind))
    table.text(kind.rawValue, rows.map(\.name))
    table.decimal("units", sums.map(\.quantity), scale: LineDetails.quantityScale)
    table.count("lines", sums.map(\.lines))
    table.count("lines_without_price", sums.map(\.unpriced))
    table.money("line_revenue", revenue)
    table.money("of_line_revenue", rows.map { _ in revenue[rows.count - 1] })
    table.share(
      "share_of_line_revenue", frame.hasAmounts ? revenue : rows.map { _ in nil },
      of: rows.map { _ in revenue[rows.count - 1] })
    table.count("orders", orders)
    table.count("of_orders", whole(all.orders))
    table.ratio("share_of_orders", orders, per: whole(all.orders))
    table.count("buyers", buyers.map { $0?.count })
    table.count("of_buyers", whole(all.buyers.count))
    table.ratio("share_of_buyers", buyers.map { $0?.count }, per: whole(all.buyers.count))
    table.count("bought_again", buyers.map { $0?.successes })
    table.ratio("repeat_rate", buyers.map { $0?.successes }, per: buyers.map { $0?.count })
    table.close()
    return table
  }
}
