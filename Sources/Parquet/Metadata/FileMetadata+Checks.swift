// What the footer says twice must agree, and what it says about places must be possible: no checksum covers it.

extension FileMetadata {
  /// The footer in these bytes, which it must fill.
  init(footer: [UInt8]) throws(ParquetError) {
    let bytes = footer.span
    var reader = CompactReader(bytes)
    try self.init(from: &reader)
    if reader.position != bytes.count {
      throw .corrupt(
        "\(bytes.count - reader.position) bytes after the end of the footer",
        offset: reader.position)
    }
  }

  /// The leaves of the schema, after a check that every row group has the right chunk for each in a place of
  /// its own before byte `end`, and that the rows add up.
  func checkedColumns(before end: Int) throws(ParquetError) -> [ParquetColumn] {
    let columns = try ParquetColumn.leaves(of: schema)
    var rows = 0
    var places: [(range: Range<Int>, rowGroup: Int, column: Int)] = []
    for (index, rowGroup) in rowGroups.enumerated() {
      let (sum, overflow) = rows.addingReportingOverflow(rowGroup.rowCount)
      if overflow { throw .corrupt("row groups of more rows than 64 bits count") }
      rows = sum
      guard rowGroup.columns.count == columns.count else {
        throw .corrupt(
          "a row group of \(rowGroup.columns.count) columns under a schema of \(columns.count)"
        ).at(rowGroup: index)
      }
      for (column, chunk) in zip(columns, rowGroup.columns) {
        do throws(ParquetError) {
          try chunk.check(against: column)
          if let range = try chunk.place(before: end) {
            places.append((range, index, column.index))
          }
        } catch {
          throw error.at(rowGroup: index, column: column.name)
        }
      }
    }
    if rows != rowCount {
      throw .corrupt("row groups of \(rows) rows in a file of \(rowCount) rows")
    }
    places.sort { $0.range.lowerBound < $1.range.lowerBound }
    for (before, after) in zip(places, places.dropFirst())
    where before.range.upperBound > after.range.lowerBound {
      throw .corrupt(
        "a column chunk from byte \(after.range.lowerBound) on, where another ends at byte \(before.range.upperBound)"
      ).at(rowGroup: after.rowGroup, column: columns[after.column].name)
    }
    return columns
  }
}

extension ColumnChunk {
  fileprivate func check(against column: ParquetColumn) throws(ParquetError) {
    if type != column.type {
      throw .corrupt("a chunk of type \(type) in a column of type \(column.type)")
    }
    if path != column.path {
      throw .corrupt("the chunk of a column \(path.joined(separator: "."))")
    }
  }

  /// Where in the file its pages stand, all before byte `end`; nil without values.
  func place(before end: Int) throws(ParquetError) -> Range<Int>? {
    // Without rows there is nothing to read, and writers put anything for the place.
    if valueCount == 0 { return nil }
    // Some writers put 0 where there is no dictionary page.
    var start = dataOffset
    if let dictionary = dictionaryOffset, dictionary > 0, dictionary < start {
      start = dictionary
    }
    guard start >= ParquetFile.magic.count, start <= end, compressedSize >= 0,
      compressedSize <= end - start
    else {
      throw .corrupt(
        "a column chunk of \(compressedSize) bytes from byte \(start) on, with the footer at byte \(end)"
      )
    }
    return start..<start + compressedSize
  }
}
