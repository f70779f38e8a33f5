internal import Bytes
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
    func hash(_ customer: Int) -> UInt64? {
      if customer == customers { return nil }
      let id = id(customer)
      return XXH64.hash(Array(id), 0..<id.count)
    }
    var leads = 0
    var next = 0
    var nextHash = hash(next)
    for index in 0..<people.blockCount {
      let block = try people.block(index)
      let seen = block.column("first_seen")
      for person in 0..<block.customers {
        let row = block.starts[person]
        if let seen, seen.validity?[row] ?? true, (seen.int32?[row] ?? .min) > day.rawValue {
          continue
        }
        let own = block.ids[person]
        while let known = nextHash,
          known < block.hashes[person]
            || known == block.hashes[person] && id(next).lexicographicallyPrecedes(own)
        {
          next += 1
          nextHash = hash(next)
        }
        if nextHash != block.hashes[person] || !id(next).elementsEqual(own) { leads += 1 }
      }
    }
    return leads
  }
}
