import CSV
import Columns
import Orders

extension Target {
  /// A CSV file: a byte with the number of chunks, the rest.
  static let csv = Target(
    name: "csv",
    seeds: { seeds.map { [3] + Array($0.utf8) } },
    run: { bytes in
      var draw = Draw(bytes)
      let chunks = draw.byte() % 32 + 1
      let text = draw.all()
      guard let file = open(text) else { return }
      let expected = attempt(file, chunkSize: max(1, text.count), threads: 1) { $0.oneByOne() }
      let inStretches = attempt(file, chunkSize: max(1, text.count), threads: 1) {
        $0.inStretches()
      }
      promise(inStretches == expected, "regular records are those of the scan")
      let inChunks = attempt(file, chunkSize: text.count / chunks + 1, threads: 2) {
        $0.inStretches()
      }
      promise(inChunks == expected, "chunks are one pass")
      guard case .success(let records) = expected else { return }
      promise(
        zip(records, records.dropFirst()).allSatisfy { $0.line < $1.line }, "lines ascend")
      promise(
        records.allSatisfy { $0.isMalformed || !$0.fields.isEmpty },
        "a record that is read has fields")
    })

  /// A CSV file of orders: every row is accounted for, on any number of threads.
  static let orders = Target(
    name: "orders",
    seeds: { seeds.map { Array($0.utf8) } },
    run: { bytes in
      guard let file = open(bytes) else { return }
      let reader = { OrderReader(options: OrderOptions(), threads: Threads($0)) }
      guard let log = try? reader(1).read([Reading.path], progress: { _, _ in }, reject: { _ in })
      else { return }
      guard
        case .success(let records) = attempt(
          file, chunkSize: max(1, bytes.count), threads: 1, { $0.oneByOne() })
      else { fatalError("orders of records that cannot be read") }
      promise(log.account.all.rows == records.count, "every row is accounted for")
      promise(log.account.used.rows == log.orders, "rows that count are orders")
      let revenue = log.blocks.reduce(Int128(0)) { $1.amounts.reduce($0) { $0 + Int128($1) } }
      promise(log.account.used.revenue == revenue, "their revenue is that of the orders")
      var rejected = 0
      let again = try? reader(2).read(
        [Reading.path], progress: { _, _ in }, reject: { _ in rejected += 1 })
      promise(again?.account == log.account, "two threads give the account of one")
      promise(rejected == log.account.rejectedRows, "every row that is rejected is handed back")
    })

  private static let seeds = [
    "customer_id,order_date,amount\n1003131924905,2022-01-01,16.10\n7,2022-12-31T23:59:59Z,-3\n",
    "id;date;amount\r\n\"a;\"\"b\"\"\";01.02.2022;\"1\"\r\n;;\r\n\"c\nd\";3.4.2022;1e2\r\n",
    "\u{FEFF}customer\tdate\ttotal\na\"b\t20220101\t0.005\n\"x\"y\t1\t2\n\"never closed\t2\n\n\r\n",
    "customer|date|amount\né|12/31/2022 1:02 PM|12345678.91\n\u{0}|1/2/2022|.5\na|b\n|||\n",
  ]

  private static func open(_ bytes: [UInt8]) -> CSVFile? {
    do {
      try write(bytes, to: Reading.path)
      return try CSVFile(Reading.path)
    } catch is CSVError {
      return nil
    } catch {
      fatalError("\(error)")
    }
  }

  /// The records of a file, or what is said of why they cannot be read.
  private static func attempt(
    _ file: CSVFile, chunkSize: Int, threads: Int,
    _ parse: @Sendable (inout CSVRecords) -> [Record]
  ) -> Result<[Record], Refusal> {
    var all: [Record] = []
    do {
      try file.forEachChunk(threads: Threads(threads), chunkSize: chunkSize, parse: parse) {
        records, firstLine, _ in
        all += records.map {
          Record(line: firstLine + $0.line, fields: $0.fields, isMalformed: $0.isMalformed)
        }
      }
      return .success(all)
    } catch {
      return .failure(Refusal(text: "\(error)"))
    }
  }
}

private struct Refusal: Error, Equatable { let text: String }

/// A record as two ways of reading it are compared.
private struct Record: Equatable {
  let line: Int
  let fields: [[UInt8]]
  var isMalformed = false
}

extension CSVRecords {
  private var current: Record {
    Record(line: line, fields: fields.indices.map { content($0) }, isMalformed: isMalformed)
  }

  /// The records that are left, by the scan of one byte after the other.
  fileprivate mutating func oneByOne() -> [Record] {
    var all: [Record] = []
    while next() { all.append(current) }
    return all
  }

  /// The same, the regular ones in stretches.
  fileprivate mutating func inStretches() -> [Record] {
    var all: [Record] = []
    var regular = RegularRecords()
    while true {
      while nextRegular(into: &regular) {
        for record in 0..<regular.count {
          let fields = (0..<regular.columns).map {
            regular.field($0, of: record, in: bytes).content(in: bytes)
          }
          all.append(Record(line: regular.line(of: record), fields: fields))
        }
      }
      guard next() else { return all }
      all.append(current)
    }
  }
}
