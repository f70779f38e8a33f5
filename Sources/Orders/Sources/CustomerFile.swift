internal import Bytes
internal import Columns

// --customers FILE: people, one a row, in any of the forms that order files have; see customers.preset.

/// A file of people.
struct CustomerFile {
  /// What it was and how it was read.
  let input: OrderInput
  /// What rows say of people, in the order of the file.
  let rows: [Row]
  /// The rows that could not be read.
  let rejected: [OrderReader.RejectedRow]
  /// All rows.
  let count: Int

  /// What a row says.
  struct Row: Sendable {
    /// Its place in the file: see `DetailRecord.sequence`.
    let sequence: UInt64
    /// Its texts, neither empty nor blank.
    let texts: [Role: [UInt8]]
  }

  /// Reads a file.
  ///
  /// - Parameters:
  ///   - path: the file.
  ///   - key: what makes a customer.
  ///   - spool: where copies go.
  ///   - threads: who works.
  /// - Throws: `OrderError` if no column has the key; `FileError`, `CSVError`, `ParquetError`.
  init(_ path: String, key: CustomerKey, spool: Spool, threads: Threads) throws {
    var options = OrderOptions()
    options.customerKey = key
    options.amount = .none
    let file = try OrderFile(try spool.unpacked(InputFile(path)))
    let preset = Preset.customers
    let layout = try Binding(
      ColumnNames(try file.header(options), path: path), preset, preset.parts[0], options)
    var rows: [Row] = []
    var rejected: [OrderReader.RejectedRow] = []
    var count = 0
    let sha256 = try file.forEachDetailChunk(
      binding: layout, options: options, ordinal: 0, threads: threads
    ) { chunk, first, _ in
      let read = try DetailRecord.rows(of: chunk.records)
      rows += read.records.map { record in
        var texts: [Role: [UInt8]] = [:]
        for role in Role.allCases where role.form == .text {
          texts[role] = read.text(role, of: record).map { Array(read.bytes[$0]) }
        }
        return Row(sequence: record.sequence, texts: texts)
      }
      count += chunk.rows
      rejected += chunk.rejected.map {
        OrderReader.RejectedRow(
          path: path, line: first + $0.line, unit: file.unit, reason: $0.reason, bytes: $0.bytes)
      }
    }
    try file.input.checkUnchanged()
    input = OrderInput(path: path, sha256: sha256, layout: layout)
    // Chunks group their rows by customer.
    self.rows = rows.sorted { $0.sequence < $1.sequence }
    self.rejected = rejected
    self.count = count
  }
}
