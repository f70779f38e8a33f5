import TestSupport

/// Packed differences of any block shape, written and read from the specification one bit at a time.
struct PackedDeltas {
  /// Bits of the physical type: 32 or 64.
  var bits = 64
  var blockSize = 128
  var miniblocks = 4
  /// The widths named for miniblocks that hold no values.
  var unusedWidth: UInt8 = 0
  /// Whether the last miniblock is padded.
  var isPadded = true

  var miniblockSize: Int { blockSize / miniblocks }

  func encode(_ values: [Int64]) -> [UInt8] {
    var bytes =
      varint(UInt64(blockSize)) + varint(UInt64(miniblocks)) + varint(UInt64(values.count))
    bytes += zigzag(values.first ?? 0)
    var differences: [Int64] = []
    for (value, previous) in zip(values.dropFirst(), values) {
      differences.append(wrap(value &- previous))
    }
    for start in stride(from: 0, to: differences.count, by: blockSize) {
      let block = differences[start..<min(start + blockSize, differences.count)]
      let minimum = block.reduce(Int64.max) { min($0, $1) }
      let mask = bits == 64 ? UInt64.max : 1 << UInt64(bits) - 1
      let numbers = block.map { UInt64(bitPattern: $0 &- minimum) & mask }
      bytes += zigzag(minimum)
      var widths: [UInt8] = []
      var bodies: [UInt8] = []
      for first in stride(from: 0, to: blockSize, by: miniblockSize) {
        if first >= numbers.count {
          widths.append(unusedWidth)
          continue
        }
        var part = Array(numbers[first..<min(first + miniblockSize, numbers.count)])
        let width = part.map { 64 - $0.leadingZeroBitCount }.reduce(0) { max($0, $1) }
        widths.append(UInt8(width))
        if isPadded { part += Array(repeating: 0, count: miniblockSize - part.count) }
        bodies += Self.pack(part, width: width)
      }
      bytes += widths + bodies
    }
    return bytes
  }

  func decode(_ bytes: [UInt8]) throws -> (values: [Int64], end: Int) {
    var position = 0
    let blockSize = Int(try Scalar.varint(bytes, &position))
    let miniblocks = Int(try Scalar.varint(bytes, &position))
    let count = Int(try Scalar.varint(bytes, &position))
    var last = try unzigzag(bytes, &position)
    var values = count > 0 ? [last] : []
    while values.count < count {
      let minimum = try unzigzag(bytes, &position)
      let widths = bytes[position..<position + miniblocks].map { Int($0) }
      position += miniblocks
      for width in widths where values.count < count {
        let size = blockSize / miniblocks
        for number in try Self.unpack(bytes, position * 8, width: width, count: size)
        where values.count < count {
          last = wrap(last &+ minimum &+ Int64(bitPattern: number))
          values.append(last)
        }
        position += size * width / 8
      }
    }
    return (values, position)
  }

  /// Numbers of `width` bits end to end, low bits first; the last byte padded with zeros.
  static func pack(_ numbers: [UInt64], width: Int) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: (numbers.count * width + 7) / 8)
    for (index, number) in numbers.enumerated() {
      for bit in 0..<width where number >> bit & 1 == 1 {
        bytes[(index * width + bit) / 8] |= 1 << ((index * width + bit) % 8)
      }
    }
    return bytes
  }

  /// `count` numbers of `width` bits from bit `start` on.
  static func unpack(_ bytes: [UInt8], _ start: Int, width: Int, count: Int) throws -> [UInt64] {
    guard start + count * width <= bytes.count * 8 else { throw Scalar.Malformed() }
    return (0..<count).map { index in
      (0..<width).reduce(0) { number, bit in
        let place = start + index * width + bit
        return number | UInt64(bytes[place / 8] >> (place % 8) & 1) << bit
      }
    }
  }

  private func wrap(_ value: Int64) -> Int64 {
    bits == 32 ? Int64(Int32(truncatingIfNeeded: value)) : value
  }

  private func varint(_ value: UInt64) -> [UInt8] {
    value < 0x80 ? [UInt8(value)] : [UInt8(value & 0x7F) | 0x80] + varint(value >> 7)
  }

  private func zigzag(_ value: Int64) -> [UInt8] {
    varint(value >= 0 ? UInt64(value) << 1 : (~UInt64(bitPattern: value)) << 1 | 1)
  }

  private func unzigzag(_ bytes: [UInt8], _ position: inout Int) throws -> Int64 {
    let value = try Scalar.varint(bytes, &position)
    return value & 1 == 0 ? Int64(value >> 1) : ~Int64(value >> 1)
  }
}

/// The bytes of hexadecimal digits; anything else between them is passed over.
func bytes(hex: String) -> [UInt8] {
  let digits = hex.compactMap { $0.hexDigitValue }
  return stride(from: 0, to: digits.count, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
}

/// Lengths on both sides of every block of the code.
let awkwardCounts = [0, 1, 7, 8, 9, 31, 32, 33, 127, 128, 129, 255, 256, 257, 1000]
