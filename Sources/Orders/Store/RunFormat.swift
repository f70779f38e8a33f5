internal import Columns
internal import Parquet

// A run, the data file of the store: Parquet, rows in the order of
// (XXH64 of customer_id with seed 42, customer_id, order_date, amount), here one of plain orders.
//
//   row group: some hundred thousand orders, cut between customers where a customer is not larger than that
//     customer_id   text, one dictionary entry and one RLE run for each customer; in a small row group each
//                   order has its id
//     order_date    DATE
//     amount        DECIMAL(18, digits of the currency)
//   footer, with the fact patron.row_groups: a line for each row group
//     first-hash last-hash customers checksum-of-customer_id checksum-of-order_date checksum-of-amount
//
// The checksums are CRC-32 of all bytes of a column chunk. That of the footer stands in the log.
//
// Runs of the other tables, and of orders of which more is kept, have other columns behind the first, those of
// StoreTable.swift of which they have a value, and as many checksums.

/// How runs are laid out.
enum RunFormat {
  /// The orders of a row group, about.
  static let rowGroupOrders = 1 << 19
  /// The orders of a page, about.
  static let pageOrders = 1 << 16
  /// The fact in the footer that says what stands in each row group.
  static let rowGroupsKey = "patron.row_groups"
  /// The partition column of the table.
  static let bucketColumn = "bucket"
  /// Row groups of fewer orders have ids row by row, not in a dictionary.
  ///
  /// The runs of a dictionary are read without a look at the rows, but each takes two or three bytes that do
  /// not compress: in a run of the 6,919 orders of CDNOW, .9 bytes an order more than the ids themselves.
  static let dictionaryOrders = 1 << 15

  /// The columns of a run of plain orders.
  static let plainColumns = 3

  /// The columns of a run of plain orders whose amounts have `scale` decimals.
  static func fields(scale: Int) -> [Field] {
    [
      Field("customer_id", .text), Field("order_date", .date),
      Field("amount", .money(scale: scale)),
    ]
  }

  /// The columns of a run as those of its table, down to the decimals of its amounts; nil if it is none.
  static func fields(
    of columns: [ParquetColumn], in table: StoreTable, scale: Int
  ) -> [Field]? {
    var found: [Field] = []
    var next = columns[...]
    for field in table.fields(scale: scale) {
      guard let column = next.first, column.path == [field.name] else {
        if field.isNullable { continue }
        return nil
      }
      guard column.holds(field) else { return nil }
      found.append(field)
      next.removeFirst()
    }
    return next.isEmpty ? found : nil
  }

  /// A writer of runs.
  ///
  /// No id appears in the statistics, only in the data.
  static func encoder(scale: Int) -> ParquetEncoder {
    ParquetEncoder(
      fields: fields(scale: scale),
      options: [
        "customer_id": ColumnOptions(
          isClustered: true, leastClusteredRows: dictionaryOrders, hasBounds: false)
      ])
  }
}

/// What a run says of one of its row groups.
struct RunGroup: Sendable, Equatable {
  /// The hash of the first customer.
  var first: UInt64
  /// The hash of the last customer.
  var last: UInt64
  /// The number of customers.
  var customers: Int
  /// The number of orders.
  var orders: Int
  /// The CRC-32 of each column chunk; none for orders in memory.
  var checksums: [UInt32] = []

  /// The line in the footer; the number of orders stands in the row group itself.
  var line: String {
    let words =
      [first, last].map { String($0, radix: 16) } + ["\(customers)"]
      + checksums.map { String($0, radix: 16) }
    return words.joined(separator: " ")
  }

  /// The facts of that line, or nil if it is none.
  init?(line: Substring, orders: Int, columns: Int) {
    let words = line.split(separator: " ", omittingEmptySubsequences: false)
    guard words.count == 3 + columns, let first = UInt64(words[0], radix: 16),
      let last = UInt64(words[1], radix: 16), first <= last, let customers = Int(words[2]),
      (1...max(1, orders)).contains(customers)
    else { return nil }
    let checksums = words[3...].compactMap { UInt32($0, radix: 16) }
    if checksums.count != columns { return nil }
    self.init(
      first: first, last: last, customers: customers, orders: orders, checksums: checksums)
  }

  /// The given facts.
  init(first: UInt64, last: UInt64, customers: Int, orders: Int, checksums: [UInt32] = []) {
    self.first = first
    self.last = last
    self.customers = customers
    self.orders = orders
    self.checksums = checksums
  }
}
