public import Columns
public import Histories

/// The distinct triples (x, t_x, T) of a base and how many customers have each, sorted.
///
/// The likelihood of the (M)BG/NBD depends on a customer by this triple alone. Customers without a
/// repeat purchase collapse to one row per T. The order is that of the numbers, so a sum over the
/// rows does not depend on the order of customers, on threads or on how the source was cut.
public struct RepeatPatterns: Sendable {
  /// Repeat purchase days.
  let x: [Double]
  /// Days from first to last purchase.
  let tx: [Double]
  /// Days from first purchase to as-of.
  let T: [Double]
  /// Customers.
  let customers: [Double]
  /// The number of customers by x: entry k counts those with x = k.
  let byX: [Int]
  /// Customers in all.
  public let count: Int
  /// Repeat purchase days of all customers.
  public let repeats: Int
  /// The days from first purchase to as-of of all customers.
  let exposure: Int

  /// Collapses histories.
  public init(_ histories: Histories, threads: Threads) throws {
    let blocks = (histories.count + 65_535) / 65_536
    let keys = try threads.map(blocks) { block in
      (block * 65_536..<min((block + 1) * 65_536, histories.count)).map { customer in
        // Orders and as-of lie in the years 1900 to 2999, less than 2^19 days, and x is at most t_x.
        UInt64(histories.x(customer)) << 42 | UInt64(histories.T(customer)) << 21
          | UInt64(histories.tx(customer))
      }.sorted()
    }
    self.init(sortedKeys: keys.count == 1 ? keys[0] : keys.flatMap { $0 }.sorted())
  }

  /// Collapses given triples; a model fitted to published data comes this way.
  public init(_ triples: [(x: Int, tx: Int, T: Int)]) {
    self.init(
      sortedKeys: triples.map { UInt64($0.x) << 42 | UInt64($0.T) << 21 | UInt64($0.tx) }.sorted())
  }

  private init(sortedKeys keys: [UInt64]) {
    var x: [Double] = []
    var tx: [Double] = []
    var T: [Double] = []
    var customers: [Double] = []
    var byX = [Int](repeating: 0, count: keys.last.map { Int($0 >> 42) + 1 } ?? 0)
    var repeats = 0
    var exposure = 0
    var previous: UInt64?
    for key in keys {
      let mask: UInt64 = 1 << 21 - 1
      byX[Int(key >> 42)] += 1
      repeats += Int(key >> 42)
      exposure += Int(key >> 21 & mask)
      if key == previous {
        customers[customers.count - 1] += 1
      } else {
        x.append(Double(key >> 42))
        T.append(Double(key >> 21 & mask))
        tx.append(Double(key & mask))
        customers.append(1)
        previous = key
      }
    }
    self.x = x
    self.tx = tx
    self.T = T
    self.customers = customers
    self.byX = byX
    self.repeats = repeats
    self.exposure = exposure
    count = keys.count
  }
}
