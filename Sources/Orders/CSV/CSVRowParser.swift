internal import CSV
internal import Columns

/// Parses the records of a chunk of a CSV file.
///
/// Of records that are regular, the rows that have nothing special are judged in `PlainRows`, to the same result.
struct CSVRowParser {
  /// Which of the fields hold what, and how dates and amounts are read.
  struct Format: Sendable {
    let columns: Int
    let customer: Int
    let date: Int
    let amount: Int?
    let dates: DateParser
    let money: MoneyFormat
    let scale: Int
    let guests: Set<[UInt8]>
    let readsPlainRows: Bool

    /// The fields of a binding.
    init(columns: Int, binding: ColumnBinding, values: ValueFormat) {
      self.columns = columns
      customer = binding.customer.index
      date = binding.date.index
      amount = binding.amount?.index
      dates = values.dates
      money = values.money
      scale = money.scale
      guests = values.guests
      readsPlainRows = values.readsPlainRows
    }
  }

  let format: Format
  let bytes: [UInt8]
  var builder: ChunkBuilder
  /// The date of the last row that had one of at most 16 bytes, as it was written and as it is judged.
  var lastDate = FieldWords()
  var lastDay: Int32 = 0
  /// Ids that differ from their bytes in the file, because quotes in them were doubled.
  private var unquoted: [UInt8] = []

  private init(_ bytes: [UInt8], _ format: Format) {
    self.bytes = bytes
    self.format = format
    // Rows of 28 bytes in the file.
    builder = ChunkBuilder(rows: bytes.count / 28, guests: format.guests)
  }

  /// The chunk of all records.
  static func parse(_ records: inout CSVRecords, _ format: Format) -> OrderChunk {
    var parser = CSVRowParser(records.bytes, format)
    var regular = RegularRecords()
    while true {
      while records.nextRegular(into: &regular) {
        var next = 0
        while true {
          if format.readsPlainRows { next = parser.judgePlain(regular, from: next) }
          if next == regular.count { break }
          parser.judge(regular, next)
          next += 1
        }
      }
      guard records.next() else { break }
      parser.judge(records)
    }
    return parser.builder.finish(copyingIDs: parser.bytes, parser.unquoted)
  }

  /// Judges the current record.
  private mutating func judge(_ records: CSVRecords) {
    let fields = records.fields
    guard fields.count == format.columns, !records.isMalformed else {
      builder.reject(line: records.line, .brokenRow, nil, row: Array(bytes[records.record]))
      return
    }
    judge(
      line: records.line, records.record, customer: fields[format.customer],
      date: fields[format.date], amount: format.amount.map { fields[$0] })
  }

  /// Judges one of some regular records.
  private mutating func judge(_ records: RegularRecords, _ record: Int) {
    judge(
      line: records.line(of: record), records.record(record, in: bytes),
      customer: records.field(format.customer, of: record, in: bytes),
      date: records.field(format.date, of: record, in: bytes),
      amount: format.amount.map { records.field($0, of: record, in: bytes) })
  }

  /// Judges a row by its fields.
  private mutating func judge(
    line: Int, _ record: Range<Int>, customer: CSVField, date: CSVField, amount: CSVField?
  ) {
    let bytes = bytes
    var id: Identity?
    if customer.hasDoubledQuotes {
      let start = unquoted.count
      unquoted += customer.content(in: bytes)
      id = Identity(unquoted, start..<unquoted.count, start: bytes.count + start)
    } else {
      id = Identity(bytes, customer.start..<customer.end, start: customer.start)
    }
    var value: Amount? = .nothing
    if let amount {
      value = format.money.amount(
        bytes, amount.start..<amount.end, line: line, &builder.marks)
    }
    let day = format.dates.read(bytes, date.start..<date.end)
    let isJudged = builder.judge(
      line: line, id: id, date: day, amount: value, idText: { customer.content(in: bytes) },
      row: { Array(bytes[record]) }, dateText: { date.content(in: bytes) })
    // What there is to note of a date is noted now, for all rows that have the same.
    if isJudged, let day, let words = FieldWords(bytes, date.start..<date.end) {
      lastDate = words
      lastDay = day.day
    }
  }
}

extension FieldWords {
  /// The bytes of a range, or nil if they are more than 16.
  fileprivate init?(_ bytes: [UInt8], _ range: Range<Int>) {
    if range.count > 16 { return nil }
    var words: (low: UInt64, high: UInt64) = (0, 0)
    for (place, byte) in bytes[range].enumerated() {
      if place < 8 {
        words.low |= UInt64(byte) << UInt64(8 * place)
      } else {
        words.high |= UInt64(byte) << UInt64(8 * place - 64)
      }
    }
    self.init(words.low, words.high, count: range.count)
  }
}
