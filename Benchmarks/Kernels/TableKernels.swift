import Bytes
import CSV
import Columns
import Foundation
import Histories
import Models
import Orders
import Parquet
import Scores
import Segments

/// Orders of twenty thousand customers on the way to their scores, on one thread.
private struct Base {
  static let customers = 20_000
  static let orders = 10 * customers
  static let threads = Threads(1)

  let csv: String
  let log: OrderLog
  let histories: Histories
  let fit: PurchaseFit
  let spend: SpendFit
  let predictor: Predictor
  let table: ScoreTable

  init() throws {
    csv = FileManager.default.temporaryDirectory.appending(path: "patron-kernels.csv").path
    try Data(Self.text.utf8).write(to: URL(filePath: csv))
    log = try Self.read(csv)
    histories = try Self.histories(log)
    fit = try Self.fit(histories, threads: Self.threads)
    spend = try Self.spend(histories, threads: Self.threads)
    predictor = try Self.predictor(histories, fit, spend)
    table = try ScoreTable(histories, predictor: predictor, scale: 2, threads: Self.threads)
  }

  /// The orders as CSV, in the order of their days.
  private static var text: String {
    let ids = Samples.ids(customers)
    let days = Samples.days(orders)
    let cents = Samples.cents(orders)
    var text = "customer_id,order_date,amount\n"
    for order in (0..<orders).sorted(by: { (days[$0], $0) < (days[$1], $1) }) {
      let amount = String(format: "%d.%02d", cents[order] / 100, cents[order] % 100)
      text += "\(ids[order / 10]),\(Day(rawValue: days[order])),\(amount)\n"
    }
    return text
  }

  static func read(_ csv: String, hasAmounts: Bool = true) throws -> OrderLog {
    var options = OrderOptions()
    if !hasAmounts { options.amount = .none }
    return try OrderReader(options: options, threads: threads)
      .read([csv], progress: { _, _ in }, reject: { _ in })
  }

  static func histories(_ log: OrderLog) throws -> Histories {
    let rules = HistoryBuilder.Rules(
      asOf: Day(rawValue: Samples.lastDay), keepsZeroOrders: false, activeWindow: 90)
    return try HistoryBuilder.build(from: log, rules: rules, threads: threads).histories
  }

  static func fit(
    _ histories: Histories, _ family: ModelFamily = .mbg, threads: Threads
  ) throws -> PurchaseFit {
    try PurchaseFit(family, to: RepeatPatterns(histories, threads: threads), threads: threads)
  }

  static func spend(_ histories: Histories, threads: Threads) throws -> SpendFit {
    try SpendFit(to: histories, scale: 2, threads: threads)
  }

  static func predictor(
    _ histories: Histories, _ fit: PurchaseFit, _ spend: SpendFit
  ) throws -> Predictor {
    let options = ScoreOptions(
      horizons: [30, 90, 365], churnHorizon: 365, annualDiscount: 0.1, margin: nil)
    return try Predictor(
      histories, model: fit.model, spend: spend, scale: 2, options: options,
      threads: threads)
  }
}

/// The bytes of one block of a table.
private func encoded(_ encoder: some TableEncoder, _ columns: [Column]) throws -> [UInt8] {
  var encoder = encoder
  return try encoder.begin() + encoder.place(try encoder.encode(columns)) + encoder.finish()
}

/// The scores of all customers.
private func columns() throws -> [Column] { try Base().table.columns(block: 0) }

/// A column of a Parquet file.
private func netRevenue(_ bytes: [UInt8]) throws -> ColumnValues? {
  let path = FileManager.default.temporaryDirectory.appending(path: "patron-kernels.parquet")
  try Data(bytes).write(to: path)
  let file = try ParquetFile(InputFile(path.path))
  var decoder = PageDecoder()
  guard let column = file.columns.first(where: { $0.name == "net_revenue" }) else { return nil }
  let chunk = try file.chunk(of: column, rowGroup: 0, using: &decoder)
  guard case .int64(let values) = try chunk.values(using: &decoder).values else { return nil }
  return .int64(values)
}

