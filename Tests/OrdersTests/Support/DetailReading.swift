import CSV
import Columns
import Parquet
import TestSupport

@testable import Orders

/// What the rows of a file with details are read as.
struct DetailReading {
  /// Its rows, in file order.
  private(set) var rows: [DetailRow] = []
  /// Line or row and reason of each row that was handed back, and what was.
  private(set) var rejected: [String] = []
  private(set) var account = Account()
  private(set) var evidence = DateEvidence()
  private(set) var marks = DecimalEvidence()
  private(set) var hasUTC = false
  /// The number of rows of each partition.
  private(set) var partitions = Array(repeating: 0, count: OrderGatherer.partitions)

  /// Reads a file whose columns have the roles given, by name.
  init(
    _ path: String, _ roles: [(name: String, role: Role)], shape: RowShape = .orders,
    fills: Bool = false, ordinal: Int = 0, threads: Int = 2, constants: [String: String] = [:],
    rules: (inout Preset.Rules) -> Void = { _ in },
    options change: (inout OrderOptions) -> Void = { _ in }
  ) throws {
    var own = Preset.Rules()
    rules(&own)
    var options = OrderOptions()
    change(&options)
    let file = try OrderFile(path)
    let header =
      switch file {
      case .csv(let file): file.header
      case .parquet(let file, _), .tableFile(let file, _, _):
        ParquetOrders.candidates(in: file).map(\.name)
      }
    let binding = Binding(
      roles, of: header, shape: shape, fills: fills, rules: own, key: options.customerKey,
      constants: constants)
    try file.forEachDetailChunk(
      binding: binding, options: options, ordinal: ordinal, threads: Threads(threads)
    ) { chunk, first, _ in
      let records = chunk.records.span
      for partition in 0..<OrderGatherer.partitions {
        var at = chunk.starts[partition]
        while at < chunk.starts[partition + 1] {
          guard let (row, next) = DetailRecord.read(records, at: at),
            let record = DetailRecord(records, at: at),
            OrderGatherer.partition(of: record.keyHash) == partition
          else { throw OrderError(problem: "a record that is none at \(at)") }
          rows.append(row)
          partitions[partition] += 1
          at = next
        }
      }
      account += chunk.account
      rejected += chunk.rejected.map {
        "\(first + $0.line) \($0.reason.rawValue): \(String(decoding: $0.bytes, as: UTF8.self))"
      }
      evidence.merge(chunk.evidence, path: path, line: first, unit: file.unit)
      marks.merge(chunk.marks, path: path, line: first, unit: file.unit)
      hasUTC = hasUTC || chunk.hasUTC
    }
    rows.sort { $0.sequence < $1.sequence }
  }
}

extension Binding {
  /// The columns of a header that have the roles given, by name.
  init(
    _ roles: [(name: String, role: Role)], of header: [String], shape: RowShape,
    fills: Bool = false, rules: Preset.Rules, key: CustomerKey? = nil,
    constants: [String: String] = [:]
  ) {
    self.init(
      preset: "test", shape: shape, fills: fills, rules: rules, key: key ?? .id,
      columns: roles.compactMap { name, role in
        header.firstIndex(of: name).map {
          Bound(role: role, index: $0, name: name, isGuess: true, constant: nil)
        }
          ?? constants[name].map {
            Bound(
              role: role, index: header.count, name: name, isGuess: true,
              constant: Constant(name: name, value: $0))
          }
      }, missing: [], unused: [], lacksAmounts: false, plain: nil)
  }
}

extension DetailRow {
  /// A text as one.
  func text(_ role: Role) -> String? { texts[role].map { String(decoding: $0, as: UTF8.self) } }

  /// Money in minor units.
  func minor(_ role: Role) -> Int64? { money[role]?.rounded()?.minor }

  /// The row without its number.
  var unnumbered: DetailRow {
    var row = self
    row.sequence = 0
    return row
  }
}
