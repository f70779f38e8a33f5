internal import Columns
internal import Parquet

// Rows with more than customer, day and amount.
extension RunFile {
  /// The rows of a group.
  ///
  /// - Parameters:
  ///   - group: which.
  ///   - wanted: the columns to read beside the first; nil for all.
  /// - Returns: the rows, with the columns that have a value.
  /// - Throws: `FileError`, `ParquetError`, or `OrderError` if they are not what the footer says.
  func rows(of group: Int, only wanted: Set<String>? = nil) throws -> TableBlock {
    var scratch = OrderScratch()
    var block = TableBlock(table: table)
    block.ids = try readCustomers(of: group, &scratch)
    block.hashes = scratch.hashes
    block.starts = scratch.starts
    for (index, field) in fields.enumerated().dropFirst()
    where wanted?.contains(field.name) ?? true {
      guard let column = try column(index, field, of: group, &scratch.decoder) else { continue }
      if column.count != block.rows {
        throw misfit(group, "has \(column.count) values of \(field.name) and \(block.rows) rows")
      }
      block.columns.append(column)
    }
    return block
  }

  /// A column of a group; nil if it has no value there.
  func column(
    _ index: Int, _ field: Field, of group: Int, _ decoder: inout PageDecoder
  ) throws -> Column? {
    var (values, validity) = try chunk(index, group, &decoder).values(using: &decoder)
    if let flags = validity {
      if !flags.contains(true) { return nil }
      if !flags.contains(false) { validity = nil }
    }
    // The types were compared when the file was opened.
    switch values {
    case .byteArray(let texts): return Column(field, .text(texts), validity: validity)
    case .int32(let values): return Column(field, .int32(values), validity: validity)
    case .int64(let values): return Column(field, .int64(values), validity: validity)
    case .boolean(let flags): return Column(field, .boolean(flags), validity: validity)
    default: throw misfit(group, "has values of \(field.name) of another type")
    }
  }

  /// Whether a group may have values of a column.
  func hasColumn(_ name: String) -> Bool { fields.contains { $0.name == name } }

  /// What was paid back on a day of the orders of a group; nothing if that is not asked for.
  func refunds(
    of group: Int, orders: Int, _ decoder: inout PageDecoder
  ) throws -> [OrderRefund] {
    guard readsRefunds, hasColumn("refunded_amount") else { return [] }
    var columns: [Column] = []
    for (index, field) in fields.enumerated() where StoredRefunds.columns.contains(field.name) {
      guard let column = try column(index, field, of: group, &decoder) else { continue }
      if column.count != orders { throw misfit(group, "has refunds of other orders") }
      columns.append(column)
    }
    var refunds: [OrderRefund] = []
    guard let stored = StoredRefunds(columns) else { return [] }
    if let row = stored.forEach(0..<orders, { refunds.append($0) }) {
      throw misfit(group, "has refunds in row \(row) that contradict each other")
    }
    return refunds
  }
}
