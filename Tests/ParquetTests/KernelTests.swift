import CKernels
import TestSupport
import Testing

/// Each kernel beside its portable twin and beside one bit at a time.
///
/// The kernels are given exactly the bytes that they need, and then more: those that stand near the end go
/// another way.
@Suite struct KernelTests {
  /// `count` numbers of `width` bits, and how many bytes beyond them may be read.
  private func cases(width: Int) -> [(numbers: [UInt64], bytes: [UInt8])] {
    var generator = Generator(seed: UInt64(width))
    return awkwardCounts.flatMap { count in
      let mask = width == 64 ? UInt64.max : 1 << UInt64(width) - 1
      let numbers = (0..<count).map { _ in generator.next() & mask }
      let packed = PackedDeltas.pack(numbers, width: width)
      return [0, 1, 7, 16, 31, 100].map { beyond in
        (numbers, packed + (0..<beyond).map { _ in UInt8.random(in: 0...255, using: &generator) })
      }
    }
  }

  @Test(arguments: 0...32)
  func `unpack numbers of any width`(width: Int) {
    for (numbers, bytes) in cases(width: width) {
      for isPortable in [false, true] {
        var values = [UInt32](repeating: 7, count: numbers.count + 1)
        // SAFETY: the bytes hold the numbers, and the array has room for them.
        unsafe (isPortable ? patron_unpack_portable : patron_unpack)(
          bytes, bytes.count, UInt32(width), &values, numbers.count)
        #expect(values == numbers.map { UInt32($0) } + [7], "\(numbers.count) of \(bytes.count)")
      }
    }
  }

  @Test(arguments: 0...57)
  func `add up differences of any width in 32 bits`(width: Int) {
    for (numbers, bytes) in cases(width: width) {
      for minimum in [0, 1, -5, Int32.min] {
        var sum = Int32.max
        let expected = numbers.map { number in
          sum = sum &+ minimum &+ Int32(truncatingIfNeeded: number)
          return sum
        }
        for isPortable in [false, true] {
          var values = [Int32](repeating: 7, count: numbers.count + 1)
          // SAFETY: the bytes hold the numbers, and the array has room for them.
          let last = unsafe (isPortable ? patron_sum_deltas32_portable : patron_sum_deltas32)(
            bytes, bytes.count, UInt32(width), minimum, .max, &values, numbers.count)
          #expect(values == expected + [7], "\(numbers.count) of \(bytes.count)")
          #expect(last == sum)
        }
      }
    }
  }

  @Test(arguments: 0...64)
  func `add up differences of any width in 64 bits`(width: Int) {
    for (numbers, bytes) in cases(width: width) {
      for minimum in [0, 1, -5, Int64.min] {
        var sum = Int64.max
        let expected = numbers.map { number in
          sum = sum &+ minimum &+ Int64(bitPattern: number)
          return sum
        }
        for isPortable in [false, true] {
          var values = [Int64](repeating: 7, count: numbers.count + 1)
          // SAFETY: the bytes hold the numbers, and the array has room for them.
          let last = unsafe (isPortable ? patron_sum_deltas64_portable : patron_sum_deltas64)(
            bytes, bytes.count, UInt32(width), minimum, .max, &values, numbers.count)
          #expect(values == expected + [7], "\(numbers.count) of \(bytes.count)")
          #expect(last == sum)
        }
      }
    }
  }

  @Test func `unpack flags`() {
    for (numbers, bytes) in cases(width: 1) {
      var flags = [UInt8](repeating: 7, count: numbers.count + 1)
      // SAFETY: the bytes hold the flags, and the array has room for them.
      unsafe patron_unpack_flags(bytes, &flags, numbers.count)
      #expect(flags == numbers.map { UInt8($0) } + [7])
    }
  }

  @Test(arguments: 0...64)
  func `pack numbers of any width`(width: Int) {
    for (numbers, _) in cases(width: width) where numbers.count % 8 == 0 {
      let expected = PackedDeltas.pack(numbers, width: width)
      var bytes = [UInt8](repeating: 7, count: expected.count + 1)
      // SAFETY: whole groups of eight, and the array has room for their bits.
      unsafe patron_pack(numbers, numbers.count, UInt32(width), &bytes)
      #expect(bytes == expected + [7], "\(numbers.count)")
      if width > 32 { continue }
      bytes = [UInt8](repeating: 7, count: expected.count + 1)
      // SAFETY: likewise.
      unsafe patron_pack32(
        numbers.map { UInt32($0) }, numbers.count, UInt32(width), &bytes)
      #expect(bytes == expected + [7], "\(numbers.count)")
    }
  }

  @Test(arguments: [8, 16, 24, 32])
  func `find the next run`(least: Int) {
    var generator = Generator(seed: UInt64(least))
    for count in 0...80 {
      for stretch in [1, 5, 9, 20, 40] {
        var values: [UInt32] = []
        while values.count < count {
          let value = UInt32.random(in: 0...2, using: &generator)
          let length = Int.random(in: 1...stretch, using: &generator)
          values += Array(repeating: value, count: min(length, count - values.count))
        }
        for from in 0..<count {
          let expected = stride(from: from, to: count, by: 8).first { start in
            let end = values[start...].firstIndex { $0 != values[start] } ?? count
            return end - start >= least || end == count
          }
          // SAFETY: the array has `count` values.
          let found = unsafe patron_next_run32(values, count, from, least)
          #expect(found == expected ?? count, "\(values) from \(from)")
        }
      }
    }
  }
}
