/// Neighbouring blocks of sorted rows that fill a row group together.
enum RowGroupShare {
  /// Cuts a range of blocks where row groups are full: at five quarters, so that none is left far too small.
  ///
  /// - Parameters:
  ///   - blocks: the blocks; at least one.
  ///   - rows: the rows of a row group, about.
  ///   - count: the rows of a block.
  /// - Returns: the blocks of each row group, which has one block at least, and so may have more rows than are
  ///   good.
  static func shares(of blocks: Range<Int>, rows: Int, count: (Int) -> Int) -> [Range<Int>] {
    var shares: [Range<Int>] = []
    var start = blocks.lowerBound
    var sum = 0
    for index in blocks {
      let own = count(index)
      if index > start && sum + own > rows * 5 / 4 {
        shares.append(start..<index)
        start = index
        sum = 0
      }
      sum += own
    }
    if start < blocks.upperBound { shares.append(start..<blocks.upperBound) }
    return shares
  }
}
