import Columns
import Parquet
import TestSupport
import Testing

@Suite struct SpreadTests {
  /// Flags of every pattern that matters, and random ones.
  private func flags(_ generator: inout Generator) -> [[Bool]] {
    var all: [[Bool]] = [[], [true], [false], [true, false], [false, true]]
    for count in [3, 31, 32, 33, 1000] {
      all.append(Array(repeating: true, count: count))
      all.append(Array(repeating: false, count: count))
      for odds in [1, 5, 9] {
        all.append((0..<count).map { _ in generator.next() % 10 < odds })
      }
    }
    return all
  }

  /// One value per flag: the next present one, or `absent`.
  private func spread<Value>(_ values: [Value], _ flags: [Bool], absent: Value) -> [Value] {
    var rest = values[...]
    return flags.map { $0 ? rest.removeFirst() : absent }
  }

  @Test func `puts every present value at its row, of each type`() {
    var generator = Generator(seed: 1)
    for flags in flags(&generator) {
      let present = flags.filter { $0 }.map { _ in Int64(bitPattern: generator.next()) }
      let expected = spread(present, flags, absent: 0)

      var int64 = [5, 6] + present
      Spread.spread(&int64, over: flags.span)
      #expect(int64 == [5, 6] + expected)

      var int32 = present.map { Int32(truncatingIfNeeded: $0) }
      Spread.spread(&int32, over: flags.span)
      #expect(int32 == expected.map { Int32(truncatingIfNeeded: $0) })

      var doubles = present.map { Double($0) }
      Spread.spread(&doubles, over: flags.span)
      #expect(doubles == expected.map { Double($0) })

      var floats = present.map { Float($0) }
      Spread.spread(&floats, over: flags.span)
      #expect(floats == expected.map { Float($0) })

      var stamps = present.map { Int96(nanoseconds: $0, julianDay: 0) }
      Spread.spread(&stamps, over: flags.span)
      #expect(stamps == expected.map { Int96(nanoseconds: $0, julianDay: 0) })

      var bools = present.map { $0 & 1 == 1 }
      Spread.spread(&bools, over: flags.span)
      #expect(bools == expected.map { $0 & 1 == 1 })
    }
  }

  @Test func `puts every present text at its row`() {
    var generator = Generator(seed: 2)
    for flags in flags(&generator) {
      let count = flags.count(where: { $0 })
      let present = PageBytes.texts(count, lengths: 0...5, &generator)
      for before in [[], [[1, 2]], [[], [3]]] as [[[UInt8]]] {
        var texts = TextColumn(bytes: before + present)
        Spread.spread(&texts, over: flags.span)
        #expect(texts.list == before + spread(present, flags, absent: []))
      }
    }
  }

  @Test(arguments: [1, 2, 16, 33])
  func `puts all present bytes of one length at their rows`(length: Int) {
    var generator = Generator(seed: 3)
    for flags in flags(&generator) {
      let count = flags.count(where: { $0 })
      let before = PageBytes.texts(2, lengths: length...length, &generator)
      let present = PageBytes.texts(count, lengths: length...length, &generator)
      var values = FixedLengthBytes(length: length, bytes: Array((before + present).joined()))
      Spread.spread(&values, over: flags.span)
      let absent = [UInt8](repeating: 0, count: length)
      #expect(
        values.bytes == Array((before + spread(present, flags, absent: absent)).joined()))
    }
  }

  @Test func `needs a value for every flag that is set`() async {
    await #expect(processExitsWith: .failure) {
      var values: [Int64] = [1]
      let flags = [true, false, true]
      Spread.spread(&values, over: flags.span)
    }
    await #expect(processExitsWith: .failure) {
      var values = TextColumn(["a"])
      let flags = [true, false, true]
      Spread.spread(&values, over: flags.span)
    }
  }
}
