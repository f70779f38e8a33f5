public import Columns
internal import Delta

/// What a store holds at one version.
public struct StoreInfo: Sendable {
  /// The version.
  public let version: Int
  /// The number of orders.
  public let orders: Int
  /// The number of customers.
  public let customers: Int
  /// The bytes of its data files.
  public let bytes: Int
  /// The number of data files.
  public let files: Int
  /// Data files of other writers among them.
  public let foreignFiles: Int
  /// The number of buckets.
  public let buckets: Int
  /// The other tables that the version goes with.
  public let tables: [Table]
  /// Orders that do not count, by reason.
  public let setAside: [String: ReasonSum]
  /// Orders of which something was paid back on a day.
  public let refundedOrders: Int
  /// All versions, oldest first.
  public let history: [StoreVersion]
  /// The number of order files that were imported.
  public let imports: Int
  /// The sum of all amounts in minor units.
  public let revenue: Int128
  /// The first and the last order day; nil without orders.
  public let days: ClosedRange<Day>?

  /// A table beside the orders.
  public struct Table: Sendable {
    /// Its name.
    public let name: String
    /// The number of rows.
    public let rows: Int
    /// The bytes of its data files.
    public let bytes: Int
    /// The number of data files.
    public let files: Int
  }

  /// Counts; for the customers all orders are read, since one may be in several runs.
  ///
  /// - Throws: as opening the store's orders does.
  public init(_ store: OrderStore, threads: Threads) throws {
    let files = try store.files()
    let stored = try StoredOrders(store, threads: threads)
    version = store.snapshot.version
    orders = stored.orders
    revenue = stored.account.used.revenue
    customers = try stored.customers(threads: threads)
    bytes = files.reduce(0) { $0 + $1.add.size }
    self.files = files.count
    foreignFiles = files.count { $0.tags == nil }
    buckets = try store.bucketCount()
    imports = store.snapshot.transactions.keys.count {
      $0.hasPrefix(StoreImport.applicationPrefix)
    }
    days = stored.days
    refundedOrders = files.reduce(0) { $0 + ($1.tags?.refunded ?? 0) }
    history = try store.history()
    var setAside: [String: ReasonSum] = [:]
    tables = try StoreTable.allCases.filter { $0 != .orders }.compactMap { kind in
      guard let table = try store.stored(kind) else { return nil }
      let files = try table.files()
      for (reason, sum) in files.flatMap({ $0.tags?.reasons ?? [:] }) {
        setAside[reason, default: ReasonSum()] += sum
      }
      return Table(
        name: kind.rawValue, rows: files.reduce(0) { $0 + ($1.add.numRecords ?? 0) },
        bytes: files.reduce(0) { $0 + $1.add.size }, files: files.count)
    }
    self.setAside = setAside
  }
}
