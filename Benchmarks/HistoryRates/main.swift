import Bytes
import Columns
import Glibc
import Histories
import Orders

// HistoryRates STORE THREADS: the histories of all customers of a store, and nothing else that scoring does.
// Prints the seconds from opening the store to the last history, and sums to compare with others', as JSON.

guard CommandLine.arguments.count == 3, let count = Int(CommandLine.arguments[2]), count > 0 else {
  fatalError("usage: HistoryRates STORE THREADS")
}
FreedMemory.keep()
let threads = Threads(count)
let (clock, cpuBefore) = (ContinuousClock(), Glibc.clock())
let start = clock.now
let orders = try StoredOrders(OrderStore(CommandLine.arguments[1]), threads: threads)
guard
  let asOf = try orders.lastDay(
    notAfter: Day(rawValue: Int32.max), keepsZeroOrders: true, threads: threads)
else { fatalError("no orders") }
let rules = HistoryBuilder.Rules(asOf: asOf, keepsZeroOrders: true, longestGap: 91)
let histories = try HistoryBuilder.build(from: orders, rules: rules, threads: threads).histories
let seconds = (clock.now - start) / .seconds(1)
let cpuSeconds = Double(Glibc.clock() - cpuBefore) / Double(CLOCKS_PER_SEC)

func sum(_ column: [Int32]) -> Int { column.reduce(0) { $0 + Int($1) } }

/// A number of minor units as peers print DECIMAL(18, 2).
func decimal(_ minor: Int64) -> String {
  let cents = String(minor % 100)
  return "\(minor / 100).\(cents.count < 2 ? "0" : "")\(cents)"
}

print(
  """
  {"seconds": \(seconds), "cpu_seconds": \(cpuSeconds), "answer": {
    "customers": \(histories.count), "orders": \(sum(histories.orders)),
    "first_days": \(sum(histories.firstDay)), "last_days": \(sum(histories.lastDay)),
    "revenue": "\(decimal(histories.revenue.reduce(0, +)))"},
   "purchase_days": \(sum(histories.purchaseDays))}
  """)
