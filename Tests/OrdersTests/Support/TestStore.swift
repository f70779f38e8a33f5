import Columns
import Delta
import Foundation
import TestSupport
import Testing

@testable import Orders

/// A store in a folder of its own.
struct TestStore {
  /// A moment, in milliseconds since 1970: 2026-11-21 00:00 UTC.
  static let now = 1_795_219_200_000

  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// The path of the store; the folder beside it is the test's.
  var path: String { "\(folder.path)/shop" }

  /// Imports files of the given texts.
  @discardableResult
  func add(
    _ texts: String..., memory: Int = 1 << 30, threads: Int = 2, now: Int = now,
    with change: (inout OrderOptions) -> Void = { _ in }
  ) throws -> StoreImport.Outcome {
    let paths = try texts.enumerated().map { try folder.file("\($0).csv", $1) }
    return try add(files: paths, memory: memory, threads: threads, now: now, with: change)
  }

  /// Imports files.
  @discardableResult
  func add(
    files: [String], memory: Int = 1 << 30, threads: Int = 2, now: Int = now,
    with change: (inout OrderOptions) -> Void = { _ in }
  ) throws -> StoreImport.Outcome {
    var options = OrderOptions()
    change(&options)
    return try StoreImport(
      into: path, options: options, memory: memory, threads: Threads(threads), now: now
    ).run(files, progress: { _, _, _ in }, reject: { _ in }, accept: { _ in })
  }

  /// The store at its newest version.
  func open() throws -> OrderStore { try OrderStore(path) }

  /// All of its orders as scoring gets them.
  func orders() throws -> OrderBlock { try Self.orders(of: open()) }

  /// All orders of a store at its version.
  static func orders(of store: OrderStore) throws -> OrderBlock {
    try joined(StoredOrders(store, threads: Threads(1)))
  }

  /// All orders of a source, block after block.
  static func joined(_ source: any OrderBlocks) throws -> OrderBlock {
    var joined = OrderBlock()
    for index in 0..<source.blockCount {
      let block = try source.block(index)
      joined.append(block, customers: 0..<block.customers)
    }
    return joined
  }

  /// Merges its runs.
  @discardableResult
  func compact(buckets: Int? = nil) throws -> OrderStore.CompactionOutcome {
    try open().compact(buckets: buckets, threads: Threads(2), now: Self.now, progress: { _, _ in })
  }

  /// What `verify` says: its findings, or the error that it throws.
  func findings() -> [String] {
    do {
      return try open().verify(threads: Threads(1), progress: { _, _ in }).findings
    } catch {
      return ["\(error)"]
    }
  }

  /// The regular files of the orders' table, by their paths in it.
  var files: [String] {
    let table = "\(path)/orders"
    let all = FileManager.default.enumerator(atPath: table)?.compactMap { $0 as? String } ?? []
    var isFolder = ObjCBool(false)
    return all.filter {
      unsafe FileManager.default.fileExists(atPath: "\(table)/\($0)", isDirectory: &isFolder)
        && !isFolder.boolValue
    }.sorted()
  }

  /// Its data files.
  var dataFiles: [String] { files.filter { $0.hasSuffix(".parquet") } }

  /// Its commits.
  var commits: [String] { files.filter { $0.hasSuffix(".json") } }

  /// The bytes of a file of the table.
  func bytes(_ file: String) throws -> [UInt8] { try folder.bytes("shop/orders/\(file)") }

  /// Writes the bytes of a file of the table.
  func write(_ file: String, _ bytes: [UInt8]) throws {
    _ = try folder.file("shop/orders/\(file)", bytes)
  }

  /// A file of orders in CSV.
  static func csv(_ orders: [TestOrder]) -> String {
    let lines = orders.map { order in
      "\(order.id),\(Day(rawValue: order.day)),"
        + "\(order.amount / 100).\(order.amount % 100 < 10 ? "0" : "")\(order.amount % 100)"
    }
    return (["customer,date,amount"] + lines).joined(separator: "\n") + "\n"
  }
}
