/// The runs and packed bits of a hybrid, one after the other, checked and cut at the number of values.
struct HybridStretches: ~Escapable {
  enum Stretch {
    /// `count` times `value`.
    case run(_ value: UInt32, _ count: Int)
    /// `count` values of packed bits from byte `start` on, all of them there.
    case packed(_ start: Int, _ count: Int)
  }

  private var reader: ByteReader
  private let width: Int
  /// How many values are still to come.
  private var left: Int

  @_lifetime(copy bytes)
  init(_ bytes: Span<UInt8>, width: Int, count: Int) throws(ParquetError) {
    precondition(count >= 0, "a number of values")
    guard (0...32).contains(width) else {
      throw .corrupt("runs and packed bits of \(width) bits a value, at most 32 are possible")
    }
    reader = ByteReader(bytes)
    self.width = width
    left = count
  }

  /// How many bytes have been read.
  var position: Int { reader.position }

  /// The next stretch, of at least one value; nil when the values are complete.
  @_lifetime(self: copy self)
  mutating func next() throws(ParquetError) -> Stretch? {
    while left > 0 {
      // Values of no bits need no bytes: some writers leave out even the header of their run.
      if width == 0 && reader.remaining == 0 { return .run(0, take(UInt64(left))) }
      let header = try reader.varint()
      let size = header >> 1
      if size == 0 { continue }
      return header & 1 == 0 ? try run(of: size) : try packed(groups: size)
    }
    return nil
  }

  /// The next stretch if it is a run of fewer than 64 values that stands well within the bytes; nil says nothing.
  ///
  /// Most runs of a clustered column are such ones: two bytes or three, read at once.
  @inline(__always)
  @_lifetime(self: copy self)
  mutating func shortRun() -> ValueRun? {
    guard left > 0, width <= 24, reader.remaining >= 4 else { return nil }
    let word = reader.bytes.word(at: reader.position)
    let header = word & 0xFF
    guard header & 0x81 == 0, header > 0 else { return nil }
    let size = (width + 7) / 8
    let value = word >> 8 & (1 << UInt32(8 * size) - 1)
    guard value >> UInt32(width) == 0 else { return nil }
    reader.skip(1 + size)
    return ValueRun(value: value, count: take(UInt64(header >> 1)))
  }

  /// A run of `size` values, whose header has been read.
  @_lifetime(self: copy self)
  private mutating func run(of size: UInt64) throws(ParquetError) -> Stretch {
    let start = reader.position
    var value: UInt32 = 0
    for index in 0..<(width + 7) / 8 { value |= UInt32(try reader.byte()) << (8 * index) }
    guard UInt64(value) >> width == 0 else {
      throw .corrupt("a run of \(value), which needs more than \(width) bits", offset: start)
    }
    return .run(value, take(size))
  }

  /// Packed bits of `groups` times 8 values, whose header has been read.
  @_lifetime(self: copy self)
  private mutating func packed(groups: UInt64) throws(ParquetError) -> Stretch {
    let start = reader.position
    let count = groups > UInt64(left) / 8 ? left : Int(groups) * 8
    guard PackedBits.fit(count, width: width, in: reader.remaining) else {
      throw .corrupt(
        "\(count) packed values of \(width) bits expected, \(reader.remaining) bytes left",
        offset: start)
    }
    // The bytes of all groups, or what is there of them: padding may be missing.
    let stored = groups.multipliedReportingOverflow(by: UInt64(width))
    let size = stored.overflow ? .max : stored.partialValue
    _ = try reader.take(Int(min(size, UInt64(reader.remaining))))
    left -= count
    return .packed(start, count)
  }

  /// Counts off `size` values, or those that are left.
  @_lifetime(self: copy self)
  private mutating func take(_ size: UInt64) -> Int {
    let count = Int(min(size, UInt64(left)))
    left -= count
    return count
  }
}
