internal import Bytes
internal import Columns

extension OrderStore {
  /// Who was forgotten; nil if nobody was.
  ///
  /// - Throws: errors of the table and of the key; `OrderError` if the key is gone.
  func forgotten() throws -> ForgottenIDs? {
    guard let table = try stored(.forgotten) else { return nil }
    var days: [String: Int32] = [:]
    for block in try table.blocks() {
      guard let column = block.column("forgotten_on")?.int32 else { continue }
      for customer in 0..<block.customers {
        let hash = String(decoding: block.ids[customer], as: UTF8.self)
        for row in block.starts[customer]..<block.starts[customer + 1] {
          days[hash] = max(days[hash] ?? .min, column[row])
        }
      }
    }
    if days.isEmpty { return nil }
    guard let key = try StoreKey.read(of: path) else {
      throw OrderError(
        path: "\(path)/\(StoreKey.name)",
        problem:
          "the key of the \(days.count) forgotten customers is gone, so their orders cannot be "
          + "told from others; restore the file from a copy")
    }
    return ForgottenIDs(days: days, key: key)
  }
}

extension TableBlock {
  /// Rows of `forgotten`.
  ///
  /// - Parameters:
  ///   - hashes: those of the ids, none twice.
  ///   - day: days since 1970-01-01.
  init(forgotten hashes: [[UInt8]], on day: Int32) {
    let fields = StoreTable.forgotten.fields(scale: 0)
    self.init(
      .forgotten, ids: hashes, [Column(fields[1], .int32(hashes.map { _ in day }))])
  }
}
