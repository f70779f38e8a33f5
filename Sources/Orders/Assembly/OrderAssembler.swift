internal import Bytes

// the rows of a partition → groups of one order id → versions → what the order is
//
//   version    what one file says of an order: a row of a file of orders, all rows of a file of lines
//   fold       version by version, each against the one before, the first against the store
//   refunds    what takes from the order, whatever it came from: see RefundList.swift
//
// Rows come sorted by file and row, so that later is what stands further down. Nothing depends on when they came,
// nor on what is in other partitions.

/// Makes orders of the rows that name them.
struct OrderAssembler: Sendable {
  let rules: AssemblyRules
  private let builders: [VersionBuilder]
  private let cancelPrefixes: [[UInt8]]

  /// An assembler of the rows of some files.
  init(_ rules: AssemblyRules) {
    self.rules = rules
    builders = rules.files.indices.map { VersionBuilder(rules, file: $0) }
    cancelPrefixes = rules.cancelPrefixes
  }

  /// The place of a row's file in the import.
  static func file(of sequence: UInt64) -> Int { Int(sequence >> 40) }

  /// The rows of one order, and what a store has of it.
  private struct Group {
    var rows: [DetailRow] = []
    var stored: [StoredOrder] = []
  }

  /// An order as the store has it.
  struct StoredOrder: Sendable {
    /// The order.
    var state: OrderState
    /// Where it stands.
    var place: StoredPlace
  }

  /// Makes the orders of a partition.
  ///
  /// - Parameters:
  ///   - rows: the rows whose orders' ids have hashes of the partition, in any order.
  ///   - stored: what a store has of the same ids.
  /// - Returns: what became of them.
  /// - Throws: `OrderError` with the rule `fail`, if an order comes again and is another.
  func assemble(
    _ rows: [DetailRow], stored: [(state: OrderState, place: StoredPlace)] = []
  ) throws(OrderError) -> Assembled {
    var ledger = AssemblyLedger()
    var groups: [Group] = []
    // By order id, and of rows without one by what keeps them together.
    var ids: [[UInt8]: Int] = [:]
    var keys: [[UInt8]: Int] = [:]
    for row in rows.sorted(by: { $0.sequence < $1.sequence }) {
      let file = rules.files[Self.file(of: row.sequence)]
      if let id = row.texts[.orderID] {
        Self.add(row, to: &groups, at: &ids[file.base(of: id)])
      } else if file.shape == .payments || file.shape == .items {
        setAsideUnmatched([row], &ledger)
      } else if let key = key(of: row, file) {
        Self.add(row, to: &groups, at: &keys[key])
      } else {
        groups.append(Group(rows: [row]))
      }
    }
    for (state, place) in stored {
      guard let group = ids[base(of: state.orderID)] else { continue }
      groups[group].stored.append(StoredOrder(state: state, place: place))
    }
    for group in groups {
      if group.rows[0].texts[.orderID] == nil {
        assembleWithoutID(group.rows, &ledger)
      } else {
        try assemble(group, &ledger)
      }
    }
    return ledger.assembled
  }

  private static func add(_ row: DetailRow, to groups: inout [Group], at place: inout Int?) {
    if let place {
      groups[place].rows.append(row)
    } else {
      place = groups.count
      groups.append(Group(rows: [row]))
    }
  }

  /// What keeps lines without an order id together; nil for a row that is alone.
  ///
  /// They are one order if customer and stamp are the same, to the microsecond.
  private func key(of row: DetailRow, _ file: AssemblyFile) -> [UInt8]? {
    guard file.shape == .lines, let customer = row.texts[rules.key.role], let day = row.day else {
      return nil
    }
    var key: [UInt8] = []
    for number in [Int64(Self.file(of: row.sequence)), Int64(day), row.micros ?? -1] {
      var rest = UInt64(bitPattern: number)
      for _ in 0..<8 {
        key.append(UInt8(truncatingIfNeeded: rest))
        rest >>= 8
      }
    }
    return key + customer
  }

  /// The id of a stored order, without what says that it cancels another.
  func base(of id: [UInt8]) -> [UInt8] {
    for prefix in cancelPrefixes where id.count > prefix.count && id.starts(with: prefix) {
      return Array(id.dropFirst(prefix.count))
    }
    return id
  }

  /// Rows of orders that have no id: each version is an order.
  private func assembleWithoutID(_ rows: [DetailRow], _ ledger: inout AssemblyLedger) {
    let builder = builders[Self.file(of: rows[0].sequence)]
    guard let version = builder.version(rows, id: [], &ledger) else { return }
    finish(version, &ledger)
  }

