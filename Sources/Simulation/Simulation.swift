internal import Arithmetic
public import Columns
internal import Synchronization

/// A log of orders that never were, in order of time: the same bytes from the same options, on any number of
/// threads.
///
/// Memory grows with the customers (36 bytes each), not with the orders: the period is cut into slices, and
/// of every customer it is known when its next order comes.
///
/// **Exactly so many orders.** All random numbers are drawn first, in units that do not depend on alpha; then
/// each repeat order comes if alpha is below a number of its own (see Customers.swift). Alpha is the one with
/// which as many come as are wanted. It is close to what the model expects, off by its sampling error.
public struct Simulation: Sendable {
  /// The columns of the log.
  public static let fields = [
    Field("customer_id", .text), Field("order_date", .date), Field("amount", .money(scale: 2)),
  ]

  /// The column before them with `SimulationOptions.hasOrderIDs`.
  static let orderID = Field("order_id", .text)

  /// The columns of this log.
  public var fields: [Field] { (options.hasOrderIDs ? [Self.orderID] : []) + Self.fields }

  /// What was asked for.
  public let options: SimulationOptions
  /// Rate of the distribution of order rates over the customers, days; nil if no customer has a second order
  /// because none was wanted.
  public let alpha: Double?
  /// The number of orders.
  public let orders: Int
  private let blocks: [CustomerBlock]

  /// The number of customers of a block, the unit of parallel work.
  private static let blockSize = 1 << 15
  /// The mean number of orders of a slice of time, which becomes a block of the output.
  private static let sliceSize = 1 << 18
  /// The slices whose orders are held at a time.
  private static let windowSize = 8

  /// Draws the customers and settles how many orders each places.
  ///
  /// - Parameters:
  ///   - options: what to simulate.
  ///   - threads: who works.
  ///   - progress: called on the calling thread with what is being done, and how much of what is done.
  /// - Precondition: options are within their ranges.
  /// - Throws: `SimulationError` if alpha leads to more orders than can be counted.
  public init(
    _ options: SimulationOptions, threads: Threads, progress: (String, Int, Int) -> Void
  ) throws {
    options.check()
    self.options = options
    progress("Drawing customers", 0, 1)
    let starts = Array(stride(from: 0, to: options.customers, by: Self.blockSize))
    blocks = try threads.map(starts.count) { block in
      CustomerBlock(
        Customers(
          first: UInt32(starts[block]),
          count: min(Self.blockSize, options.customers - starts[block]), options: options))
    }
    progress("Settling the number of orders", 0, 1)
    let exposures = try threads.map(blocks.count) { [blocks] in
      blocks[$0].use { $0.totalExposure }
    }
    let exposure = pairwiseTreeSum(exposures.span)
    var repeats = 0
    switch options.size {
    case .alpha(let alpha):
      // What comes is close to what is expected, and a tenth of the range is left for the difference.
      let expected = Double(options.customers) + exposure / alpha
      if expected > 0.9 * Double(SimulationOptions.counts.upperBound) {
        throw SimulationError.tooManyOrders(expected: expected)
      }
      repeats = try Self.count(blocks, alpha: alpha...alpha, threads).sure
      self.alpha = alpha
    case .orders(let orders):
      repeats = orders - options.customers
      alpha =
        repeats == 0
        ? nil : try Self.settle(blocks, repeats: repeats, mean: exposure / Double(repeats), threads)
    }
    orders = options.customers + repeats
    for block in blocks { block.use { [alpha] in $0.begin(alpha: alpha ?? 0) } }
  }

  /// Gives every customer its orders, `repeats` repeat orders in all.
  ///
  /// `mean` is the alpha with which as many are expected.
  ///
  /// - Returns: alpha.
  private static func settle(
    _ blocks: [CustomerBlock], repeats: Int, mean: Double, _ threads: Threads
  ) throws -> Double {
    precondition(mean > 0, "someone has time for a second order")
    // The number of repeat orders is Poisson once exposures are known: six standard deviations.
    var reach = 1 + 6 / Double(repeats).squareRoot()
    while true {
      var (sure, open) = try count(blocks, alpha: mean / reach...mean * reach, threads)
      if sure == repeats { return mean * reach }
      let missing = repeats - sure
      if (1...open.count).contains(missing) {
        open.sort { ($1.alpha, $0.customer) < ($0.alpha, $1.customer) }
        for order in open.prefix(missing) {
          blocks[Int(order.customer) / blockSize].use { $0.addOrder(of: order.customer) }
        }
        return open[missing - 1].alpha
      }
      reach *= reach
    }
  }

