extension OrderChunk {
  /// Judges the rows of a piece of a row group.
  init(judging piece: OrderPiece) {
    var builder = ChunkBuilder(rows: piece.rows.count)
    var row = piece.rows.lowerBound
    while row < piece.rows.upperBound {
      let part = piece.part(from: row)
      while row < part.rows.upperBound {
        row = builder.judgePlain(part, from: row)
        if row == part.rows.upperBound { break }
        builder.judge(
          line: row - piece.rows.lowerBound, id: part.id(of: row), date: part.date(of: row),
          amount: part.amount(of: row),
          row: { part.text(of: row) }, dateText: { part.dateText(of: row) })
        row += 1
      }
    }
    self = builder.finish(ids: piece.idBytes)
  }
}
