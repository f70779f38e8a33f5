internal import Bytes
internal import Columns

/// The lines of some customers' orders that count as of a day.
public struct LineDetails: Sendable {
  /// What a line may be told by, by the name of its column.
  public enum Kind: String, Sendable, CaseIterable {
    /// The article.
    case product
    /// What sort of article it is.
    case category
    /// Whose article it is.
    case brand
  }

  /// The decimals of pieces.
  public static let quantityScale = StoreTable.quantityScale
  /// The minor units of a line's revenue are cut into so many.
  public static let revenueUnit: Int128 = 100_000
  /// No line has more of them: 18 digits of minor units.
  private static let mostRevenue: UInt128 = 999_999_999_999_999_999 * 100_000

  /// The lines of customer c are `starts[c]..<starts[c + 1]`, at least one, those of an order together.
  public private(set) var starts = [0]
  /// The place of each among the customers whose orders count, of whom some have no lines.
  public private(set) var places: [Int] = []
  /// How many customers these are.
  public let ofCustomers: Int
  /// The last day on which each customer bought anything.
  public private(set) var lastDays: [Int32] = []
  /// Which order a line is of; each has a number of its own.
  public private(set) var orders: [Int32] = []
  /// The days of the lines' orders.
  public private(set) var days: [Int32] = []
  /// How many pieces, in thousandths; one if the line does not say.
  public let quantities: [Int64]
  /// What a piece costs before the line's discount, in hundredths of minor units; nil if the line does not say.
  public let prices: [Int64?]
  /// Pieces times price less the line's discount, in parts of minor units; nil without a price, or if it has more than
  /// 18 digits of minor units.
  public let revenues: [Int128?]
  /// What the lines are told by.
  public let texts: [Kind: CodedTexts]
  /// How many lines name no order, whoever's they are.
  public let withoutOrder: Int

  /// The number of customers.
  public var customers: Int { starts.count - 1 }

  /// The lines of a block whose orders stand in another one, of the same customers, and count.
  init(_ lines: TableBlock, of orders: TableBlock, _ counted: CountedRows) {
    var finder = OrderFinder(orders, counted)
    let ids = LineOrders(lines)
    var rows: [Int] = []
    var nextOrder: Int32 = 0
    for customer in 0..<lines.customers
    where finder.turn(to: lines.ids[customer], hash: lines.hashes[customer]) {
      var (before, order): (Int?, Int?) = (nil, nil)
      for row in lines.starts[customer]..<lines.starts[customer + 1] {
        guard let id = ids.id(row) else { continue }
        if before.map({ ids.isSame($0, row) }) != true {
          order = finder.row(of: id)
          if order != nil { nextOrder += 1 }
          before = row
        }
        guard let order else { continue }
        rows.append(row)
        self.orders.append(nextOrder - 1)
        days.append(counted.days[order])
      }
      if rows.count > starts[starts.count - 1] {
        starts.append(rows.count)
        places.append(finder.place)
        lastDays.append(finder.lastDay)
      }
    }
    ofCustomers = finder.countCustomers()
    withoutOrder = ids.absent
    let amounts = LineAmounts(lines)
    quantities = rows.map { amounts.quantity($0) }
    prices = rows.map { amounts.price($0) }
    revenues = rows.map { amounts.revenue($0) }
    texts = Dictionary(
      uniqueKeysWithValues: Kind.allCases.map {
        ($0, CodedTexts(lines.column($0.rawValue), rows: rows))
      })
  }

  /// Pieces times price less the discount, which is as far from zero for what was given back.
  ///
  /// - Parameters:
  ///   - quantity: in thousandths.
  ///   - price: in hundredths of minor units.
  ///   - discount: in minor units; its sign means nothing.
  /// - Returns: nil if it is more than there can be.
  static func revenue(_ quantity: Int64, _ price: Int64, less discount: Int64) -> Int128? {
    let whole = Int128(quantity) * Int128(price)
    let off = Int128(discount.magnitude) * revenueUnit
    let revenue = whole < 0 ? whole + off : whole - off
    return revenue.magnitude <= mostRevenue ? revenue : nil
  }
}

/// Which orders lines name.
private struct LineOrders {
  private let texts: TextColumn
  private let validity: [Bool]?
  private let hasIDs: Bool

