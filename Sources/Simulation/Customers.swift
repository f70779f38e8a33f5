internal import Arithmetic

/// Customers of consecutive numbers: what they are, and how far each has come.
struct Customers: Sendable {
  /// The number of the first one.
  let first: UInt32
  let count: Int
  let draws: Draws
  /// span × rate: the mean number of repeat orders times alpha.
  ///
  /// Empty once orders are counted.
  var exposure: [Double]
  /// 1 / rate: the mean wait between orders over alpha.
  var slowness: [Double]
  /// The factor to `slowness` that makes it days.
  var alpha = 0.0
  /// When the next order comes, in days from the start; infinite after the last.
  var next: [Double]
  /// The orders before that.
  var placed: [UInt32]
  /// The orders from the first to the last.
  var orders: [UInt32]
  /// The mean of what an order is worth over p, minor units.
  var level: [Float]

  /// Draws customers.
  init(first: UInt32, count: Int, options: SimulationOptions) {
    self.first = first
    self.count = count
    draws = Draws(options)
    let padded = (count + 7) & ~7
    exposure = []
    slowness = []
    next = []
    level = []
    exposure.reserveCapacity(padded)
    slowness.reserveCapacity(padded)
    next.reserveCapacity(padded)
    level.reserveCapacity(padded)
    placed = Array(repeating: 0, count: count)
    orders = Array(repeating: 1, count: count)
    let days = Double(options.days)
    for offset in stride(from: 0, to: count, by: 8) {
      let numbers = Philox.Words(repeating: UInt64(first) + UInt64(offset)) &+ Self.lanes
      // Lanes behind the last customer draw those of further ones, who are left out.
      let drawn = draws.customers(numbers & 0xffff_ffff)
      let birth = drawn.birth * days
      let lifetime = drawn.lifetime * options.beta / drawn.dropoutRate
      let rest = days - birth
      let span = rest.replacing(with: lifetime, where: lifetime .< rest)
      for lane in 0..<min(8, count - offset) {
        exposure.append(span[lane] * drawn.orderRate[lane])
        slowness.append(1 / drawn.orderRate[lane])
        next.append(birth[lane])
        level.append(Float(options.v * 100 / drawn.spendRate[lane]))
      }
    }
  }

  /// The places of eight lanes.
  static let lanes = Philox.Words(0, 1, 2, 3, 4, 5, 6, 7)

  /// The sum of the mean numbers of repeat orders, times alpha.
  var totalExposure: Double { pairwiseTreeSum(exposure.span) }
}
