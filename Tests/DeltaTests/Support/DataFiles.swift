import Bytes
import Columns
import Delta
import Parquet

/// Real data files of a test's table, as the store would write them: whole, durable, then committed.
struct DataFiles {
  /// The rows of one file: customers with their days and minor units.
  struct Orders {
    var bucket = 0
    var customers: [String]
    var days: [Int32]
    var amounts: [Int64]
  }

  /// Columns in the files; `bucket` stands in the log alone.
  static let fields = [
    Field("customer_id", .text), Field("order_date", .date), Field("amount", .money(scale: 2)),
  ]

  let table: DeltaTable

  /// Writes the rows as a file of the table, in the folder of its bucket.
  func write(_ orders: Orders, name: String? = nil, dataChange: Bool = true) throws -> Add {
    let name =
      name.map { "bucket=\(orders.bucket)/\($0)" }
      ?? DataFile.uniquePath(["bucket": orders.bucket])
    try table.createFolders(of: try TablePath(name))
    let columns = [
      Column(Self.fields[0], .text(TextColumn(orders.customers))),
      Column(Self.fields[1], .int32(orders.days)), Column(Self.fields[2], .int64(orders.amounts)),
    ]
    var add = try write(columns, name: name)
    add.partitionValues = ["bucket": "\(orders.bucket)"]
    add.dataChange = dataChange
    let days = orders.days.sorted().map { "\(Day(rawValue: $0))" }
    add.stats =
      FileStatistics(
        numRecords: orders.days.count,
        minValues: days.first.map { ["order_date": $0] } ?? [:],
        maxValues: days.last.map { ["order_date": $0] } ?? [:],
        nullCount: ["order_date": 0, "amount": 0]
      ).json
    add.tags = ["patron.rows": "\(orders.days.count)"]
    return add
  }

  /// Writes columns as a file of a table without partitions.
  func write(_ columns: [Column], name: String = DataFile.uniquePath()) throws -> Add {
    var encoder = ParquetEncoder(fields: columns.map(\.field))
    var file = try OutputFile("\(table.path)/\(name)")
    try file.write(encoder.begin())
    try file.write(encoder.place(try encoder.encode(columns)))
    try file.write(try encoder.finish())
    let synced = try file.sync()
    try Publication.publish([synced])
    return Add(path: try TablePath(name), size: synced.size, modificationTime: TestTable.now)
  }
}