  /// Those that the lines of a block name.
  init(_ lines: TableBlock) {
    let column = lines.column("order_id")
    texts = column?.texts ?? TextColumn()
    validity = column?.validity
    hasIDs = column != nil
    absent = column.map { $0.validity?.count { !$0 } ?? 0 } ?? lines.rows
  }

  /// How many name none.
  let absent: Int

  /// The id of the order of a line; nil if it names none.
  func id(_ row: Int) -> ArraySlice<UInt8>? {
    hasIDs && validity?[row] ?? true ? texts[row] : nil
  }

  /// Whether two lines that name orders name the same.
  func isSame(_ left: Int, _ right: Int) -> Bool {
    let bytes = texts.bytes.span
    return Words.areEqual(bytes, texts.range(left), bytes, texts.range(right))
  }
}

/// What lines say of pieces and money.
private struct LineAmounts {
  private let quantities: Column?
  private let prices: Column?
  private let discounts: Column?

  init(_ lines: TableBlock) {
    quantities = lines.column("quantity")
    prices = lines.column("unit_price")
    discounts = lines.column("discount")
  }

  private func value(_ column: Column?, _ row: Int) -> Int64? {
    guard let column, column.validity?[row] ?? true, case .int64(let values) = column.values else {
      return nil
    }
    return values[row]
  }

  func quantity(_ row: Int) -> Int64 { value(quantities, row) ?? 1000 }

  func price(_ row: Int) -> Int64? { value(prices, row) }

  func revenue(_ row: Int) -> Int128? {
    guard let price = price(row) else { return nil }
    return LineDetails.revenue(quantity(row), price, less: value(discounts, row) ?? 0)
  }
}

/// Finds orders of a block by their ids, customer by customer.
private struct OrderFinder {
  private let block: TableBlock
  private let counted: CountedRows
  private let texts: TextColumn?
  private let validity: [Bool]?
  private var customer = 0
  /// The customer's place among those with orders that count.
  private(set) var place = 0
  /// The customer's orders that count and have an id, by their ids.
  private var rows: [Int] = []
  /// The last day of any of the customer's orders that count.
  private(set) var lastDay = Int32.min

  init(_ block: TableBlock, _ counted: CountedRows) {
    self.block = block
    self.counted = counted
    let ids = block.column("order_id")
    texts = ids?.texts
    validity = ids?.validity
  }

  /// Turns to a customer, who must not stand before the last one.
  ///
  /// - Returns: whether the customer has orders with ids that count.
  mutating func turn(to id: ArraySlice<UInt8>, hash: UInt64) -> Bool {
    while customer < block.customers
      && (block.hashes[customer] < hash
        || block.hashes[customer] == hash && block.ids[customer].lexicographicallyPrecedes(id))
    {
      pass()
    }
    guard let texts, customer < block.customers, block.hashes[customer] == hash,
      block.ids[customer].elementsEqual(id)
    else { return false }
    let own = (block.starts[customer]..<block.starts[customer + 1]).filter { counted.counts[$0] }
    lastDay = own.map { counted.days[$0] }.max() ?? .min
    rows = own.filter { validity?[$0] ?? true }
    if rows.count > 1 {
      rows.sort { texts[$0].lexicographicallyPrecedes(texts[$1]) }
    }
    return !rows.isEmpty
  }

  /// How many customers have orders that count; no customer is found any more.
  mutating func countCustomers() -> Int {
    while customer < block.customers { pass() }
    return place
  }

  /// Leaves a customer behind.
  private mutating func pass() {
    let own = block.starts[customer]..<block.starts[customer + 1]
    place += own.contains { counted.counts[$0] } ? 1 : 0
    customer += 1
  }

  /// The row of the customer's order of that id; nil if none of those that count has it.
  func row(of id: ArraySlice<UInt8>) -> Int? {
    guard let texts else { return nil }
    var (low, high) = (0, rows.count)
    while low < high {
      let middle = (low + high) / 2
      if texts[rows[middle]].lexicographicallyPrecedes(id) {
        low = middle + 1
      } else {
        high = middle
      }
    }
    return low < rows.count && texts[rows[low]].elementsEqual(id) ? rows[low] : nil
  }
}
