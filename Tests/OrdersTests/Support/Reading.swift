import Columns
import Orders
import TestSupport

/// What became of files: the log, and the rows handed back.
struct Reading {
  let log: OrderLog
  let rejected: [OrderReader.RejectedRow]

  init(
    _ paths: [String], threads: Int = 2, _ change: (inout OrderOptions) -> Void = { _ in }
  ) throws {
    var options = OrderOptions()
    change(&options)
    var rejected: [OrderReader.RejectedRow] = []
    log = try OrderReader(options: options, threads: Threads(threads)).read(
      paths, progress: { _, _ in }, reject: { rejected.append($0) })
    self.rejected = rejected
  }

  /// The orders of a customer by day and amount.
  func orders(_ id: String) -> [String] {
    (((try? log.orders(of: id)) ?? nil) ?? []).map { "\($0.day) \($0.amount)" }
  }

  /// Row, reason and text of each row that was handed back.
  var handedBack: [String] {
    rejected.map { "\($0.unit) \($0.line) \($0.reason.rawValue): \($0.text)" }
  }
}
