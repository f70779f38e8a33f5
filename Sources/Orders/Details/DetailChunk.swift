/// The rows of one chunk of a file as records, grouped by partition of their key's hash.
struct DetailChunk: Sendable {
  /// Records end to end; see DetailRecord.swift.
  let records: [UInt8]
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
  /// Whether any stamp was written in UTC.
  let hasUTC: Bool
}
