// Levels stand in data pages before the values, one for each row, or for each element of a list:
//
//   repetition   in columns below a repeated node: 0 where a row begins, 1 where its list goes on
//   definition   in columns below an optional or repeated node: how many of these nodes are there. A value
//                is present where all are.
//
// Each kind is the hybrid of runs and packed bits at the width of its greatest level, which the schema gives:
// 1 in a nullable column of a flat table. Pages of version 1 have its length before it, in 4 bytes.

/// Levels in the bytes of a page.
package enum Levels {
  // MARK: Reading

  /// One flag for each of `count` definition levels, true where it is the greatest; nil if all are.
  static func flags(
    _ levels: Span<UInt8>, greatest: Int, count: Int
  ) throws(ParquetError) -> [Bool]? {
    let width = width(of: greatest)
    // Most pages of nullable columns have no absent value, and say so in one run.
    if try RunLengthDecoder.isRun(of: UInt32(greatest), levels, width: width, count: count) {
      return nil
    }
    var flags: [Bool] = []
    if greatest == 1 {
      try checkEnd(of: levels, RunLengthDecoder.decodeFlags(levels, count: count, into: &flags))
    } else {
      flags = try decode(levels, greatest: greatest, count: count).map { $0 == greatest }
    }
    return flags.span.setCount == count ? nil : flags
  }

  /// The `count` levels that fill the bytes.
  static func decode(
    _ levels: Span<UInt8>, greatest: Int, count: Int
  ) throws(ParquetError) -> [UInt32] {
    var values: [UInt32] = []
    let width = width(of: greatest)
    try checkEnd(
      of: levels, RunLengthDecoder.decode(levels, width: width, count: count, into: &values))
    if let level = values.first(where: { $0 > greatest }) {
      throw .corrupt("a level of \(level), where the schema has \(greatest) at most")
    }
    return values
  }

  /// Bits of a level.
  private static func width(of greatest: Int) -> Int {
    Int.bitWidth - greatest.leadingZeroBitCount
  }

  private static func checkEnd(of levels: Span<UInt8>, _ end: Int) throws(ParquetError) {
    if end != levels.count {
      throw .corrupt("\(levels.count - end) bytes after the last level", offset: end)
    }
  }

  // MARK: Writing

  /// Appends the definition levels of `rows` in a flat column, all of them present when `present` is nil.
  package static func append(
    _ present: [Bool]?, rows: Range<Int>, to bytes: inout [UInt8]
  ) {
    if let present { return RunLengthEncoder.append(lengthPrefixed: present[rows], to: &bytes) }
    var levels: [UInt8] = []
    RunLengthEncoder.appendRun(of: 1, count: rows.count, width: 1, to: &levels)
    bytes.append(littleEndian: UInt32(levels.count))
    bytes.append(contentsOf: levels)
  }
}
