public import Columns

// rows of `customers`, in the order of the ids' hashes  →  for each customer the row that tells of them
//                                                       →  the rows that tell of nobody who has ordered: leads

/// All people whom a store knows by more than their orders, in the order of the ids' hashes, as histories are.
public struct Contacts: Sendable {
  private let blocks: [TableBlock]
  /// The first person of each block, and behind them the number of all.
  private let firsts: [Int]

  init(_ blocks: [TableBlock]) {
    self.blocks = blocks
    firsts = blocks.reduce(into: [0]) { $0.append($0[$0.count - 1] + $1.customers) }
  }

  /// The number of people.
  public var count: Int { firsts[firsts.count - 1] }

  /// What is known of a person.
  public subscript(_ person: Int) -> Contact {
    let (block, place) = place(of: person)
    return Contact(block, row: block.starts[place])
  }

  /// The bytes of a person's id.
  public func id(_ person: Int) -> ArraySlice<UInt8> {
    let (block, place) = place(of: person)
    return block.ids[place]
  }

  /// Whether each person may be written to; nil of whom nobody knows.
  public var consents: [Bool?] {
    facts("consent") { column, row in
      if case .boolean(let values) = column.values { values[row] } else { nil }
    }
  }

  /// Each person's day of birth.
  public var birthdays: [Day?] { days("birthday") }

  /// The first day of an order or a file that said something of each person.
  public var firstSeen: [Day?] { days("first_seen") }

  private func days(_ name: String) -> [Day?] {
    facts(name) { column, row in column.int32.map { Day(rawValue: $0[row]) } }
  }

  /// A column, person by person.
  private func facts<Fact>(_ name: String, _ fact: (Column, Int) -> Fact?) -> [Fact?] {
    blocks.flatMap { block -> [Fact?] in
      guard let column = block.column(name) else {
        return Array(repeating: nil, count: block.customers)
      }
      return block.starts.dropLast().map { row in
        column.validity?[row] ?? true ? fact(column, row) : nil
      }
    }
  }

  private func place(of person: Int) -> (block: TableBlock, place: Int) {
    precondition(person >= 0 && person < count, "a person that there is")
    var (low, high) = (0, blocks.count - 1)
    while low < high {
      let middle = (low + high + 1) / 2
      if firsts[middle] <= person { low = middle } else { high = middle - 1 }
    }
    return (blocks[low], person - firsts[low])
  }

  /// Which people are which customers.
  public struct Places: Sendable, Equatable {
    /// For each customer the person, -1 if nothing is known of the customer.
    public var ofCustomers: [Int32] = []
    /// The people who are no customers, ascending: leads.
    public var leads: [Int32] = []
  }

  /// Finds customers among the people.
  ///
  /// - Parameters:
  ///   - customers: the number of customers.
  ///   - id: the id of one of them; they stand in the order of the ids' hashes, as histories do.
  ///   - day: who was first seen later is no lead yet.
  /// - Returns: where each customer and each lead stands.
  public func places(
    of customers: Int, id: (Int) -> ArraySlice<UInt8>, until day: Day
  ) -> Places {
    var places = Places()
    places.ofCustomers = [Int32](repeating: -1, count: customers)
    var walk = CustomerWalk(customers, id: id)
    var person: Int32 = 0
    for block in blocks {
      let seen = block.column("first_seen")
      for place in 0..<block.customers {
        if let customer = walk.place(of: block.ids[place], block.hashes[place], among: id) {
          places.ofCustomers[customer] = person
        } else if block.isKnown(place, until: day, by: seen) {
          places.leads.append(person)
        }
        person += 1
      }
    }
    return places
  }
}

extension StoredOrders {
  /// All people whom the store knows by more than their orders.
  ///
  /// - Parameter threads: who reads.
  /// - Returns: nil if the store knows of nobody but who orders.
  /// - Throws: errors of the files.
  public func contacts(threads: Threads) throws -> Contacts? {
    guard let table = try store.stored(.customers) else { return nil }
    let people = try MergedTables(.customers, table.runs(), buckets: 1, threads: threads)
    return Contacts(try threads.map(people.blockCount) { try people.block($0) })
  }
}
