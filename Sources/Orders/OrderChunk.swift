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

  /// A chunk without rows so far.
  ///
  /// - Parameters:
  ///   - bytes: where ids stand.
  ///   - rows: room for so many: growing copies what is there.
  private init(ids bytes: [UInt8], rows: Int) {
    self.bytes = bytes
    self.rows.reserveCapacity(rows)
  }

  /// Parses every record.
  init(
    parsing records: inout CSVRecords, columns: Int, binding: ColumnBinding, dates: DateParser,
    scale: Int
  ) {
    let bytes = records.bytes
    // Rows of 32 bytes in the file.
    self.init(ids: bytes, rows: bytes.count / 32)
    let customer = binding.customer.index
    let date = binding.date.index
    while records.next() {
      guard records.fields.count == columns, !records.isMalformed else {
        account.reject(.brokenRow, nil)
        rejected.append(
          Rejected(line: records.line, reason: .brokenRow, bytes: Array(bytes[records.record])))
        continue
      }
      let id = id(records, customer)
      var amount: Amount? = .nothing
      if let column = binding.amount?.index {
        let field = records.fields[column]
        amount = Amount.parse(bytes, field.start..<field.end, scale: scale)
      }
      let field = records.fields[date]
      judge(
        line: records.line, id: id, date: dates.read(bytes, field.start..<field.end),
        amount: amount,
        row: { Array(bytes[records.record]) }, dateText: { records.content(date) })
    }
    group()
  }

  /// Judges the rows of a piece of a row group.
  init(judging piece: OrderPiece) {
    self.init(ids: piece.idBytes, rows: piece.rows.count)
    var row = piece.rows.lowerBound
    while row < piece.rows.upperBound {
      let part = piece.part(from: row)
      for row in part.rows {
        judge(
          line: row - piece.rows.lowerBound, id: part.id(of: row), date: part.date(of: row),
          amount: part.amount(of: row),
          row: { part.text(of: row) }, dateText: { part.dateText(of: row) })
      }
      row = part.rows.upperBound
    }
    group()
  }

  /// Judges a row by what was read of it: takes it, hands it back, or sets it aside.
  ///
  /// - Parameters:
  ///   - line: its line or row, from 0 at the chunk's start.
  ///   - id: nil if it is not UTF-8 or holds a NUL.
  ///   - date: nil if there is none or it cannot be read.
  ///   - amount: nil if there is none or it cannot be read.
  ///   - row: the row as it is handed back.
  ///   - dateText: the date as it is written.
  private mutating func judge(
    line: Int, id: Identity?, date: ReadDate?, amount: Amount?,
    row: () -> [UInt8], dateText: () -> [UInt8]
  ) {
    guard let amount, let date, let id else {
      let reason: RejectReason =
        amount == nil ? .badAmount : date == nil ? .badDate : .badCustomer
      account.reject(reason, amount)
      rejected.append(Rejected(line: line, reason: reason, bytes: row()))
      return
    }
    hasUTC = hasUTC || date.isUTC
    if UndecidedDate.isPacked(date.day) {
      _ = evidence.note(UndecidedDate(packed: date.day), line: line) {
        String(decoding: dateText(), as: UTF8.self)
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
          hash: id.hash, idStart: id.start, idCount: id.count, day: date.day, amount: amount.minor))
    }
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

  /// The customer id of a record, or nil if it is not UTF-8 or holds a NUL.
  private mutating func id(_ records: CSVRecords, _ column: Int) -> Identity? {
    let field = records.fields[column]
    if !field.hasDoubledQuotes {
      return Identity(bytes, field.start..<field.end, start: field.start)
    }
    let start = unquoted.count
    unquoted += records.content(column)
    return Identity(unquoted, start..<unquoted.count, start: -1 - start)
  }
}
