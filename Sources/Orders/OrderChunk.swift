internal import Bytes
internal import CSV
internal import Columns

/// The orders of one chunk of a file, grouped by partition, and the account of all its rows.
struct OrderChunk: Sendable {
  /// One order as parsed; the id's bytes are found by `id(of:)`.
  struct Row {
    var hash: UInt64
    /// Where the id starts in the chunk's bytes, or -1 - where it starts in `unquoted`.
    var idStart: Int
    var idCount: Int
    var day: Int32
    var amount: Int64
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
  private(set) var rows: [Row] = []
  /// Rows of partition p are `partitionStarts[p]..<partitionStarts[p + 1]`.
  private(set) var partitionStarts: [Int] = []
  private(set) var rejected: [Rejected] = []
  private(set) var account = Account()
  private(set) var evidence = DateEvidence()
  /// Whether any stamp was written in UTC.
  private(set) var hasUTC = false
  private var bytes: [UInt8] = []
  /// Ids that differ from their bytes in the file, because quotes in them were doubled.
  private var unquoted: [UInt8] = []

  /// The bytes of a row's id: a buffer and a range in it.
  func id(of row: Row) -> (bytes: [UInt8], range: Range<Int>) {
    row.idStart >= 0
      ? (bytes, row.idStart..<row.idStart + row.idCount)
      : (unquoted, -1 - row.idStart..<(-1 - row.idStart + row.idCount))
  }

  /// Parses every record.
  init(
    parsing records: inout CSVRecords, columns: Int, binding: ColumnBinding, dates: DateParser,
    options: OrderOptions
  ) {
    bytes = records.bytes
    let customer = binding.customer.index
    let date = binding.date.index
    // Room for rows of 32 bytes in the file: growing copies what is there.
    rows.reserveCapacity(bytes.count / 32)
    while records.next() {
      guard records.fields.count == columns, !records.isMalformed else {
        reject(records, .brokenRow, nil)
        continue
      }
      var amount = Amount(minor: 0, residual: 0)
      if let column = binding.amount?.index {
        guard let read = Self.amount(records, column, scale: options.currency.scale) else {
          reject(records, .badAmount, nil)
          continue
        }
        amount = read
      }
      guard let (day, undecided) = parseDate(records, date, dates) else {
        reject(records, .badDate, amount)
        continue
      }
      guard let id = id(records, customer) else {
        reject(records, .badCustomer, amount)
        continue
      }
      if let undecided {
        _ = evidence.note(undecided, line: records.line) {
          String(decoding: records.content(date), as: UTF8.self)
        }
      }
      if id.isBlank {
        account.setAside(.guest, amount)
      } else if amount.minor < 0 {
        account.setAside(.negativeAmount, amount)
      } else {
        account.use(amount)
        rows.append(
          Row(
            hash: id.hash, idStart: id.start, idCount: id.count, day: day, amount: amount.minor))
      }
    }
    group()
  }

  /// Brings the rows into the order of their partitions, keeping file order within each.
  private mutating func group() {
    var starts = [Int](repeating: 0, count: OrderGatherer.partitions + 1)
    for row in rows { starts[OrderGatherer.partition(of: row.hash) + 1] += 1 }
    for index in 0..<OrderGatherer.partitions { starts[index + 1] += starts[index] }
    partitionStarts = starts
    guard var grouped = rows.first.map({ Array(repeating: $0, count: rows.count) }) else { return }
    for row in rows {
      let partition = OrderGatherer.partition(of: row.hash)
      grouped[starts[partition]] = row
      starts[partition] += 1
    }
    rows = grouped
  }

  private mutating func reject(_ records: CSVRecords, _ reason: RejectReason, _ amount: Amount?) {
    account.reject(reason, amount)
    rejected.append(
      Rejected(line: records.line, reason: reason, bytes: Array(records.bytes[records.record])))
  }

  private static func amount(_ records: CSVRecords, _ column: Int, scale: Int) -> Amount? {
    let field = records.fields[column]
    return Amount.parse(records.bytes, field.start..<field.end, scale: scale)
  }

  /// The day of a date field, possibly one still to be decided, or nil.
  private mutating func parseDate(
    _ records: CSVRecords, _ column: Int, _ dates: DateParser
  ) -> (day: Int32, undecided: UndecidedDate?)? {
    let field = records.fields[column]
    let (date, isUTC) = dates.parse(records.bytes, field.start..<field.end)
    hasUTC = hasUTC || isUTC
    switch date {
    case .unreadable: return nil
    case .day(let day): return (day.rawValue, nil)
    case .undecided(let date):
      let isDate = date.day(.dayFirst) != nil || date.day(.monthFirst) != nil
      return isDate ? (date.packed, date) : nil
    }
  }

  /// A customer id as found: its hash and where it stands, as in `Row`.
  private struct Identity {
    var hash: UInt64
    var start: Int
    var count: Int
    var isBlank: Bool
  }

  /// The customer id of a record, or nil if it is not UTF-8 or holds a NUL.
  private mutating func id(_ records: CSVRecords, _ column: Int) -> Identity? {
    let field = records.fields[column]
    if !field.hasDoubledQuotes {
      return Self.identity(bytes, field.start..<field.end, start: field.start)
    }
    let start = unquoted.count
    unquoted += records.content(column)
    return Self.identity(unquoted, start..<unquoted.count, start: -1 - start)
  }

  private static func identity(
    _ bytes: [UInt8], _ range: Range<Int>, start: Int
  ) -> Identity? {
    var seen: UInt8 = 0
    var isBlank = true
    for index in range {
      if bytes[index] == 0 { return nil }
      seen |= bytes[index]
      isBlank = isBlank && bytes[index] == 0x20
    }
    if seen >= 0x80 && String(validating: bytes[range], as: UTF8.self) == nil { return nil }
    return Identity(
      hash: XXH64.hash(bytes, range), start: start, count: range.count, isBlank: isBlank)
  }
}
