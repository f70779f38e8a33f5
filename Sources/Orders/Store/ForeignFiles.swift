internal import Columns
internal import Delta

/// Files that another writer put into the table.
enum ForeignFiles {
  /// Their orders, sorted; nil if there are none.
  ///
  /// - Throws: `OrderError`.
  static func orders(
    of store: OrderStore, _ files: [OrderStore.DataFile], _ threads: Threads
  ) throws -> OrderLog? {
    guard let file = files.first else { return nil }
    throw OrderError(
      path: "\(store.table.path)/\(file.add.path)",
      problem: "another program wrote this file; import it with patron import instead")
  }
}
