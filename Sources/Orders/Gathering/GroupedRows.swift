// Rows in the order of their partitions, by counting: where each partition begins follows from how many rows
// it has, so every row goes to its place at once. Ids go with their rows: who reads the rows of a partition
// then reads the ids from one stretch, too.

/// Rows in the order of their partitions, and within one in the order given.
struct GroupedRows: Sendable {
  /// The rows.
  let rows: [OrderChunk.Row]
  /// Rows of partition p are `starts[p]..<starts[p + 1]`.
  let starts: [Int]
  /// The bytes that their ids are ranges of.
  let ids: [UInt8]

  /// One for each partition, and one more.
  private typealias Places = InlineArray<513, Int>

  /// Groups rows whose ids are ranges of `ids`.
  init(_ rows: [OrderChunk.Row], ids: [UInt8]) {
    let (starts, _) = Self.starts(rows)
    var next = starts
    // SAFETY: a partition has as many rows here as were counted for it, so each of the `count` elements is
    // set once.
    self.rows = unsafe Array(unsafeUninitializedCapacity: rows.count) { grouped, count in
      for row in rows {
        let partition = OrderGatherer.partition(of: row.hash)
        unsafe grouped[next[partition]] = row
        next[partition] += 1
      }
      count = rows.count
    }
    self.starts = starts.indices.map { starts[$0] }
    self.ids = ids
  }

  /// Groups rows and copies their ids into the same order.
  ///
  /// - Precondition: every id is a range of `bytes`, or of `more` as if it stood behind them.
  init(_ rows: [OrderChunk.Row], copyingIDs bytes: [UInt8], _ more: [UInt8]) {
    let (starts, idStarts) = Self.starts(rows)
    let idBytes = idStarts[OrderGatherer.partitions]
    var next = starts
    var nextID = idStarts
    var ids: [UInt8] = []
    // SAFETY: a partition has as many rows here, and their ids as many bytes, as were counted for it: each
    // element is set once, and no copy leaves the target. That it leaves no source is checked.
    self.rows = unsafe Array(unsafeUninitializedCapacity: rows.count) { grouped, count in
      ids = unsafe Array(unsafeUninitializedCapacity: idBytes) { target, idCount in
        unsafe bytes.withUnsafeBytes { bytes in
          unsafe more.withUnsafeBytes { more in
            for row in rows {
              let partition = OrderGatherer.partition(of: row.hash)
              let id = row.id
              precondition(
                id.upperBound <= bytes.count
                  || (id.lowerBound >= bytes.count && id.upperBound - bytes.count <= more.count),
                "an id within the bytes")
              let source =
                id.upperBound <= bytes.count
                ? unsafe bytes[id]
                : unsafe more[id.lowerBound - bytes.count..<id.upperBound - bytes.count]
              var row = row
              row.idStart = nextID[partition]
              if let from = unsafe UnsafeRawBufferPointer(rebasing: source).baseAddress,
                let to = target.baseAddress
              {
                unsafe copyID(from, to: to + nextID[partition], count: id.count)
              }
              nextID[partition] += id.count
              unsafe grouped[next[partition]] = row
              next[partition] += 1
            }
          }
        }
        idCount = idBytes
      }
      count = rows.count
    }
    self.starts = starts.indices.map { starts[$0] }
    self.ids = ids
  }

  /// Where the rows of each partition begin, and where their ids do.
  private static func starts(_ rows: [OrderChunk.Row]) -> (rows: Places, ids: Places) {
    var starts = Places(repeating: 0)
    var idStarts = Places(repeating: 0)
    for row in rows {
      let partition = OrderGatherer.partition(of: row.hash)
      starts[partition + 1] += 1
      idStarts[partition + 1] += Int(row.idCount)
    }
    for index in 0..<OrderGatherer.partitions {
      starts[index + 1] += starts[index]
      idStarts[index + 1] += idStarts[index]
    }
    return (starts, idStarts)
  }
}

/// Copies `count` bytes; of most ids, which are short, by two words that may overlap: that takes no call.
@inline(__always)
private func copyID(
  _ source: UnsafeRawPointer, to target: UnsafeMutableRawPointer, count: Int
) {
  // SAFETY: callers know that both sides hold `count` bytes; words are copied only if it is enough for them.
  if count >= 8 && count <= 16 {
    let head = unsafe source.loadUnaligned(as: UInt64.self)
    let tail = unsafe source.loadUnaligned(fromByteOffset: count - 8, as: UInt64.self)
    unsafe target.storeBytes(of: head, as: UInt64.self)
    unsafe target.storeBytes(of: tail, toByteOffset: count - 8, as: UInt64.self)
  } else {
    unsafe target.copyMemory(from: source, byteCount: count)
  }
}
