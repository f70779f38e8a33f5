extension OrderChunk {
  /// Judges the rows of a piece of a row group.
  init(judging piece: OrderPiece, _ values: ValueFormat) {
    var builder = ChunkBuilder(rows: piece.rows.count, guests: values.guests)
    var row = piece.rows.lowerBound
    while row < piece.rows.upperBound {
      let part = piece.part(from: row)
      while row < part.rows.upperBound {
        if values.guests.isEmpty { row = builder.judgePlain(part, from: row) }
        if row == part.rows.upperBound { break }
        let line = row - piece.rows.lowerBound
        let amount = part.amount(of: row, line: line, &builder.marks)
        builder.judge(
          line: line, id: part.id(of: row), date: part.date(of: row), amount: amount,
          idText: { part.idText(of: row) }, row: { part.text(of: row) },
          dateText: { part.dateText(of: row) })
        row += 1
      }
    }
    self = builder.finish(ids: piece.idBytes)
  }
}
