public import Columns
public import Histories
public import Orders

/// What a source knows of each customer beside days and amounts: columns that follow those of the score table.
public struct Profile: Sendable {
  /// Columns that could not be made.
  public struct LeftOut: Sendable {
    /// Their names, with what they have in common.
    public let columns: String
    /// What they need.
    public let reason: String
  }

  private var orders: OrderProfile?
  private var orderKinds: Set<OrderDetails.Kind> = []
  private var lines: LineProfile?
  private var lineKinds: Set<LineDetails.Kind> = []
  /// What could not be made.
  public private(set) var leftOut: [LeftOut] = []

  /// That of a base.
  ///
  /// - Parameters:
  ///   - source: where its orders are from.
  ///   - histories: the base.
  ///   - keepsZeroOrders: whether orders of amount zero count.
  ///   - threads: who works.
  /// - Throws: errors of the source.
  public init(
    of source: any OrderSource, _ histories: Histories, keepsZeroOrders: Bool, threads: Threads
  ) throws {
    guard let store = source as? StoredOrders else {
      leaveOut(
        "all columns but days_to_second_purchase",
        "order files are read for days and amounts alone; a store keeps channels, codes and lines too: patron import "
          + "FILE --into STORE, then patron score STORE --profile")
      return
    }
    let counting = Day(rawValue: .min)...histories.asOf
    try readOrders(of: store, counting, keepsZeroOrders, threads)
    try readLines(of: store, counting, keepsZeroOrders, threads)
    for count in [orders?.count, lines?.count] where count ?? histories.count != histories.count {
      throw OrderError(
        path: store.inputs[0].path,
        problem: "its files were changed while they were read; run again")
    }
  }

  private mutating func leaveOut(_ columns: String, _ reason: String) {
    leftOut.append(LeftOut(columns: columns, reason: reason))
  }

  private mutating func readOrders(
    of store: StoredOrders, _ counting: ClosedRange<Day>, _ keepsZeroOrders: Bool,
    _ threads: Threads
  ) throws {
    orderKinds = store.detailKinds
    for (kind, columns) in [(OrderDetails.Kind.channel, "channels"), (.country, "the country")]
    where !orderKinds.contains(kind) {
      leaveOut(
        columns, "no order of the store has a \(kind.rawValue): import files with such a column")
    }
    if orderKinds.isDisjoint(with: [.discount, .discountCode]) {
      leaveOut(
        "discounted orders",
        "no order of the store has a discount or a discount_code: import files with such a column")
    }
    if orderKinds.isEmpty { return }
    var all = OrderProfile()
    try store.forEachDetails(
      counting: counting, keepsZeroOrders: keepsZeroOrders, threads: threads
    ) {
      OrderProfile($0)
    } inOrder: {
      all.append($0)
    }
    orders = all
  }

  private mutating func readLines(
    of store: StoredOrders, _ counting: ClosedRange<Day>, _ keepsZeroOrders: Bool,
    _ threads: Threads
  ) throws {
    guard let stored = try store.lines(), stored.nameOrders else {
      leaveOut(
        "categories, price points and brands",
        "the store has no lines that name their orders: import files with a row for each line and orders' ids"
      )
      return
    }
    lineKinds = stored.kinds
    for (kind, columns) in [
      (LineDetails.Kind.category, "categories and price points"), (.brand, "brands"),
    ] where !lineKinds.contains(kind) {
      leaveOut(
        columns, "no line of the store has a \(kind.rawValue): import files with such a column")
    }
    if lineKinds.isDisjoint(with: [.category, .brand]) { return }
    var prices = CategoryPrices()
    if lineKinds.contains(.category) {
      try stored.forEachDetails(
        counting: counting, keepsZeroOrders: keepsZeroOrders, threads: threads
      ) {
        CategoryPrices($0)
      } inOrder: {
        prices += $0
      }
    }
    let medians = prices.medians()
    var all = LineProfile()
    try stored.forEachDetails(
      counting: counting, keepsZeroOrders: keepsZeroOrders, threads: threads
    ) {
      LineProfile($0, medians: medians)
    } inOrder: {
      all.append($0)
    }
    lines = all
  }

  /// The country of a customer's last order that has one; nil if none has.
  public func country(of customer: Int) -> String? { orders?.country(of: customer) }

  /// The columns of some customers.
  func columns(_ customers: Range<Int>) -> [Column] {
    (orders?.columns(customers, orderKinds) ?? []) + (lines?.columns(customers, lineKinds) ?? [])
  }
}
