internal import CSV

/// Makes records of the rows of a CSV file.
enum DetailCSV {
  /// The chunk of all records.
  static func parse(
    _ records: inout CSVRecords, _ format: DetailFormat, columns: Int
  ) -> DetailChunk {
    let bytes = records.bytes
    // A record takes about twice the bytes of its row.
    var builder = DetailBuilder(format, capacity: 2 * bytes.count)
    var regular = RegularRecords()
    while true {
      while records.nextRegular(into: &regular) {
        for record in 0..<regular.count {
          builder.begin(line: regular.line(of: record))
          builder.give(format.columns, bytes) { regular.field($0, of: record, in: bytes) }
          builder.end { Array(bytes[regular.record(record, in: bytes)]) }
        }
      }
      guard records.next() else { break }
      let fields = records.fields
      guard fields.count == columns, !records.isMalformed else {
        builder.reject(line: records.line, .brokenRow, row: Array(bytes[records.record]))
        continue
      }
      builder.begin(line: records.line)
      builder.give(format.columns, bytes) { fields[$0] }
      builder.end { Array(bytes[records.record]) }
    }
    return builder.finish()
  }
}

extension DetailBuilder {
  /// Gives the values of all columns.
  @inline(__always)
  fileprivate mutating func give(
    _ columns: [DetailFormat.Column], _ bytes: [UInt8], field: (Int) -> CSVField
  ) {
    for column in columns {
      if let constant = column.constant {
        give(column, constant, constant.indices)
        end(column)
        continue
      }
      let field = field(column.index)
      if field.hasDoubledQuotes {
        let content = field.content(in: bytes)
        give(column, content, content.indices)
      } else {
        give(column, bytes, field.start..<field.end)
      }
      end(column)
    }
  }
}
