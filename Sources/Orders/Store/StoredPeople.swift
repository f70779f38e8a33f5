public import Columns

extension StoredOrders {
  /// How many people the store knows by a day who are not among some customers: leads.
  ///
  /// - Parameters:
  ///   - day: who was first seen later is not known yet.
  ///   - customers: the number of customers.
  ///   - id: the id of one of them; they stand in the order of the ids' hashes, as histories do.
  ///   - threads: who reads.
  /// - Returns: nil if the store knows of nobody but who orders.
  /// - Throws: errors of the files.
  public func leads(
    until day: Day, besides customers: Int, id: (Int) -> ArraySlice<UInt8>, threads: Threads
  ) throws -> Int? {
    guard let table = try store.stored(.customers) else { return nil }
    let runs = try table.runs().map { ChosenColumns(["first_seen"], of: $0) }
    let people = try MergedTables(.customers, runs, buckets: 1, threads: threads)
    var walk = CustomerWalk(customers, id: id)
    var leads = 0
    for index in 0..<people.blockCount {
      let block = try people.block(index)
      let seen = block.column("first_seen")
      for person in 0..<block.customers where block.isKnown(person, until: day, by: seen) {
        if walk.place(of: block.ids[person], block.hashes[person], among: id) == nil { leads += 1 }
      }
    }
    return leads
  }
}
