extension TextColumn {
  /// Texts end to end in `bytes`, the first from 0.
  ///
  /// - Precondition: the ends are in order, the last at the last byte.
  package init(bytes: [UInt8], ends: [Int]) {
    self.init()
    append { (ownBytes, ownEnds) in
      ownBytes = bytes
      ownEnds = ends
    }
  }

  /// Adds neighbouring texts of another column.
  package mutating func append(_ other: TextColumn, rows: Range<Int>) {
    if rows.isEmpty { return }
    let source = other.range(rows.lowerBound).lowerBound..<other.ends[rows.upperBound - 1]
    append { (bytes, ends) in
      let shift = bytes.count - source.lowerBound
      let added = other.ends.span.extracting(rows)
      bytes += other.bytes[source]
      ends.append(addingCapacity: rows.count) { target in
        for row in 0..<added.count { target.append(added[row] + shift) }
      }
    }
  }
}
