internal import Columns
internal import Delta
internal import Parquet

// A run, the data file of the store: Parquet, rows in the order of
// (XXH64 of customer_id with seed 42, customer_id, order_date, amount).
//
//   row group: some hundred thousand orders, cut between customers where a customer is not larger than that
//     customer_id   text, one dictionary entry and one RLE run for each customer
//     order_date    DATE
//     amount        DECIMAL(18, digits of the currency)
//   footer, with the fact patron.row_groups: a line for each row group
//     first-hash last-hash customers checksum-of-customer_id checksum-of-order_date checksum-of-amount
//
// The checksums are CRC-32 of all bytes of a column chunk. That of the footer stands in the log.

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

  /// The columns of a run whose amounts have `scale` decimals.
  static func fields(scale: Int) -> [Field] {
    [
      Field("customer_id", .text), Field("order_date", .date),
      Field("amount", .money(scale: scale)),
    ]
  }

  /// The columns of the table: those of its runs, and the bucket.
  static func schema(scale: Int) -> Schema {
    Schema(fields(scale: scale).map { SchemaField($0) } + [SchemaField(bucketColumn, .integer)])
  }

  /// A writer of runs.
  ///
  /// No id appears in the statistics, only in the data.
  static func encoder(scale: Int) -> ParquetEncoder {
    ParquetEncoder(
      fields: fields(scale: scale),
      options: ["customer_id": ColumnOptions(isClustered: true, hasBounds: false)])
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
  init?(line: Substring, orders: Int) {
    let words = line.split(separator: " ", omittingEmptySubsequences: false)
    guard words.count == 6, let first = UInt64(words[0], radix: 16),
      let last = UInt64(words[1], radix: 16), first <= last, let customers = Int(words[2]),
      (1...max(1, orders)).contains(customers)
    else { return nil }
    let checksums = words[3...].compactMap { UInt32($0, radix: 16) }
    if checksums.count != 3 { return nil }
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
