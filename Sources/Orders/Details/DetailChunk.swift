internal import Bytes
internal import Columns

/// The rows of one chunk of a file as records, grouped by partition of their key's hash.
struct DetailChunk: Sendable {
  /// Records end to end; see DetailRecord.swift.
  private(set) var records: [UInt8]
  /// Those of partition p are `starts[p]..<starts[p + 1]`.
  let starts: [Int]
  /// The number of rows, rejected ones too.
  let rows: Int
  /// The rows that could not be read, in file order.
  let rejected: [OrderChunk.Rejected]
  /// Where the rows went that did not become records.
  let account: Account
  /// What its dates show about the order of day and month.
  let evidence: DateEvidence
  /// What its amounts show about their marks.
  var marks = DecimalEvidence()
  /// Whether any stamp was written in UTC.
  let hasUTC: Bool
  /// The first and the last row among the records, once they are numbered.
  private(set) var sequences: ClosedRange<UInt64>?

  /// The bits of a sequence that count rows; the others are the file's place.
  static let rowBits: UInt64 = 40

  /// Numbers the rows, which count from 0, on from a row of a file.
  ///
  /// - Precondition: this was not done before, and the bytes are records.
  mutating func number(file: Int, from row: Int) {
    let first = UInt64(file) << Self.rowBits + UInt64(row)
    let all = records.count
    var bytes = records.mutableSpan
    var rows: ClosedRange<UInt64>?
    var at = 0
    while at < all {
      let size = Int(UInt32(truncatingIfNeeded: Words.word(bytes.span, at)))
      let place = at + DetailRecord.sequenceOffset
      let sequence = Words.word(bytes.span, place)
      let number = sequence &+ first
      Words.set(number, in: &bytes, at: place)
      rows = min(rows?.lowerBound ?? number, number)...max(rows?.upperBound ?? 0, number)
      at += size
    }
    sequences = rows
  }
}

extension DetailChunk {
  /// Groups records, which stand end to end, by the top bits of their keys' hashes; within a partition they stay in
  /// order.
  static func grouped(_ records: [UInt8]) -> (records: [UInt8], starts: [Int]) {
    let bytes = records.span
    var starts = [Int](repeating: 0, count: OrderGatherer.partitions + 1)
    var at = 0
    while at < bytes.count {
      let (partition, size) = head(bytes, at)
      starts[partition + 1] += size
      at += size
    }
    for index in 1..<starts.count { starts[index] += starts[index - 1] }
    var next = starts
    var grouped: [UInt8] = .unwritten(records.count)
    var target = grouped.mutableSpan
    at = 0
    while at < bytes.count {
      let (partition, size) = head(bytes, at)
      copy(bytes, at..<at + size, to: &target, at: next[partition])
      next[partition] += size
      at += size
    }
    return (grouped, starts)
  }

  /// The partition of a record and its bytes.
  @inline(__always)
  private static func head(_ bytes: Span<UInt8>, _ at: Int) -> (partition: Int, size: Int) {
    (
      OrderGatherer.partition(of: Words.word(bytes, at + 4)),
      Int(UInt32(truncatingIfNeeded: Words.word(bytes, at)))
    )
  }

  /// Copies a record, which is longer than a word, word by word; the last may overlap the one before.
  private static func copy(
    _ source: Span<UInt8>, _ record: Range<Int>, to target: inout MutableSpan<UInt8>, at start: Int
  ) {
    var byte = 0
    while byte + 8 < record.count {
      Words.set(
        Words.word(source, record.lowerBound + byte), in: &target, at: start + byte)
      byte += 8
    }
    byte = record.count - 8
    Words.set(Words.word(source, record.lowerBound + byte), in: &target, at: start + byte)
  }
}
