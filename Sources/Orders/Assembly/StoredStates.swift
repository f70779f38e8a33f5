/// What a store knows of orders that an import names too.
protocol StoredStates: Sendable {
  /// The stored orders whose ids have hashes of a partition and are named by the import.
  func states(of partition: Int) throws -> [(state: OrderState, place: StoredPlace)]
}

/// Where an order stands in a store.
struct StoredPlace: Sendable, Hashable {
  /// `orders` or `set_aside`.
  var table: StoreTable
  /// The file's place in the snapshot.
  var file: Int
  /// The row group.
  var group: Int
  /// The row in it.
  var row: Int
}

/// What became of the orders of a partition.
struct Assembled: Sendable {
  /// Orders that count.
  var orders: [OrderState] = []
  /// Orders that do not.
  var setAside: [(state: OrderState, reason: SetAsideReason)] = []
  /// Rows of the store that these take the place of.
  var removals: [StoredPlace] = []
  /// Stored orders whose lines these take the place of.
  var staleLines: [Rewriting.Order] = []
  /// What rows say of customers.
  var contacts: [CustomerRow] = []
  /// Where every row went.
  var account = Account()
  /// Orders that came again.
  var conflicts = ConflictCounts()
  /// Rows that were read and then contradicted others of their order.
  var rejected: [RejectedRecord] = []
  /// Statuses that nobody knows, with the number of orders that have them.
  var unknownStatuses: [[UInt8]: Int] = [:]
  /// Rows by the currency that they name, its code in capitals.
  var currencies: [[UInt8]: Int] = [:]
  /// Lines that are alike in all columns and count all the same.
  var identicalLines = 0
  /// Orders that one file gives to two customers.
  var changedCustomers = 0

  /// Adds what was noted of other orders, but not the orders.
  mutating func add(notesOf other: Assembled) {
    removals += other.removals
    staleLines += other.staleLines
    account += other.account
    conflicts += other.conflicts
    unknownStatuses.merge(other.unknownStatuses) { $0 + $1 }
    currencies.merge(other.currencies) { $0 + $1 }
    identicalLines += other.identicalLines
    changedCustomers += other.changedCustomers
  }
}

/// A row that is handed back once it is known with the others of its order.
struct RejectedRecord: Sendable, Equatable {
  /// Which row: see `DetailRecord.sequence`.
  let sequence: UInt64
  /// Why.
  let reason: RejectReason
  /// Its texts, as CSV.
  let bytes: [UInt8]
}

/// How many orders came again.
public struct ConflictCounts: Sendable, Equatable {
  /// With another state, within the import.
  public var restatedInImport = 0
  /// With another state than the store's.
  public var restatedInStore = 0
  /// With another state that was not taken.
  public var kept = 0
  /// With the same state.
  public var duplicates = 0
  /// Orders that count.
  public var live = 0
  /// Orders of nobody, which would count otherwise.
  public var guests = 0
  /// Orders of which something was paid back at a time that the source does not say.
  public var undatedRefunds = 0

  /// Adds the counts of other orders.
  static func += (left: inout ConflictCounts, right: ConflictCounts) {
    left.restatedInImport += right.restatedInImport
    left.restatedInStore += right.restatedInStore
    left.kept += right.kept
    left.duplicates += right.duplicates
    left.live += right.live
    left.guests += right.guests
    left.undatedRefunds += right.undatedRefunds
  }
}
