internal import Bytes
internal import Columns

/// A walk through customers, in the order of their ids' hashes, beside people in the same order.
struct CustomerWalk {
  private let count: Int
  private var next = 0
  private var nextHash: UInt64?

  /// A walk from the first of `count` customers on.
  init(_ count: Int, id: (Int) -> ArraySlice<UInt8>) {
    self.count = count
    nextHash = hash(of: 0, id)
  }

  /// The place of the next person among the customers; nil if it is none of them.
  ///
  /// - Precondition: the person stands behind those asked for before.
  mutating func place(
    of own: ArraySlice<UInt8>, _ ownHash: UInt64, among id: (Int) -> ArraySlice<UInt8>
  ) -> Int? {
    while let known = nextHash,
      known < ownHash || known == ownHash && id(next).lexicographicallyPrecedes(own)
    {
      next += 1
      nextHash = hash(of: next, id)
    }
    return nextHash == ownHash && id(next).elementsEqual(own) ? next : nil
  }

  private func hash(of customer: Int, _ id: (Int) -> ArraySlice<UInt8>) -> UInt64? {
    if customer == count { return nil }
    let id = id(customer)
    return XXH64.hash(Array(id), 0..<id.count)
  }
}

extension TableBlock {
  /// Whether a person of `customers` was known by a day, by the column of the days on which people were first seen.
  func isKnown(_ person: Int, until day: Day, by seen: Column?) -> Bool {
    let row = starts[person]
    guard let seen, seen.validity?[row] ?? true else { return true }
    return (seen.int32?[row] ?? .min) <= day.rawValue
  }
}