  private static func count(
    _ blocks: [CustomerBlock], alpha: ClosedRange<Double>, _ threads: Threads
  ) throws -> (sure: Int, open: [Customers.Candidate]) {
    let counts = try threads.map(blocks.count) { blocks[$0].use { $0.countOrders(alpha: alpha) } }
    return (counts.reduce(0) { $0 + $1.sure }, counts.flatMap(\.open))
  }
}

// Writing.
extension Simulation {
  /// What is known of a log when it has been written.
  public struct Totals: Sendable, Equatable {
    /// The sum of all amounts, minor units.
    public var revenue: Int128 = 0
    /// The day of the first order.
    public var firstDay: Day
    /// The day of the last order.
    public var lastDay: Day

    fileprivate mutating func add(revenue: Int128, days: (first: Day, last: Day)?) {
      self.revenue += revenue
      guard let days else { return }
      firstDay = min(firstDay, days.first)
      lastDay = max(lastDay, days.last)
    }
  }

  /// Writes the log, in order of time, with its `fields`.
  ///
  /// - Parameters:
  ///   - encoder: the format.
  ///   - threads: who works.
  ///   - progress: called on the calling thread with what is being done, and how much of what is done.
  ///   - write: takes the file's bytes, in order, on the calling thread.
  /// - Returns: what has been written.
  /// - Throws: what the encoder or `write` throws.
  public consuming func write(
    as encoder: some TableEncoder, threads: Threads, progress: (String, Int, Int) -> Void,
    to write: ([UInt8]) throws -> Void
  ) throws -> Totals {
    let blocks = self.blocks
    let (firstDay, hasOrderIDs) = (options.firstDay, options.hasOrderIDs)
    var number = 0
    let end = UInt64(options.days) << 32
    let slices = UInt64(max(1, (orders + Self.sliceSize - 1) / Self.sliceSize))
    // At most 2^48 ticks in at most 2^14 slices.
    let bounds = (0...slices).map { end * $0 / slices }

    var file = encoder
    var totals = Totals(firstDay: options.lastDay, lastDay: options.firstDay)
    try write(file.begin())
    for start in stride(from: 0, to: Int(slices), by: Self.windowSize) {
      progress("Writing orders", start, Int(slices))
      let window = TimeCuts(bounds[start...min(start + Self.windowSize, Int(slices))])
      let placed = try threads.map(blocks.count) { block in
        blocks[block].use { $0.placeOrders(in: window, endOfLog: end) }
      }
      var numbers: [Int] = []
      for cut in 0..<window.count {
        numbers.append(number)
        number += placed.reduce(0) { $0 + $1[cut].count }
      }
      try threads.forEach(
        window.count, worker: { try encoder.workspace() },
        make: { [numbers] workspace, cut in
          let orders = SimulatedOrder.sorted(
            placed.map { $0[cut] }, within: window[cut])
          let slice = Slice(
            orders, firstDay: firstDay, from: hasOrderIDs ? numbers[cut] : nil)
          return (
            block: try encoder.encode(slice.columns, in: workspace), slice.revenue, slice.days
          )
        },
        inOrder: { written in
          let (block, revenue, days) = written
          try write(file.place(block))
          totals.add(revenue: revenue, days: days)
        })
    }
    try write(file.finish())
    return totals
  }
}

/// Why a simulation cannot be.
public enum SimulationError: Error, Equatable, CustomStringConvertible {
  /// Alpha leads to so many orders.
  case tooManyOrders(expected: Double)

  /// What is wrong and what to do.
  public var description: String {
    switch self {
    case .tooManyOrders(let expected):
      "alpha leads to about \(expected) orders, more than \(SimulationOptions.counts.upperBound); choose a "
        + "greater alpha, fewer customers or fewer days"
    }
  }
}

/// Customers whom one thread at a time moves on.
private final class CustomerBlock: Sendable {
  private let customers: Mutex<Customers>

  init(_ customers: Customers) { self.customers = Mutex(customers) }

  /// What `body` makes of the customers.
  func use<Result: Sendable>(_ body: (inout Customers) -> Result) -> Result {
    customers.withLock { body(&$0) }
  }
}
