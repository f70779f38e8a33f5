internal import CSV

extension OrderChunk {
  /// Parses every record.
  init(
    parsing records: inout CSVRecords, columns: Int, binding: ColumnBinding, dates: DateParser,
    scale: Int
  ) {
    let bytes = records.bytes
    // Rows of 28 bytes in the file.
    var builder = ChunkBuilder(rows: bytes.count / 28)
    // Ids that differ from their bytes in the file, because quotes in them were doubled.
    var unquoted: [UInt8] = []
    let customer = binding.customer.index
    let date = binding.date.index
    while records.next() {
      guard records.fields.count == columns, !records.isMalformed else {
        builder.reject(
          line: records.line, .brokenRow, nil, row: Array(bytes[records.record]))
        continue
      }
      var id: Identity?
      var field = records.fields[customer]
      if field.hasDoubledQuotes {
        let start = unquoted.count
        unquoted += records.content(customer)
        id = Identity(unquoted, start..<unquoted.count, start: bytes.count + start)
      } else {
        id = Identity(bytes, field.start..<field.end, start: field.start)
      }
      var amount: Amount? = .nothing
      if let column = binding.amount?.index {
        field = records.fields[column]
        amount = Amount.parse(bytes, field.start..<field.end, scale: scale)
      }
      field = records.fields[date]
      builder.judge(
        line: records.line, id: id, date: dates.read(bytes, field.start..<field.end),
        amount: amount,
        row: { Array(bytes[records.record]) }, dateText: { records.content(date) })
    }
    self = builder.finish(copyingIDs: bytes, unquoted)
  }
}
