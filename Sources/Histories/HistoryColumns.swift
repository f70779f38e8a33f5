internal import Bytes
internal import Columns

/// What the orders of one customer come to; `Histories` says what each means.
struct History {
  var orders: Int32 = 0
  var purchaseDays: Int32 = 0
  var firstDay: Int32 = 0
  var lastDay: Int32 = 0
  var revenue: Int64 = 0
  var recentOrders: Int32 = 0
  var recentRevenue: Int64 = 0
  var repeatSpendDays: Int32 = 0
  var repeatSpend: Int64 = 0
  var activeSince: Int32 = 0
}

/// The columns of all histories while they are filled, some rows on each thread.
struct HistoryColumns {
  static let countColumns = 7
  static let amountColumns = 3

  let counts: SharedArrays<Int32>
  let amounts: SharedArrays<Int64>
  /// Where each id ends: among the bytes of its block's ids, until `joinIds` has them all together.
  let idEnds: SharedArrays<Int>

  /// Moves rows of all columns forward, to the rows from `start` on.
  func move(_ rows: Range<Int>, to start: Int) {
    for column in 0..<Self.countColumns { counts.move(rows, of: column, to: start) }
    for column in 0..<Self.amountColumns { amounts.move(rows, of: column, to: start) }
    idEnds.move(rows, of: 0, to: start)
  }

  /// Says where the ids of a block end, the first of them in row `start`.
  func setIdEnds(of ids: TextColumn, from start: Int) {
    let ends = ids.ends.span
    var target = idEnds.rows(start..<start + ends.count, of: 0)
    for row in 0..<ends.count { target[row] = ends[row] }
  }

  /// The ids' bytes, block after block; their ends become those among all bytes.
  ///
  /// - Parameters:
  ///   - blocks: for each block how many ids it has, and their bytes.
  ///   - threads: who copies.
  /// - Returns: the bytes.
  /// - Throws: nothing of its own.
  func joinIds(_ blocks: [(count: Int, bytes: [UInt8])], threads: Threads) throws -> [UInt8] {
    var places = [(row: 0, byte: 0)]
    for (block, place) in zip(blocks, 0...) {
      places.append((places[place].row + block.count, places[place].byte + block.bytes.count))
    }
    let size = places[blocks.count].byte
    return try SharedArrays<UInt8>.make(1, capacity: size) { [places] all in
      _ = try threads.map(blocks.count) { index in
        let (row, byte) = places[index]
        var ends = idEnds.rows(row..<places[index + 1].row, of: 0)
        for row in 0..<ends.count { ends[row] &+= byte }
        let bytes = blocks[index].bytes
        let source = bytes.span
        var target = all.rows(byte..<places[index + 1].byte, of: 0)
        for byte in 0..<source.count { target[byte] = source[byte] }
      }
      return size
    }[0]
  }
}

/// Neighbouring rows of the columns, filled one after the other.
struct HistoryRows: ~Copyable, ~Escapable {
  private var orders: MutableSpan<Int32>
  private var purchaseDays: MutableSpan<Int32>
  private var firstDay: MutableSpan<Int32>
  private var lastDay: MutableSpan<Int32>
  private var recentOrders: MutableSpan<Int32>
  private var repeatSpendDays: MutableSpan<Int32>
  private var activeSince: MutableSpan<Int32>
  private var revenue: MutableSpan<Int64>
  private var recentRevenue: MutableSpan<Int64>
  private var repeatSpend: MutableSpan<Int64>
  /// The rows that are filled.
  private(set) var count = 0

  /// Some rows of the columns.
  @_lifetime(borrow columns)
  init(_ rows: Range<Int>, of columns: borrowing HistoryColumns) {
    orders = columns.counts.rows(rows, of: 0)
    purchaseDays = columns.counts.rows(rows, of: 1)
    firstDay = columns.counts.rows(rows, of: 2)
    lastDay = columns.counts.rows(rows, of: 3)
    recentOrders = columns.counts.rows(rows, of: 4)
    repeatSpendDays = columns.counts.rows(rows, of: 5)
    activeSince = columns.counts.rows(rows, of: 6)
    revenue = columns.amounts.rows(rows, of: 0)
    recentRevenue = columns.amounts.rows(rows, of: 1)
    repeatSpend = columns.amounts.rows(rows, of: 2)
  }

  /// Fills the next row.
  @inline(__always)
  @_lifetime(self: copy self)
  mutating func append(_ history: History) {
    orders[count] = history.orders
    purchaseDays[count] = history.purchaseDays
    firstDay[count] = history.firstDay
    lastDay[count] = history.lastDay
    recentOrders[count] = history.recentOrders
    repeatSpendDays[count] = history.repeatSpendDays
    activeSince[count] = history.activeSince
    revenue[count] = history.revenue
    recentRevenue[count] = history.recentRevenue
    repeatSpend[count] = history.repeatSpend
    count += 1
  }
}

extension Histories {
  /// The columns that `fill` sets; it returns the number of rows, at most `capacity`, and the bytes of all ids.
  init(
    asOf: Day, hasAmounts: Bool, capacity: Int,
    _ fill: (HistoryColumns) throws -> (rows: Int, idBytes: [UInt8])
  ) rethrows {
    self.init(asOf: asOf, hasAmounts: hasAmounts)
    var amounts: [[Int64]] = []
    var ends: [[Int]] = []
    var bytes: [UInt8] = []
    let counts = try SharedArrays<Int32>.make(HistoryColumns.countColumns, capacity: capacity) {
      counts in
      var rows = 0
      amounts = try SharedArrays<Int64>.make(HistoryColumns.amountColumns, capacity: capacity) {
        amounts in
        ends = try SharedArrays<Int>.make(1, capacity: capacity) { ends in
          (rows, bytes) = try fill(HistoryColumns(counts: counts, amounts: amounts, idEnds: ends))
          return rows
        }
        return rows
      }
      return rows
    }
    ids = TextColumn(bytes: bytes, ends: ends[0])
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
