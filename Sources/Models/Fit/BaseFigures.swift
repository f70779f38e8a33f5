public import Columns
public import Histories

/// What a base looks like to a model in a few figures: by them it is told later whether it has drifted.
public struct BaseFigures: Sendable, Equatable {
  /// Customers.
  public var customers = 0
  /// Customers with a repeat purchase day.
  public var repeatBuyers = 0
  /// Their repeat purchase days.
  public var repeats = 0
  /// Days from first to last purchase of all customers together.
  public var activeDays = 0
  /// Days from first purchase to as-of of all customers together.
  public var knownDays = 0

  /// The mean x.
  public var meanX: Double { Double(repeats) / Double(customers) }
  /// The mean t_x, in days.
  public var meanTx: Double { Double(activeDays) / Double(customers) }
  /// The mean T, in days.
  public var meanT: Double { Double(knownDays) / Double(customers) }
  /// The mean days between two purchases of those who came back; nil without any.
  public var meanGap: Double? { repeats > 0 ? Double(activeDays) / Double(repeats) : nil }

  /// The figures of a base that has a customer.
  public init(_ histories: Histories, threads: Threads) throws {
    let block = 1 << 20
    let parts = try threads.map((histories.count + block - 1) / block) { task in
      let rows = task * block..<min((task + 1) * block, histories.count)
      return BaseFigures(
        purchaseDays: histories.purchaseDays.span.extracting(rows),
        firstDay: histories.firstDay.span.extracting(rows),
        lastDay: histories.lastDay.span.extracting(rows), asOf: histories.asOf.rawValue)
    }
    self = parts.reduce(into: BaseFigures()) { $0.add($1) }
  }

  private init() {}

  private init(
    purchaseDays: Span<Int32>, firstDay: Span<Int32>, lastDay: Span<Int32>, asOf: Int32
  ) {
    customers = purchaseDays.count
    for row in purchaseDays.indices {
      let x = Int(purchaseDays[row]) - 1
      repeats &+= x
      if x > 0 { repeatBuyers &+= 1 }
      activeDays &+= Int(lastDay[row] &- firstDay[row])
      knownDays &+= Int(asOf &- firstDay[row])
    }
  }

  private mutating func add(_ other: BaseFigures) {
    customers += other.customers
    repeatBuyers += other.repeatBuyers
    repeats += other.repeats
    activeDays += other.activeDays
    knownDays += other.knownDays
  }
}
