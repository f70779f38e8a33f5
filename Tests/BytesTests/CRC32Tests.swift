import Bytes
import CCodecs
import CKernels
import TestSupport
import Testing

@Suite struct CRC32Tests {
  private static func noise(_ count: Int, _ generator: inout Generator) -> [UInt8] {
    (0..<count).map { _ in UInt8(truncatingIfNeeded: generator.next()) }
  }

  private static func portable(_ bytes: Span<UInt8>, after sum: UInt32 = 0) -> UInt32 {
    unsafe bytes.withUnsafeBufferPointer {
      unsafe patron_crc32_portable(sum, $0.baseAddress, $0.count)
    }
  }

  private static func zlib(_ bytes: Span<UInt8>) -> UInt32 {
    unsafe bytes.withUnsafeBufferPointer {
      UInt32(truncatingIfNeeded: unsafe crc32(0, $0.baseAddress, uInt($0.count)))
    }
  }

  // The check value of the catalogue of parametrised CRC algorithms; the others by Python's zlib.crc32.
  @Test(
    arguments: [
      ("123456789", 0xCBF4_3926), ("", 0), ("a", 0xE8B7_BE43),
      (
        "one order, two orders, three orders, four orders, five orders, six orders", 0x06D4_5EC6
      ),
    ] as [(String, UInt32)])
  func `gives the published values`(text: String, published: UInt32) {
    let bytes = Array(text.utf8)
    #expect(CRC32.checksum(bytes.span) == published)
    #expect(Self.portable(bytes.span) == published)
  }

  @Test func `agrees with its portable twin and with zlib at every length and alignment`() throws {
    var generator = Generator.seeded()
    let bytes = Self.noise(70_000, &generator)
    let lengths =
      Array(0...300) + (0..<40).map { _ in Int.random(in: 301...69_000, using: &generator) }
    for count in lengths {
      for offset in 0..<16 {
        let part = bytes.span.extracting(offset..<offset + count)
        let sum = CRC32.checksum(part)
        try #require(sum == Self.portable(part), "\(count) bytes from \(offset)")
        try #require(sum == Self.zlib(part), "\(count) bytes from \(offset)")
      }
    }
  }

  @Test func `bytes of one value have the sums that zlib gives`() throws {
    for value in [0, 0xFF] as [UInt8] {
      let bytes = [UInt8](repeating: value, count: 1000)
      for count in 0...1000 {
        let part = bytes.span.extracting(..<count)
        try #require(CRC32.checksum(part) == Self.zlib(part), "\(count) times \(value)")
      }
    }
  }

  @Test func `does not depend on how the bytes are cut`() {
    var generator = Generator.seeded()
    let bytes = Self.noise(5000, &generator)
    let whole = CRC32.checksum(bytes.span)
    for longest in [1, 7, 16, 63, 64, 65, 200, 5000] {
      var sum = CRC32()
      var portable: UInt32 = 0
      var position = 0
      while position < bytes.count {
        let count = min(Int.random(in: 0...longest, using: &generator), bytes.count - position)
        let part = bytes.span.extracting(position..<position + count)
        sum.update(part)
        portable = Self.portable(part, after: portable)
        position += count
      }
      #expect(sum.value == whole, "at most \(longest) bytes at a time")
      #expect(portable == whole, "at most \(longest) bytes at a time")
    }
  }
}
