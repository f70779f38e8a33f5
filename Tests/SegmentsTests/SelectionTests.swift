import Columns
import TestSupport
import Testing

@testable import Segments

@Suite struct SelectionTests {
  /// The values at places of an ascending order, by sorting.
  private static func check<Value: FixedWidthInteger & SignedInteger & BitwiseCopyable & Sendable>(
    _ values: [Value], pieces: Int, threads: Int, using generator: inout Generator
  ) throws {
    let ascending = values.sorted()
    var places = Set([0, values.count / 2, values.count - 1])
    for _ in 0..<6 { places.insert(Int.random(in: values.indices, using: &generator)) }
    let blocks = Blocks(values.count, of: (values.count + pieces - 1) / pieces)
    let found = try Selection.values(
      at: places.sorted(), of: (0..<blocks.count).map { values[blocks[$0]] },
      threads: Threads(threads))
    #expect(found == places.sorted().map { ascending[$0] })
  }

  @Test(
    arguments: [
      0...0, 0...1, -5...5, 0...4095, 0...4096, 0...100_000, -1_000_000_000...1_000_000_000,
      Int64.min...Int64.max, Int64.max - 1...Int64.max,
    ] as [ClosedRange<Int64>], [1, 4096, 4097, 20_000])
  func `finds what sorting finds`(range: ClosedRange<Int64>, count: Int) throws {
    var generator = Generator.seeded()
    let values = (0..<count).map { _ in Int64.random(in: range, using: &generator) }
    for (pieces, threads) in [(1, 1), (7, 2)] {
      try Self.check(values, pieces: pieces, threads: threads, using: &generator)
    }
  }

  @Test func `values far out hide nothing`() throws {
    // All but a few are in one of the ranges, again and again.
    var generator = Generator.seeded()
    var values = (0..<30_000).map { _ in Int64.random(in: 1000...1003, using: &generator) }
    values += [.max, .min, 1 << 50, 1 << 38, 1 << 26, 1 << 14, -1 << 40, 999_999_999_999_999_999]
    values.shuffle(using: &generator)
    try Self.check(values, pieces: 5, threads: 2, using: &generator)
    try Self.check(
      values.map { Int32(clamping: $0) }, pieces: 5, threads: 2, using: &generator)
  }

  @Test func `days and orders are 32 bits`() throws {
    var generator = Generator.seeded()
    for range in [Int32(19_000)...20_000, 1...900_000, .min ... .max] {
      let values = (0..<10_000).map { _ in Int32.random(in: range, using: &generator) }
      try Self.check(values, pieces: 3, threads: 2, using: &generator)
    }
  }
}
