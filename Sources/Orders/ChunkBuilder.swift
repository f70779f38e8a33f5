/// Judges the rows of a chunk one by one, in file order.
struct ChunkBuilder {
  /// The rows that count so far, in file order.
  var rows: [OrderChunk.Row] = []
  /// Where the rows that do not count, and the revenue of all of them, went.
  var account = Account()
  private var rejected: [OrderChunk.Rejected] = []
  private var evidence = DateEvidence()
  /// What amounts show about their marks.
  var marks = DecimalEvidence()
  private let guests: Set<[UInt8]>
  private var setAsideDays = SetAsideDays()
  /// Whether any stamp was written in UTC.
  var hasUTC = false

  /// A chunk without rows so far, with room for so many: growing copies what is there.
  ///
  /// - Parameters:
  ///   - rows: how many.
  ///   - guests: customers that stand for nobody.
  init(rows: Int, guests: Set<[UInt8]> = []) {
    self.guests = guests
    self.rows.reserveCapacity(rows)
  }

  /// Judges a row by what was read of it: takes it, hands it back, or sets it aside.
  ///
  /// - Parameters:
  ///   - line: its line or row, from 0 at the chunk's start.
  ///   - id: nil if it is not UTF-8 or holds a NUL.
  ///   - date: nil if there is none or it cannot be read.
  ///   - amount: nil if there is none or it cannot be read.
  ///   - idText: the id as it is written, asked for if there are customers that stand for nobody.
  ///   - row: the row as it is handed back.
  ///   - dateText: the date as it is written.
  /// - Returns: false if the row is handed back.
  @discardableResult
  mutating func judge(
    line: Int, id: Identity?, date: ReadDate?, amount: Amount?,
    idText: () -> [UInt8] = { [] }, row: () -> [UInt8], dateText: () -> [UInt8]
  ) -> Bool {
    guard let amount, let date, let id else {
      let reason: RejectReason =
        amount == nil ? .badAmount : date == nil ? .badDate : .badCustomer
      reject(line: line, reason, amount, row: row())
      return false
    }
    hasUTC = hasUTC || date.isUTC
    if UndecidedDate.isPacked(date.day) {
      _ = evidence.note(UndecidedDate(packed: date.day), line: line) {
        String(decoding: dateText(), as: UTF8.self)
      }
    }
    if id.isBlank || (!guests.isEmpty && guests.contains(idText())) {
      account.setAside(.guest, amount)
      setAsideDays.add(.guest, day: date.day, amount)
    } else if amount.minor < 0 {
      account.setAside(.negativeAmount, amount)
      setAsideDays.add(.negativeAmount, day: date.day, amount)
    } else {
      account.use(amount)
      rows.append(
        OrderChunk.Row(
          hash: id.hash, amount: amount.minor, idStart: id.start, idCount: UInt32(id.count),
          day: date.day))
    }
    return true
  }

  /// Hands a row back.
  mutating func reject(line: Int, _ reason: RejectReason, _ amount: Amount?, row: [UInt8]) {
    account.reject(reason, amount)
    rejected.append(OrderChunk.Rejected(line: line, reason: reason, bytes: row))
  }

  /// The chunk of all rows judged, whose ids are ranges of `ids`, many rows perhaps of the same.
  consuming func finish(ids: [UInt8]) -> OrderChunk {
    // To read the ids anywhere in the memory of many chunks takes several times as long as all else that is done to
    // gather an order. Long ones are not copied: one that stands in a file once may be that of every row.
    let size = rows.reduce(0) { $0 + Int($1.idCount) }
    return size <= 64 * rows.count
      ? finish(GroupedRows(rows, copyingIDs: ids, [])) : finish(GroupedRows(rows, ids: ids))
  }

  /// The same with the ids copied: those that are ranges of `bytes`, or of `more` as if it stood behind them.
  consuming func finish(copyingIDs bytes: [UInt8], _ more: [UInt8]) -> OrderChunk {
    finish(GroupedRows(rows, copyingIDs: bytes, more))
  }

  private consuming func finish(_ grouped: GroupedRows) -> OrderChunk {
    OrderChunk(
      rows: grouped.rows, partitionStarts: grouped.starts, ids: grouped.ids, rejected: rejected,
      account: account, setAsideDays: setAsideDays, evidence: evidence, marks: marks,
      hasUTC: hasUTC)
  }
}
