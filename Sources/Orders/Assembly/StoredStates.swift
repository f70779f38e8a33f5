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
  /// Where every row went.
  var account = Account()
  /// Orders that came again.
  var conflicts = ConflictCounts()
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
}
