internal import Bytes
internal import Columns

/// The columns of all histories while they are filled, some rows on each thread.
struct HistoryColumns {
  static let countColumns = 7
  static let amountColumns = 3

  let counts: SharedArrays<Int32>
  let amounts: SharedArrays<Int64>
  /// Where each id ends, among the bytes of its block's ids.
  let idEnds: SharedArrays<UInt32>

  /// Moves rows of all columns forward, to the rows from `start` on.
  func move(_ rows: Range<Int>, to start: Int) {
    for column in 0..<Self.countColumns { counts.move(rows, of: column, to: start) }
    for column in 0..<Self.amountColumns { amounts.move(rows, of: column, to: start) }
    idEnds.move(rows, of: 0, to: start)
  }

  /// Says where the ids of a block end, the first of them in row `start`.
  ///
  /// - Returns: whether all of them end below 2^32; if not, nothing is said.
  func setIdEnds(of ids: TextColumn, from start: Int) -> Bool {
    if ids.bytes.count > Int(UInt32.max) { return false }
    let ends = ids.ends.span
    var target = idEnds.rows(start..<start + ends.count, of: 0)
    for row in 0..<ends.count { target[row] = UInt32(truncatingIfNeeded: ends[row]) }
    return true
  }
}

extension Histories {
  /// The columns that `fill` sets; it returns for each block how many rows it has, `capacity` together at most, and
  /// the bytes of their ids.
  init(
    asOf: Day, hasAmounts: Bool, capacity: Int,
    _ fill: (HistoryColumns) throws -> [(count: Int, idBytes: [UInt8])]
  ) rethrows {
    self.init(asOf: asOf, hasAmounts: hasAmounts)
    var amounts: [[Int64]] = []
    var ends: [[UInt32]] = []
    var blocks: [(count: Int, idBytes: [UInt8])] = []
    let counts = try SharedArrays<Int32>.make(HistoryColumns.countColumns, capacity: capacity) {
      counts in
      var rows = 0
      amounts = try SharedArrays<Int64>.make(HistoryColumns.amountColumns, capacity: capacity) {
        amounts in
        ends = try SharedArrays<UInt32>.make(1, capacity: capacity) { ends in
          blocks = try fill(HistoryColumns(counts: counts, amounts: amounts, idEnds: ends))
          rows = blocks.reduce(0) { $0 + $1.count }
          return rows
        }
        return rows
      }
      return rows
    }
    ids = CustomerIds(blocks, ends: ends[0])
    orders = counts[0]
    purchaseDays = counts[1]
    firstDay = counts[2]
    lastDay = counts[3]
    recentOrders = counts[4]
    repeatSpendDays = counts[5]
    activeSince = counts[6]
    revenue = amounts[0]
    recentRevenue = amounts[1]
    repeatSpend = amounts[2]
  }
}
