import Columns
import Parquet
import TestSupport
import Testing

/// Page bodies as tests write them down, and what all decoders have in common.
enum PageBytes {
  /// The bytes that pairs of hexadecimal digits stand for.
  static func hex(_ digits: String) -> [UInt8] {
    let digits = Array(digits.utf8).filter { $0 != 0x20 && $0 != 0x0A }
    return stride(from: 0, to: digits.count, by: 2).map { place in
      UInt8(String(decoding: digits[place..<place + 2], as: UTF8.self), radix: 16) ?? 0
    }
  }

  /// A number in `count` bytes, low byte first.
  static func littleEndian(_ value: UInt64, _ count: Int) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * UInt64($0))) }
  }

  /// Texts of `lengths` bytes, all values of a byte among them.
  static func texts(
    _ count: Int, lengths: ClosedRange<Int>, _ generator: inout Generator
  ) -> [[UInt8]] {
    (0..<count).map { _ in
      (0..<Int.random(in: lengths, using: &generator)).map { _ in
        UInt8(truncatingIfNeeded: generator.next())
      }
    }
  }

  /// Runs `decode` on every shorter beginning of `page`: each must be corrupt.
  static func expectNoneShorter(
    than page: [UInt8], _ decode: (Span<UInt8>) throws(ParquetError) -> Void
  ) {
    for count in page.indices {
      let error = finding { () throws(ParquetError) in try decode(page.span.extracting(..<count)) }
      #expect(error?.kind == .corrupt, "\(count) of \(page.count) bytes")
    }
  }

  /// What `decode` throws, if it does.
  static func finding(_ decode: () throws(ParquetError) -> Void) -> ParquetError? {
    do throws(ParquetError) {
      try decode()
      return nil
    } catch { return error }
  }
}

extension TextColumn {
  /// The given byte strings.
  init(bytes texts: [[UInt8]]) {
    self.init()
    for text in texts { append(text) }
  }

  /// The texts one by one.
  var list: [[UInt8]] { (0..<count).map { Array(self[$0]) } }
}
