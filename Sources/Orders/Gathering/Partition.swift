internal import Bytes
internal import Columns
internal import Synchronization

/// The orders of one share of the hashes: those in memory, and those that wait in scratch files.
final class Partition: Sendable {
  private struct State {
    var gathered = GatheredOrders()
    var spilled: [Spilled] = []
  }

  /// Where some of its orders wait.
  private struct Spilled {
    let count: Int
    let customers: Int
    var packs: [PackedOrders.Layout]
    let bytes: SpilledBytes
  }

  private let state = Mutex(State())

  /// Adds rows of chunks.
  func add(_ chunks: [OrderGatherer.Waiting], partition: Int, through columns: inout OrderColumns) {
    state.withLock { state in
      state.gathered.prepare(
        for: chunks.reduce(0) { $0 + $1.chunk.rows(of: partition).count }, through: &columns)
      for index in chunks.indices {
        let range = chunks[index].chunk.rows(of: partition)
        if range.isEmpty { continue }
        let rows = chunks[index].chunk.rows
        let ids = chunks[index].chunk.ids
        state.gathered.add(
          rows.span.extracting(range), ids: ids.span, order: chunks[index].order,
          through: &columns)
      }
      state.gathered.pack(&columns)
    }
  }

  /// Says what days the dates are that are open; where it was said before, it stays.
  ///
  /// - Precondition: every one of them is a date in that order.
  func decide(_ order: DateOrder) {
    state.withLock { state in
      state.gathered.decide(order)
      for part in state.spilled.indices {
        for pack in state.spilled[part].packs.indices {
          state.spilled[part].packs[pack].decide(order)
        }
      }
    }
  }

  /// The number of orders.
  var count: Int {
    state.withLock { state in state.spilled.reduce(state.gathered.count) { $0 + $1.count } }
  }

  /// The bytes that it takes in memory.
  var bytesInMemory: Int { state.withLock { $0.gathered.bytesInMemory } }

  /// The bytes that its orders in memory take in a file.
  func encoded() -> [UInt8] { state.withLock { $0.gathered.encoded() } }

  /// Forgets the orders in memory, now that they wait in bytes of a file.
  func spill(to bytes: SpilledBytes) {
    state.withLock { state in
      let gathered = state.gathered
      state.spilled.append(
        Spilled(
          count: gathered.count, customers: gathered.customers.count,
          packs: gathered.packs.map(\.layout), bytes: bytes))
      state.gathered = GatheredOrders()
    }
  }

  /// Hands over all orders and forgets them.
  ///
  /// - Throws: `FileError` if those in scratch files cannot be read, or are not what was written.
  func take() throws(FileError) -> GatheredOrders {
    let taken = state.withLock { state in
      defer { state = State() }
      return state
    }
    var all = taken.gathered
    for part in taken.spilled {
      all.append(try part.bytes.read(), customers: part.customers, packs: part.packs)
    }
    return all
  }
}
