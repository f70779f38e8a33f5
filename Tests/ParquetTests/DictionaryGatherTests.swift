import Columns
import Parquet
import TestSupport
import Testing

@Suite struct DictionaryGatherTests {
  private func indices(_ count: Int, below size: Int, _ generator: inout Generator) -> [UInt32] {
    (0..<count).map { _ in UInt32.random(in: 0..<UInt32(size), using: &generator) }
  }

  @Test func `puts an entry for every index, of each type`() throws {
    var generator = Generator(seed: 1)
    for (count, size) in [(0, 0), (0, 3), (1, 1), (7, 2), (1000, 300), (5000, 70_000)] {
      let chosen = size == 0 ? [] : indices(count, below: size, &generator)
      let entries = (0..<size).map { _ in Int64(bitPattern: generator.next()) }
      let expected = chosen.map { entries[Int($0)] }
      var int64: [Int64] = [5]
      try DictionaryGather.append(chosen.span, of: entries.span, to: &int64)
      #expect(int64 == [5] + expected)

      var int32: [Int32] = []
      let entries32 = entries.map { Int32(truncatingIfNeeded: $0) }
      try DictionaryGather.append(chosen.span, of: entries32.span, to: &int32)
      #expect(int32 == expected.map { Int32(truncatingIfNeeded: $0) })

      var doubles: [Double] = []
      let doubleEntries = entries.map { Double($0) }
      try DictionaryGather.append(chosen.span, of: doubleEntries.span, to: &doubles)
      #expect(doubles == expected.map { Double($0) })

      var floats: [Float] = []
      let floatEntries = entries.map { Float($0) }
      try DictionaryGather.append(chosen.span, of: floatEntries.span, to: &floats)
      #expect(floats == expected.map { Float($0) })

      var stamps: [Int96] = []
      let stampEntries = entries.map { Int96(nanoseconds: $0, julianDay: 1) }
      try DictionaryGather.append(chosen.span, of: stampEntries.span, to: &stamps)
      #expect(stamps == expected.map { Int96(nanoseconds: $0, julianDay: 1) })

      var flags: [Bool] = []
      let flagEntries = entries.map { $0 & 1 == 1 }
      try DictionaryGather.append(chosen.span, of: flagEntries.span, to: &flags)
      #expect(flags == expected.map { $0 & 1 == 1 })
    }
  }

  @Test(arguments: [0...0, 0...2, 13...13, 0...40, 31...33, 200...300])
  func `puts a text for every index`(lengths: ClosedRange<Int>) throws {
    var generator = Generator(seed: UInt64(lengths.upperBound))
    for (count, size) in [(0, 0), (1, 1), (100, 1), (1000, 7), (300, 500)] {
      let chosen = size == 0 ? [] : indices(count, below: size, &generator)
      let entries = PageBytes.texts(size, lengths: lengths, &generator)
      let expected = chosen.map { entries[Int($0)] }
      let total = expected.reduce(0) { $0 + $1.count }
      var values = TextColumn(["ab"])
      try DictionaryGather.append(
        chosen.span, of: TextColumn(bytes: entries), to: &values, byteLimit: total)
      #expect(values.list == [[0x61, 0x62]] + expected)
    }
  }

  @Test(arguments: [1, 2, 5, 8, 16, 33])
  func `puts bytes of one length for every index`(length: Int) throws {
    var generator = Generator(seed: 4)
    let entries = PageBytes.texts(50, lengths: length...length, &generator)
    let chosen = indices(333, below: 50, &generator)
    let dictionary = FixedLengthBytes(length: length, bytes: Array(entries.joined()))
    var values = FixedLengthBytes(length: length)
    try DictionaryGather.append(
      chosen.span, of: dictionary, to: &values, byteLimit: 333 * length)
    #expect(values.bytes == Array(chosen.map { entries[Int($0)] }.joined()))
  }

  @Test(arguments: [3, 4, 0x7FFF_FFFF, 0x8000_0000, 0xFFFF_FFFF] as [UInt32])
  func `refuses an index beyond the dictionary wherever it stands`(index: UInt32) {
    let entries: [Int64] = [1, 2, 3]
    let texts = TextColumn(["a", "b", "c"])
    let bytes = FixedLengthBytes(length: 2, bytes: [1, 2, 3, 4, 5, 6])
    for place in [0, 1, 63, 64, 999] {
      var chosen = [UInt32](repeating: 2, count: 1000)
      chosen[place] = index
      var numbers: [Int64] = []
      var column = TextColumn()
      var fixed = FixedLengthBytes(length: 2)
      for error in [
        PageBytes.finding { () throws(ParquetError) in
          try DictionaryGather.append(chosen.span, of: entries.span, to: &numbers)
        },
        PageBytes.finding { () throws(ParquetError) in
          try DictionaryGather.append(chosen.span, of: texts, to: &column, byteLimit: .max)
        },
        PageBytes.finding { () throws(ParquetError) in
          try DictionaryGather.append(chosen.span, of: bytes, to: &fixed, byteLimit: .max)
        },
      ] {
        #expect(error?.kind == .corrupt)
        #expect(error?.finding == "index \(index) into a dictionary of 3 values")
      }
      #expect(numbers.isEmpty && column.count == 0 && fixed.count == 0)
    }
  }

  @Test func `refuses an index into an empty dictionary`() {
    let error = PageBytes.finding { () throws(ParquetError) in
      var values: [Int64] = []
      let none: [Int64] = []
      try DictionaryGather.append([0].span, of: none.span, to: &values)
    }
    #expect(error?.finding == "index 0 into a dictionary of 0 values")
  }

  @Test func `refuses more bytes than the limit before it makes room for them`() {
    let long = TextColumn([String(repeating: "x", count: 1 << 20)])
    let zeros = [UInt32](repeating: 0, count: 1 << 16)
    var values = TextColumn()
    let error = PageBytes.finding { () throws(ParquetError) in
      try DictionaryGather.append(zeros.span, of: long, to: &values, byteLimit: 1 << 30)
    }
    #expect(error?.kind == .overLimit)
    #expect(values.count == 0 && values.bytes.capacity == 0)

    let bytes = FixedLengthBytes(length: 100, bytes: Array(repeating: 1, count: 100))
    var fixed = FixedLengthBytes(length: 100)
    let fixedError = PageBytes.finding { () throws(ParquetError) in
      try DictionaryGather.append(zeros.span, of: bytes, to: &fixed, byteLimit: (100 << 16) - 1)
    }
    #expect(fixedError?.kind == .overLimit)
    #expect(fixed.count == 0)
  }
}
