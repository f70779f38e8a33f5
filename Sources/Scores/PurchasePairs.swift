internal import Columns
internal import Histories

/// The distinct pairs (x, T) of a base, numbered by T, then x.
///
///     words       T = first            T = first + 1        …        `stride` words for each T
///               | bits  before | …   | bits  before | …
///
/// An x that occurs has a place, in ascending order; bit place % 64 of word place / 64 of a T says that
/// the pair occurs, `before` how many do in the words before. So a pair's number is one word away,
/// and the words of ten million customers fit into a core's own cache.
struct PurchasePairs: Sendable {
  private struct Word {
    var bits: UInt64 = 0
    var before = 0
  }

  /// The x that occur, ascending.
  let xs: [Int32]
  /// The least T.
  let firstT: Int
  /// The number of T from the least to the greatest, those that do not occur among them.
  let lengthOfT: Int
  /// The number of pairs.
  let count: Int
  private let places: [Int32]
  private let stride: Int
  private let words: [Word]

  /// Finds the pairs of a base.
  init(_ histories: Histories, threads: Threads) throws {
    // What is found does not depend on how the customers are cut.
    let parts = Blocks(histories.count, of: max(1, histories.count / threads.count + 1))
    let bounds = try threads.map(parts.count) { Bounds(histories, parts[$0]) }
      .reduce(into: Bounds()) { $0.add($1) }
    firstT = Int(histories.asOf.rawValue) - Int(bounds.lastFirstDay)
    lengthOfT = histories.count == 0 ? 0 : Int(bounds.lastFirstDay) - Int(bounds.firstDay) + 1
    let (places, xs) = Self.places(
      of: try threads.map(parts.count) {
        Self.occurring(histories, parts[$0], most: Int(bounds.purchaseDays))
      })
    self.places = places
    self.xs = xs
    stride = (xs.count + 63) / 64
    let (length, stride) = (lengthOfT, stride)
    let bits = try threads.map(parts.count) {
      Self.bits(
        histories, parts[$0], places: places, lastFirstDay: bounds.lastFirstDay, length: length,
        stride: stride)
    }
    var words = [Word](repeating: Word(), count: length * stride)
    var count = 0
    for word in words.indices {
      for part in bits { words[word].bits |= part[word] }
      words[word].before = count
      count += words[word].bits.nonzeroBitCount
    }
    self.words = words
    self.count = count
  }

  /// The number of a pair that occurs.
  func number(x: Int32, T: Int32) -> Int {
    precondition(x >= 0 && x < places.count, "a pair of the base")
    let place = Int(places[Int(x)])
    let word = words[(Int(T) - firstT) * stride + place >> 6]
    precondition(place >= 0 && word.bits >> (place & 63) & 1 == 1, "a pair of the base")
    return Self.number(word, place)
  }

  private static func number(_ word: Word, _ place: Int) -> Int {
    word.before &+ (word.bits & (1 &<< (place & 63) &- 1)).nonzeroBitCount
  }

  /// The places in `xs` of the x that a T occurs with, ascending: they have consecutive numbers.
  func places(ofT index: Int) -> [Int] {
    var places: [Int] = []
    for word in 0..<stride {
      var bits = words[index * stride + word].bits
      while bits != 0 {
        places.append(word * 64 + bits.trailingZeroBitCount)
        bits &= bits - 1
      }
    }
    return places
  }

  /// For each customer, the number of the pair times `width` and x times `depth`.
  ///
  /// - Precondition: the customers are of the base whose pairs these are, and the spans have room.
  func locate(
    _ customers: Range<Int>, of histories: Histories, width: Int, into rows: inout MutableSpan<Int>,
    depth: Int, into repeats: inout MutableSpan<Int>
  ) {
    precondition(customers.count <= rows.count && customers.count <= repeats.count)
    let purchaseDays = histories.purchaseDays.span.extracting(customers)
    let firstDay = histories.firstDay.span.extracting(customers)
    let last = Int(histories.asOf.rawValue) - firstT
    let words = words.span
    let places = places.span
    for index in 0..<customers.count {
      let x = Int(purchaseDays[index]) &- 1
      let place = Int(places[x])
      let word = words[(last &- Int(firstDay[index])) &* stride &+ place &>> 6]
      rows[index] = Self.number(word, place) &* width
      repeats[index] = x &* depth
    }
  }
}

// What the parts of a base say.
extension PurchasePairs {
  /// How far the pairs reach.
  private struct Bounds {
    var purchaseDays: Int32 = 0
    var firstDay = Int32.max
    var lastFirstDay = Int32.min

    init() {}

    init(_ histories: Histories, _ customers: Range<Int>) {
      let days = histories.purchaseDays.span.extracting(customers)
      for index in 0..<days.count { purchaseDays = max(purchaseDays, days[index]) }
      let first = histories.firstDay.span.extracting(customers)
      for index in 0..<first.count {
        firstDay = min(firstDay, first[index])
        lastFirstDay = max(lastFirstDay, first[index])
      }
    }

    mutating func add(_ other: Bounds) {
      purchaseDays = max(purchaseDays, other.purchaseDays)
      firstDay = min(firstDay, other.firstDay)
      lastFirstDay = max(lastFirstDay, other.lastFirstDay)
    }
  }

  /// Whether each x below `most` occurs.
  private static func occurring(
    _ histories: Histories, _ customers: Range<Int>, most: Int
  ) -> [Bool] {
    var occurs = [Bool](repeating: false, count: most)
    var flags = occurs.mutableSpan
    let days = histories.purchaseDays.span.extracting(customers)
    for index in 0..<days.count { flags[Int(days[index]) &- 1] = true }
    return occurs
  }

  /// The place of each x, -1 without one, and the x that have one.
  private static func places(of parts: [[Bool]]) -> (places: [Int32], xs: [Int32]) {
    var xs: [Int32] = []
    let places = (0..<(parts.first?.count ?? 0)).map { x -> Int32 in
      guard parts.contains(where: { $0[x] }) else { return -1 }
      xs.append(Int32(x))
      return Int32(xs.count - 1)
    }
    return (places, xs)
  }

  /// The bits of all words, as some customers set them.
  private static func bits(
    _ histories: Histories, _ customers: Range<Int>, places: [Int32], lastFirstDay: Int32,
    length: Int, stride: Int
  ) -> [UInt64] {
    var bits = [UInt64](repeating: 0, count: length * stride)
    var words = bits.mutableSpan
    let places = places.span
    let days = histories.purchaseDays.span.extracting(customers)
    let first = histories.firstDay.span.extracting(customers)
    for index in 0..<customers.count {
      let place = Int(places[Int(days[index]) &- 1])
      words[Int(lastFirstDay &- first[index]) &* stride &+ place &>> 6] |= 1 &<< (place & 63)
    }
    return bits
  }
}