  /// All rows of one order id.
  private func assemble(_ group: Group, _ ledger: inout AssemblyLedger) throws(OrderError) {
    var versions: [OrderVersion] = []
    let others = group.rows.filter { row in
      let shape = rules.files[Self.file(of: row.sequence)].shape
      return shape == .payments || shape == .items
    }
    let own =
      others.isEmpty
      ? group.rows
      : group.rows.filter { row in
        let shape = rules.files[Self.file(of: row.sequence)].shape
        return shape != .payments && shape != .items
      }
    let (items, payments) = latest(others, &ledger)
    for rows in runs(own) {
      let builder = builders[Self.file(of: rows[0].sequence)]
      let id = rows[0].texts[.orderID] ?? []
      if let version = builder.version(rows, items: items, payments: payments, id: id, &ledger) {
        versions.append(version)
      }
    }
    // They are counted once, with the version that is the last.
    if let last = versions.indices.last(where: { !versions[$0].isRefund }) {
      versions[last].rows += items.count + payments.count
      versions[last].state.rows = versions[last].rows
      for index in versions.indices where index != last && versions[index].isFromPayments {
        versions[index].said = .nothing
      }
    } else {
      setAsideUnmatched(items + payments, &ledger)
    }
    try settle(versions, group.stored, &ledger)
  }

  /// The runs of rows that are one version each: single rows of orders; all lines of one id in one file, and those
  /// of the next file where it goes on in the middle of the order.
  private func runs(_ rows: [DetailRow]) -> [[DetailRow]] {
    var runs: [[DetailRow]] = []
    var places: [RunKey: Int] = [:]
    for row in rows {
      let index = Self.file(of: row.sequence)
      let file = rules.files[index]
      guard file.shape == .lines else {
        runs.append([row])
        continue
      }
      let id = row.texts[.orderID] ?? []
      if let place = places[RunKey(file: index, id: id)] {
        runs[place].append(row)
      } else if let place = places[RunKey(file: index - 1, id: id)],
        continues(runs[place], row, rows)
      {
        runs[place].append(row)
        places[RunKey(file: index, id: id)] = place
      } else {
        places[RunKey(file: index, id: id)] = runs.count
        runs.append([row])
      }
    }
    return runs
  }

  private struct RunKey: Hashable {
    let file: Int
    let id: [UInt8]
  }

  /// Whether an export was cut into files inside of this order: it ends one file and begins the next.
  ///
  /// Not if its rows there are those that were here already: then the files overlap.
  private func continues(_ run: [DetailRow], _ row: DetailRow, _ all: [DetailRow]) -> Bool {
    let index = Self.file(of: row.sequence)
    let file = rules.files[index]
    let before = rules.files[index - 1]
    guard before.preset == file.preset, before.shape == file.shape,
      let last = run.last, before.rows?.upperBound == last.sequence,
      file.rows?.lowerBound == row.sequence
    else { return false }
    // An order's own columns stand on its first row alone.
    if file.fills { return row.money[.orderTotal] == nil && row.day == nil }
    let here = all.filter { Self.file(of: $0.sequence) == index }.map(\.digest)
    return here.sorted() != run.map(\.digest).sorted()
  }

  /// The items and payments of the last file that has some; those of files before are there again.
  private func latest(
    _ rows: [DetailRow], _ ledger: inout AssemblyLedger
  ) -> (items: [DetailRow], payments: [DetailRow]) {
    func last(_ shape: RowShape) -> [DetailRow] {
      let all = rows.filter { rules.files[Self.file(of: $0.sequence)].shape == shape }
      guard let file = all.last.map({ Self.file(of: $0.sequence) }) else { return [] }
      let (last, earlier) = (
        all.filter { Self.file(of: $0.sequence) == file },
        all.filter { Self.file(of: $0.sequence) != file }
      )
      for row in earlier {
        let isSame = last.contains { $0.digest == row.digest && $0.money == row.money }
        setAside(isSame ? .duplicate : .superseded, row, &ledger)
      }
      return last
    }
    return (last(.items), last(.payments))
  }

  private func setAsideUnmatched(_ rows: [DetailRow], _ ledger: inout AssemblyLedger) {
    for row in rows { setAside(.unmatchedRow, row, &ledger) }
  }

  /// Sets a payment aside with its amount; items say no revenue of their own.
  private func setAside(
    _ reason: SetAsideReason, _ row: DetailRow, _ ledger: inout AssemblyLedger
  ) {
    let isPayment = rules.files[Self.file(of: row.sequence)].shape == .payments
    let amount = isPayment ? row.money[.amount] ?? row.money[.orderTotal] : nil
    ledger.assembled.account.setAside(
      reason, rows: 1, amount.flatMap { Amount(rounding: $0.femto) })
  }
}
