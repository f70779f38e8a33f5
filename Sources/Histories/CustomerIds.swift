public import Columns

/// The ids of all customers, block by block as they were read.
///
/// They are not put end to end: at ten million customers that would be a second copy of a hundred megabytes.
public struct CustomerIds: Sendable {
  /// The bytes of the ids of each block, in order.
  private var blocks: [[UInt8]] = []
  /// The first row of each block, and behind them the number of all rows.
  private var firstRows = [0]
  /// Where each id ends in the bytes of its block; it begins where the one before ends, the first at 0.
  private var ends: [UInt32] = []

  /// No ids yet.
  init() {}

  /// The ids of blocks.
  ///
  /// - Precondition: there are so many ends as the counts say, each block's in order, the last at its last byte.
  init(_ blocks: [(count: Int, idBytes: [UInt8])], ends: [UInt32]) {
    for block in blocks where block.count > 0 {
      self.blocks.append(block.idBytes)
      firstRows.append(firstRows[firstRows.count - 1] + block.count)
    }
    precondition(firstRows[firstRows.count - 1] == ends.count, "an end for each id")
    self.ends = ends
  }

  /// The number of ids.
  public var count: Int { ends.count }

  /// The bytes of id `row`.
  public subscript(_ row: Int) -> ArraySlice<UInt8> {
    let block = block(of: row)
    return blocks[block][start(row, in: block)..<Int(ends[row])]
  }

  /// The ids of some rows.
  public subscript(_ rows: Range<Int>) -> TextColumn {
    var texts = TextColumn()
    texts.reserve(rows: rows.count, bytes: 0)
    var next = rows.lowerBound
    while next < rows.upperBound {
      let block = block(of: next)
      let own = next..<min(rows.upperBound, firstRows[block + 1])
      texts.append { bytes, textEnds in
        let start = start(next, in: block)
        let shift = bytes.count - start
        bytes += blocks[block][start..<Int(ends[own.upperBound - 1])]
        for row in own { textEnds.append(Int(ends[row]) + shift) }
      }
      next = own.upperBound
    }
    return texts
  }

  /// Adds an id as a block of its own.
  mutating func append(_ id: ArraySlice<UInt8>) {
    blocks.append(Array(id))
    ends.append(UInt32(id.count))
    firstRows.append(ends.count)
  }

  private func start(_ row: Int, in block: Int) -> Int {
    row == firstRows[block] ? 0 : Int(ends[row - 1])
  }

  /// The block that has a row.
  private func block(of row: Int) -> Int {
    precondition(row >= 0 && row < count, "a row that there is")
    var (low, high) = (0, blocks.count - 1)
    while low < high {
      let middle = (low + high + 1) / 2
      if firstRows[middle] <= row { low = middle } else { high = middle - 1 }
    }
    return low
  }
}