/// Kernels from rows of CSV to columns of scores; sums of the generated orders are the answers.
func tableKernels() {
  let base = { try Base() }
  let revenue = Samples.cents(Base.orders).reduce(0, +)
  kernel("CSVFile.forEachChunk, 200,000 rows", input: base) { _ in
    3 * Base.orders
  } work: {
    var fields = 0
    try CSVFile($0.csv).forEachChunk(threads: Base.threads) { records in
      var fields = 0
      while records.next() { fields += records.fields.count }
      return fields
    } consume: { found, _, _ in
      fields += found
    }
    return fields
  }
  kernel("OrderReader.read, dates, amounts, gathering and sorting of 200,000 rows", input: base) {
    _ in
    [Int64(Base.orders), revenue]
  } work: {
    let log = try Base.read($0.csv)
    return [Int64(log.orders), Int64(log.account.used.revenue)]
  }
  kernel("OrderReader.read, the same without amounts", input: base) { _ in
    Base.orders
  } work: {
    try Base.read($0.csv, hasAmounts: false).orders
  }
  kernel("HistoryBuilder.build, 200,000 orders in memory", input: base) { _ in
    [Int64(Base.customers), Int64(Base.orders), revenue]
  } work: {
    let histories = try Base.histories($0.log)
    let orders = histories.orders.reduce(0) { $0 + Int64($1) }
    return [Int64(histories.count), orders, histories.revenue.reduce(0, +)]
  }
  for family in [ModelFamily.mbg, .bg] {
    kernel("PurchaseFit, \(family.rawValue) of 20,000 customers", input: base) {
      try Base.fit($0.histories, family, threads: Threads(2)).maximum.parameters
    } work: {
      try Base.fit($0.histories, family, threads: Base.threads).maximum.parameters
    }
  }
  kernel("SpendFit, 20,000 customers", input: base) {
    try Base.spend($0.histories, threads: Threads(2)).maximum?.parameters
  } work: {
    try Base.spend($0.histories, threads: Base.threads).maximum?.parameters
  }
  kernel("Predictor, what 20,000 customers share", input: base) {
    $0.predictor.predict(0..<100).clv
  } work: {
    try Base.predictor($0.histories, $0.fit, $0.spend).predict(0..<100).clv
  }
  kernel("Predictor.predict, 20,000 customers", input: base) { base in
    (0..<Base.customers).map { base.predictor.predict($0..<$0 + 1).clv[2][0] }
  } work: {
    $0.predictor.predict(0..<Base.customers).clv[2]
  }
  kernel("ScoreTable, ranks and totals of 20,000 customers", input: base) {
    let ascending = $0.histories.revenue.sorted()
    return (1...4).map { ascending[($0 * Base.customers + 4) / 5 - 1] }
  } work: {
    try ScoreTable($0.histories, predictor: $0.predictor, scale: 2, threads: Base.threads)
      .rfm.monetaryCuts
  }
  kernel("ScoreTable.columns, 20,000 customers", input: base) {
    $0.table.columns(0..<Base.customers)
  } work: {
    $0.table.columns(block: 0)
  }
  kernel("ParquetEncoder.encode, scores of 20,000 customers", input: columns) { columns in
    let bytes = try encoded(ParquetEncoder(fields: columns.map(\.field)), columns)
    return try roundTrips(
      bytes, netRevenue(bytes) == columns.first { $0.field.name == "net_revenue" }?.values)
  } work: { columns in
    try encoded(ParquetEncoder(fields: columns.map(\.field)), columns)
  }
  kernel("CSVEncoder.encode, scores of 20,000 customers", input: columns) { columns in
    [Base.customers + 1, (Base.customers + 1) * (columns.count - 1)]
  } work: { columns in
    let text = try encoded(CSVEncoder(fields: columns.map(\.field)), columns)
    return [UInt8(ascii: "\n"), UInt8(ascii: ",")].map { byte in text.count { $0 == byte } }
  }
}
