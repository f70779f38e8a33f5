/// A value that bounds are made of.
protocol BoundValue: Comparable {
  /// As PLAIN lays it out, without the length of a text.
  var stored: [UInt8] { get }
  /// Whether it is a value of the column, and not a shorter one that bounds it as well.
  var isExact: Bool { get }
}

extension BoundValue {
  var isExact: Bool { true }
}

/// What is known about the values of one page.
struct PageStatistics<Value: BoundValue> {
  /// The values that are present.
  let valueCount: Int
  let nullCount: Int
  /// Nil unless the values are floats.
  var nanCount: Int?
  /// Nil where no value has an order, or there is none.
  var least: Value?
  /// Nil also where no value short enough bounds the others.
  var greatest: Value?

  init(_ cut: PageCut, least: Value? = nil, greatest: Value? = nil, nanCount: Int? = nil) {
    valueCount = cut.values.count
    nullCount = cut.rows.count - cut.values.count
    self.least = least
    self.greatest = greatest
    self.nanCount = nanCount
  }
}

/// What the file says about the values of a column chunk and its pages.
struct ColumnStatistics {
  /// Of the chunk.
  let chunk: Statistics
  /// Of the pages; nil where one of them has values and no bounds, which the index has no way to say.
  let index: ColumnIndex?

  /// Of the given pages.
  init<Value>(_ pages: [PageStatistics<Value>]) {
    let least = pages.compactMap(\.least).min()
    // A page that has a least value and no greatest has one that is too long: so has the chunk.
    let isOpen = pages.contains { $0.least != nil && $0.greatest == nil }
    let greatest = isOpen ? nil : pages.compactMap(\.greatest).max()
    let nanCounts = pages.compactMap(\.nanCount)
    chunk = Statistics(
      nullCount: pages.reduce(0) { $0 + $1.nullCount },
      nanCount: nanCounts.isEmpty ? nil : nanCounts.reduce(0, +),
      least: least.map { .init(bytes: $0.stored, isExact: $0.isExact) },
      greatest: greatest.map { .init(bytes: $0.stored, isExact: $0.isExact) })
    if pages.contains(where: { $0.valueCount > 0 && ($0.least == nil || $0.greatest == nil) }) {
      index = nil
      return
    }
    index = ColumnIndex(
      nullPages: pages.map { $0.valueCount == 0 },
      least: pages.map { $0.least?.stored ?? [] },
      greatest: pages.map { $0.greatest?.stored ?? [] },
      order: Self.order(pages.compactMap(\.least), pages.compactMap(\.greatest)),
      nullCounts: pages.map { Int64($0.nullCount) },
      nanCounts: nanCounts.isEmpty ? nil : nanCounts.map(Int64.init))
  }

  private static func order<Value: Comparable>(
    _ least: [Value], _ greatest: [Value]
  ) -> ColumnIndex.BoundaryOrder {
    func isInOrder(_ values: [Value], _ areInOrder: (Value, Value) -> Bool) -> Bool {
      zip(values, values.dropFirst()).allSatisfy(areInOrder)
    }
    if isInOrder(least, <=) && isInOrder(greatest, <=) { return .ascending }
    if isInOrder(least, >=) && isInOrder(greatest, >=) { return .descending }
    return .unordered
  }
}

// Numbers and flags.

extension Int32: BoundValue {
  var stored: [UInt8] { [UInt8](littleEndian: self) }
}

extension Int64: BoundValue {
  var stored: [UInt8] { [UInt8](littleEndian: self) }
}

extension Float: BoundValue {
  var stored: [UInt8] { [UInt8](littleEndian: bitPattern) }
}

/// A flag: false is less than true.
struct FlagBound: BoundValue {
  let flag: Bool

  static func < (left: FlagBound, right: FlagBound) -> Bool { !left.flag && right.flag }

  var stored: [UInt8] { [flag ? 1 : 0] }
}

extension ColumnStatistics {
  /// Of integers.
  init<Value: FixedWidthInteger & BoundValue & BitwiseCopyable>(
    _ values: [Value], _ cuts: [PageCut]
  ) {
    self.init(
      cuts.map { cut in
        let page = values.span.extracting(cut.values)
        guard let (least, greatest) = page.ends else { return PageStatistics<Value>(cut) }
        return PageStatistics(cut, least: least, greatest: greatest)
      })
  }

  /// Of floats, given as their bits: NaN is left out, and a zero bound gets the sign that includes both
  /// zeros.
  init(floats bits: [UInt32], _ cuts: [PageCut]) {
    self.init(
      cuts.map { cut in
        let page = bits.span.extracting(cut.values)
        let (least, greatest, nans) = page.floatEnds
        if nans == page.count { return PageStatistics<Float>(cut, nanCount: nans) }
        return PageStatistics(
          cut, least: least == 0 ? -0.0 : least, greatest: greatest == 0 ? 0.0 : greatest,
          nanCount: nans)
      })
  }

  /// Of flags.
  init(_ values: [Bool], _ cuts: [PageCut]) {
    self.init(
      cuts.map { cut in
        let page = values[cut.values]
        if page.isEmpty { return PageStatistics<FlagBound>(cut) }
        return PageStatistics(
          cut, least: FlagBound(flag: !page.contains(false)),
          greatest: FlagBound(flag: page.contains(true)))
      })
  }

  /// Of any values, without bounds.
  init(withoutBoundsOf statistics: ColumnStatistics) {
    chunk = Statistics(
      nullCount: statistics.chunk.nullCount, nanCount: statistics.chunk.nanCount, least: nil,
      greatest: nil)
    index = nil
  }
}

extension [UInt8] {
  fileprivate init(littleEndian value: some FixedWidthInteger & BitwiseCopyable) {
    self.init()
    append(littleEndian: value)
  }
}

extension Span where Element: FixedWidthInteger & BitwiseCopyable {
  /// The least and the greatest value; nil if there is none.
  var ends: (least: Element, greatest: Element)? {
    if isEmpty { return nil }
    var least = self[0]
    var greatest = least
    for index in 0..<count {
      least = Swift.min(least, self[index])
      greatest = Swift.max(greatest, self[index])
    }
    return (least, greatest)
  }
}

extension Span<UInt32> {
  /// The least and the greatest float of these bits, and how many are NaN and left out; infinities if all are.
  fileprivate var floatEnds: (least: Float, greatest: Float, nans: Int) {
    // As integers floats have the same order, negative ones in reverse: these loops become SIMD, those of
    // floats do not.
    let infinity = Float.infinity.bitPattern
    var least = Int32.max
    var greatest = Int32.min
    var nans: UInt32 = 0
    for index in 0..<count {
      let bits = self[index]
      let key = Int32(bitPattern: bits) ^ (Int32(bitPattern: bits) &>> 31 & .max)
      least = Swift.min(least, key)
      greatest = Swift.max(greatest, key)
      nans &+= bits & 0x7FFF_FFFF > infinity ? 1 : 0
    }
    func float(_ key: Int32) -> Float {
      Float(bitPattern: UInt32(bitPattern: key ^ (key &>> 31 & .max)))
    }
    if nans == 0 && count > 0 { return (float(least), float(greatest), 0) }
    var ends = (least: Float.infinity, greatest: -Float.infinity)
    for index in 0..<count {
      let value = Float(bitPattern: self[index])
      // Comparisons with NaN are false.
      ends.least = value < ends.least ? value : ends.least
      ends.greatest = value > ends.greatest ? value : ends.greatest
    }
    return (ends.least, ends.greatest, Int(nans))
  }
}
