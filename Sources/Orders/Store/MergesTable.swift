internal import Columns

extension OrderStore {
  /// For each id that was merged the one that it was merged into, which may have been merged later.
  ///
  /// - Throws: errors of the table.
  func recordedMerges() throws -> [[UInt8]: [UInt8]] {
    var map: [[UInt8]: [UInt8]] = [:]
    for block in try stored(.merges)?.blocks() ?? [] {
      guard let targets = block.column("to_id")?.texts else { continue }
      for customer in 0..<block.customers {
        map[Array(block.ids[customer])] = Array(targets[block.starts[customer]])
      }
    }
    return map
  }
}
