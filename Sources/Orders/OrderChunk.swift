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
    var text: String
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
      guard let day = parseDate(records, date, dates) else {
        reject(records, .badDate, amount)
        continue
      }
      let field = records.fields[customer]
      var source = bytes
      var range = field.start..<field.end
      if field.hasDoubledQuotes {
        let start = unquoted.count
        unquoted += records.content(customer)
        source = unquoted
        range = start..<unquoted.count
      }
      guard Self.isText(source, range) else {
        reject(records, .badCustomer, amount)
        continue
      }
      if source[range].allSatisfy({ $0 == 0x20 }) {
        account.setAside(.guest, amount)
      } else if amount.minor < 0 {
        account.setAside(.negativeAmount, amount)
      } else if binding.amount != nil && amount.minor == 0 && !options.keepsZeroOrders {
        account.setAside(.zeroValue, amount)
      } else {
        account.use(amount)
        rows.append(
          Row(
            hash: XXH64.hash(source, range),
            idStart: field.hasDoubledQuotes ? -1 - range.lowerBound : range.lowerBound,
            idCount: range.count, day: day, amount: amount.minor))
      }
    }
    group()
  }

  /// Brings the rows into the order of their partitions, keeping file order within each.
  private mutating func group() {
    var starts = [Int](repeating: 0, count: OrderPartition.count + 1)
    for row in rows { starts[OrderPartition.index(of: row.hash) + 1] += 1 }
    for index in 0..<OrderPartition.count { starts[index + 1] += starts[index] }
    partitionStarts = starts
    guard var grouped = rows.first.map({ Array(repeating: $0, count: rows.count) }) else { return }
    for row in rows {
      let partition = OrderPartition.index(of: row.hash)
      grouped[starts[partition]] = row
      starts[partition] += 1
    }
    rows = grouped
  }

  private mutating func reject(_ records: CSVRecords, _ reason: RejectReason, _ amount: Amount?) {
    account.reject(reason, amount)
    rejected.append(Rejected(line: records.line, reason: reason, text: records.text))
  }

  private static func amount(_ records: CSVRecords, _ column: Int, scale: Int) -> Amount? {
    let field = records.fields[column]
    return Amount.parse(records.bytes, field.start..<field.end, scale: scale)
  }

  /// The day of a date field, possibly one still to be decided, or nil.
  private mutating func parseDate(
    _ records: CSVRecords, _ column: Int, _ dates: DateParser
  ) -> Int32? {
    let field = records.fields[column]
    let (date, isUTC) = dates.parse(records.bytes, field.start..<field.end)
    hasUTC = hasUTC || isUTC
    switch date {
    case .unreadable: return nil
    case .day(let day): return day.rawValue
    case .undecided(let undecided):
      let isDate = evidence.note(undecided, line: records.line) {
        String(decoding: records.content(column), as: UTF8.self)
      }
      return isDate ? undecided.packed : nil
    }
  }

  /// Whether the bytes are UTF-8.
  private static func isText(_ bytes: [UInt8], _ range: Range<Int>) -> Bool {
    var seen: UInt8 = 0
    for index in range { seen |= bytes[index] }
    return seen < 0x80 || String(validating: bytes[range], as: UTF8.self) != nil
  }
}
