// The loop over rows that have nothing special:
//
//   customer   ASCII that does not begin with a blank
//   date       the same text as in the row before, or YYYY-MM-DD, with or without a time HH:MM:SS
//   amount     at most eight digits, with a point or without
//
// Each field may stand in quotes. Any other row ends the loop before it has left a trace.

internal import Bytes
internal import CSV

extension CSVRowParser {
  /// Judges records from `first` on up to one that needs a closer look.
  ///
  /// - Returns: that record, or the number of records if there is none.
  mutating func judgePlain(_ records: RegularRecords, from first: Int) -> Int {
    let count = records.count
    // Growing copies all rows that are there.
    if builder.rows.capacity - builder.rows.count < count - first {
      builder.rows.reserveCapacity(max(2 * builder.rows.count, builder.rows.count + count))
    }
    var rows = builder.rows
    builder.rows = []
    var lastDate = lastDate
    var lastDay = lastDay
    var revenue: Int64 = 0
    var record = first
    let columns = records.columns
    let format = format
    let isISO = format.dates.format == nil
    let hasOddBytes = records.hasOddBytes
    let text = bytes
    precondition(
      format.customer < columns && format.date < columns && (format.amount ?? 0) < columns,
      "columns of the records")
    // SAFETY: the bounds are `columns` for each record and one more, all within the bytes and in order, as
    // `RegularRecords` has them; `place` checks that 24 bytes from a field's start on are bytes of the buffer
    // before any is loaded.
    unsafe bytes.withUnsafeBytes { bytes in
      unsafe records.bounds.withUnsafeBufferPointer { bounds in
        guard let start = bytes.baseAddress, let bounds = bounds.baseAddress else { return }
        @inline(__always)
        func byte(_ offset: Int) -> UInt8 {
          unsafe start.load(fromByteOffset: offset, as: UInt8.self)
        }
        @inline(__always)
        func word(_ offset: Int) -> UInt64 {
          unsafe start.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
        }
        /// Where a field begins and how many bytes it has, without quotes and line end.
        @inline(__always)
        func place(_ column: Int) -> (start: Int, count: Int, isQuoted: Bool) {
          let bound = record &* columns &+ column
          var from = unsafe Int(bounds[bound])
          var to = unsafe Int(bounds[bound &+ 1]) &- 1
          // The byte before an empty field's end is the one before the field: no CR that is its own.
          if column == columns &- 1 && byte(to &- 1) == 0x0D && to > from { to &-= 1 }
          let isQuoted = byte(from) == 0x22 && to > from
          if isQuoted {
            from &+= 1
            to &-= 1
          }
          return (from, to &- from, isQuoted)
        }
        /// Whether a text of more than 16 bytes is ASCII without a NUL or a quote.
        func isPlainText(_ from: Int, _ count: Int) -> Bool {
          let last = from &+ count &- 16
          for at in stride(from: from, through: last &+ 15, by: 16) {
            let at = min(at, last)
            let words = FieldWords(word(at), word(at &+ 8), count: 16)
            if !words.isPlainText || words.holdsQuote { return false }
          }
          return true
        }
        rows.append(addingCapacity: count - first) { output in
          while record < count {
            if unsafe Int(bounds[(record &+ 1) &* columns]) > bytes.count &- 24 { break }

            var amount: Int64 = 0
            if let column = format.amount {
              let (from, length, _) = place(column)
              let words = FieldWords(word(from), word(from &+ 8), count: length)
              guard let minor = words.minorUnits(scale: format.scale) else { break }
              amount = minor
            }

            let (from, length, _) = place(format.date)
            var dateLength = length
            // The day is that of the date before the time.
            if isISO && length == 19 && word(from) >> 56 == 0x2D
              && (word(from &+ 8) >> 16 & 0xFF == 0x20 || word(from &+ 8) >> 16 & 0xDF == 0x54)
              && FieldWords.isTime(word(from &+ 11))
            {
              dateLength = 10
            }
            if dateLength > 16 { break }
            let date = FieldWords(word(from), word(from &+ 8), count: dateLength)
            if date != lastDate {
              guard isISO, let day = date.isoDay else { break }
              lastDate = date
              lastDay = day
            }

            let (idStart, idLength, isQuoted) = place(format.customer)
            if idLength == 0 || byte(idStart) == 0x20 { break }
            var hash: UInt64
            if idLength <= 16 {
              let id = FieldWords(word(idStart), word(idStart &+ 8), count: idLength)
              if (hasOddBytes && !id.isPlainText) || (isQuoted && id.holdsQuote) { break }
              hash = XXH64.hash(short: id.low, id.high, count: idLength)
            } else {
              if (hasOddBytes || isQuoted) && !isPlainText(idStart, idLength) { break }
              hash = XXH64.hash(text, idStart..<idStart &+ idLength)
            }
            output.append(
              OrderChunk.Row(
                hash: hash, amount: amount, idStart: idStart,
                idCount: UInt32(truncatingIfNeeded: idLength), day: lastDay))
            revenue &+= amount
            record &+= 1
          }
        }
      }
    }
    builder.rows = rows
    builder.account.use(rows: record - first, revenue: Int128(revenue))
    self.lastDate = lastDate
    self.lastDay = lastDay
    return record
  }
}
