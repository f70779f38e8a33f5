/// The orders of one chunk of a file, grouped by partition, and the account of all its rows.
///
///     rows    partition 0 ... partition 511     within one in file order; starts say where each begins
///     ids     bytes that the ids of rows are ranges of
struct OrderChunk: Sendable {
  /// One order as parsed.
  struct Row: Sendable, BitwiseCopyable {
    /// The hash of the customer's id.
    var hash: UInt64
    /// Minor units.
    var amount: Int64
    /// Where the id starts in the chunk's `ids`.
    var idStart: Int
    /// Its length in bytes.
    var idCount: UInt32
    /// Days since 1970-01-01, or a packed `UndecidedDate`.
    var day: Int32

    /// The id, as a range of the chunk's `ids`.
    var id: Range<Int> { idStart..<idStart + Int(idCount) }
  }

  /// A row that could not be read.
  struct Rejected: Sendable {
    /// Its line, from 0 at the chunk's start.
    var line: Int
    var reason: RejectReason
    /// The record as it stands in the file.
    var bytes: [UInt8]
  }

  /// Rows in the order of their partitions, and within one in file order.
  let rows: [Row]
  /// Rows of partition p are `partitionStarts[p]..<partitionStarts[p + 1]`.
  let partitionStarts: [Int]
  /// The bytes that ids are ranges of; short ones stand in the order of the rows.
  let ids: [UInt8]
  /// The rows that could not be read, in file order.
  let rejected: [Rejected]
  /// Where every row went.
  let account: Account
  /// What its dates show about the order of day and month.
  let evidence: DateEvidence
  /// Whether any stamp was written in UTC.
  let hasUTC: Bool

  /// The orders of one partition.
  func rows(of partition: Int) -> Range<Int> {
    partitionStarts[partition]..<partitionStarts[partition + 1]
  }
}
