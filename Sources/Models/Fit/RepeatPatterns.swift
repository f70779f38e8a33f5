public import Columns
public import Histories

/// The triples (x, t_x, T) of a base: all that the likelihood of the (M)BG/NBD sees of a customer.
///
/// What it sees of x alone or of T alone is counted by x and by T. Customers who came back stand in
/// blocks of customers, in the order of the histories, which is that of the ids' hash, and within a
/// block in groups of like x; those who did not are their count by T. Nothing is sorted: at ten million
/// customers there are three million different triples, and a pass over the rows takes less time than
/// sorting them away.
public struct RepeatPatterns: Sendable {
  /// Customers with a repeat purchase among `blockSize` neighbours.
  struct Block: Sendable {
    let groups: [CountGroups.Group]
    /// Days from first purchase to as-of; 0 in padding.
    let T: [Int32]
    /// Days from first to last purchase; 0 in padding.
    let tx: [Int32]
  }

  let blocks: [Block]
  /// The number of customers by x: entry k counts those with x = k.
  let byX: [Int]
  /// What is known of the customers by T.
  let byAge: Ages
  /// Customers in all.
  public let count: Int
  /// Repeat purchase days of all customers.
  public let repeats: Int
  /// The days from first purchase to as-of of all customers.
  let exposure: Int

  /// Sums over the customers with one T: whole numbers, of which entry k is of those with T = k.
  struct Ages: Sendable {
    /// Customers.
    var customers: [Double] = []
    /// Their repeat purchase days.
    var repeats: [Double] = []
    /// Customers without any.
    var once: [Double] = []
  }

  /// Customers in a block: its rows and their places fit a core's cache.
  static let blockSize = 32_768
  /// Each has its own counts by T and x, which are as long as the histories.
  private static let mostTasks = 32

  /// The customers of a base that fits begin with, or nil where it is so small that this saves nothing.
  ///
  /// They are the first ones: their ids' hash has put them there, so that they are like the others.
  static func sample(of customers: Int) -> Range<Int>? {
    customers >= 16 * blockSize ? 0..<4 * blockSize : nil
  }

  /// Takes the histories of a base.
  public init(_ histories: Histories, threads: Threads) throws {
    try self.init(histories, customers: 0..<histories.count, threads: threads)
  }

  /// Takes the histories of some customers.
  init(_ histories: Histories, customers: Range<Int>, threads: Threads) throws {
    let blocks = (customers.count + Self.blockSize - 1) / Self.blockSize
    let tasks = min(blocks, Self.mostTasks)
    self.init(
      try threads.map(tasks) { task in
        var part = Part()
        for block in blocks * task / tasks..<blocks * (task + 1) / tasks {
          let start = customers.lowerBound + block * Self.blockSize
          let rows = start..<min(start + Self.blockSize, customers.upperBound)
          part.append(
            purchaseDays: histories.purchaseDays.span.extracting(rows),
            firstDay: histories.firstDay.span.extracting(rows),
            lastDay: histories.lastDay.span.extracting(rows), asOf: histories.asOf.rawValue)
        }
        return part
      })
  }

  /// Takes given triples in any order; a model fitted to published data comes this way.
  public init(_ triples: [(x: Int, tx: Int, T: Int)]) {
    let sorted = triples.sorted { ($0.x, $0.T, $0.tx) < ($1.x, $1.T, $1.tx) }
    let purchaseDays = sorted.map { Int32($0.x + 1) }
    let firstDay = sorted.map { Int32(-$0.T) }
    let lastDay = sorted.map { Int32($0.tx - $0.T) }
    var part = Part()
    for start in stride(from: 0, to: sorted.count, by: Self.blockSize) {
      let rows = start..<min(start + Self.blockSize, sorted.count)
      part.append(
        purchaseDays: purchaseDays.span.extracting(rows), firstDay: firstDay.span.extracting(rows),
        lastDay: lastDay.span.extracting(rows), asOf: 0)
    }
    self.init([part])
  }

  private init(_ parts: [Part]) {
    blocks = parts.flatMap(\.blocks)
    var byX = CountsByX()
    var ages = [AgeCounts](repeating: AgeCounts(), count: parts.map(\.ages.count).max() ?? 0)
    for part in parts {
      byX.add(part.byX)
      for (T, counts) in part.ages.enumerated() {
        ages[T].once += counts.once
        ages[T].returned += counts.returned
        ages[T].repeats += counts.repeats
      }
    }
    self.byX = byX.counts
    byAge = Ages(
      customers: ages.map { Double($0.once + $0.returned) },
      repeats: ages.map { Double($0.repeats) }, once: ages.map { Double($0.once) })
    count = byX.counts.reduce(0, +)
    repeats = byX.counts.enumerated().reduce(0) { $0 + $1.offset * $1.element }
    exposure = ages.enumerated().reduce(0) {
      $0 + $1.offset * ($1.element.once + $1.element.returned)
    }
  }
}

/// The whole numbers behind an entry of `RepeatPatterns.Ages`: customers without a repeat purchase and
/// with one, and their repeat purchase days.
private struct AgeCounts: Sendable {
  var once = 0
  var returned = 0
  var repeats = 0
}

/// What one task contributes.
private struct Part: Sendable {
  var blocks: [RepeatPatterns.Block] = []
  var byX = CountsByX()
  var ages: [AgeCounts] = []

  /// Adds the customers of a block.
  mutating func append(
    purchaseDays: Span<Int32>, firstDay: Span<Int32>, lastDay: Span<Int32>, asOf: Int32
  ) {
    var most: Int32 = 1
    var earliest = asOf
    for row in purchaseDays.indices {
      most = max(most, purchaseDays[row])
      earliest = min(earliest, firstDay[row])
    }
    let oldest = Int(asOf - earliest)
    if oldest >= ages.count {
      ages += Array(repeating: AgeCounts(), count: oldest + 1 - ages.count)
    }
    var counts = [Int](repeating: 0, count: Int(most))
    for row in purchaseDays.indices { counts[Int(purchaseDays[row]) - 1] += 1 }
    for (x, number) in counts.enumerated() where number > 0 { byX.add(number, at: x) }

    let groups = CountGroups(counts: counts)
    var T = [Int32](repeating: 0, count: groups.rows)
    var tx = [Int32](repeating: 0, count: groups.rows)
    // Spans: an array's own subscript asks each time whether the array is shared.
    var starts = groups.starts
    var next = starts.mutableSpan
    var byAge = ages.mutableSpan
    var placedT = T.mutableSpan
    var placedTx = tx.mutableSpan
    for row in purchaseDays.indices {
      let x = Int(purchaseDays[row]) - 1
      let age = asOf - firstDay[row]
      if x == 0 {
        byAge[Int(age)].once &+= 1
      } else {
        byAge[Int(age)].returned &+= 1
        byAge[Int(age)].repeats &+= x
        let place = next[x]
        next[x] = place &+ 1
        placedT[place] = age
        placedTx[place] = lastDay[row] - firstDay[row]
      }
    }
    blocks.append(RepeatPatterns.Block(groups: groups.groups, T: T, tx: tx))
  }
}
