import Testing

@testable import Orders

/// A store of assembled orders in memory, which checks what it is told to do.
final class FakeStore {
  private(set) var states: [(state: OrderState, place: StoredPlace)] = []
  private var rows = 0

  /// Does what an import came to: removes, then adds.
  func apply(_ result: Assembled, sourceLocation: SourceLocation = #_sourceLocation) {
    #expect(
      Set(result.removals).count == result.removals.count, "removed once",
      sourceLocation: sourceLocation)
    let before = states.count
    states.removeAll { result.removals.contains($0.place) }
    #expect(
      states.count == before - result.removals.count, "removed what is there",
      sourceLocation: sourceLocation)
    for state in result.orders { add(state, .orders) }
    for (state, _) in result.setAside where !state.orderID.isEmpty { add(state, .setAside) }
    let live = states.filter { $0.place.table == .orders }.map(\.state.orderID)
    #expect(Set(live).count == live.count, "no order twice", sourceLocation: sourceLocation)
  }

  private func add(_ state: OrderState, _ table: StoreTable) {
    var state = state
    // What a store keeps.
    state.amount.residual = 0
    state.lines = []
    state.rows = 0
    states.append((state, StoredPlace(table: table, file: 0, group: 0, row: rows)))
    rows += 1
  }

  /// What it has, in an order of its own, to be compared.
  var contents: [String] {
    states.map { state, place in
      let refunds = state.refunds.map { "\($0.day):\($0.amount)" }.joined(separator: " ")
      let texts = OrderState.keptTexts.map {
        String(decoding: state.texts[$0] ?? [], as: UTF8.self)
      }
      return """
        \(String(decoding: state.orderID, as: UTF8.self)) \(place.table.rawValue) \
        \(String(decoding: state.customer, as: UTF8.self)) \(state.day) \(state.amount.minor) \
        \(state.undatedRefund) [\(refunds)] \(state.standing) \(texts)
        """
    }.sorted()
  }
}
