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
    _ rows: DetailRows, stored: [(state: OrderState, place: StoredPlace)] = []
  ) throws(OrderError) -> Assembled {
    var ledger = AssemblyLedger()
    let records = Self.sorted(rows.records)
    var groups = RowGroups(of: rows.bytes, rows: records.count)
    for (index, record) in records.enumerated() {
      let builder = builders[Self.file(of: record.sequence)]
      let shape = builder.file.shape
      if let id = rows.text(.orderID, of: record) {
        let base = builder.file.base(of: id, in: rows.bytes)
        groups.add(record, RowGroups.Key(id: base, in: rows.bytes))
      } else if shape == .payments || shape == .items {
        setAsideUnmatched(DetailRows(bytes: rows.bytes, records: records[index...index]), &ledger)
      } else {
        groups.add(record, key(of: record, rows, builder))
      }
    }
    var known: [Int: [StoredOrder]] = [:]
    for (state, place) in stored {
      let id = base(of: state.orderID)
      guard let group = groups.group(of: RowGroups.Key(id: id.indices, in: id), in: id) else {
        continue
      }
      known[group, default: []].append(StoredOrder(state: state, place: place))
    }
    let (order, starts) = groups.grouped()
    let grouped = DetailRows(bytes: rows.bytes, records: order[...])
    ledger.assembled.orders.reserveCapacity(starts.count)
    for group in starts.indices.dropLast() {
      let rows = grouped[starts[group]..<starts[group + 1]]
      if !order[starts[group]].has(.orderID) {
        assembleWithoutID(rows, &ledger)
      } else {
        try assemble(rows, known.isEmpty ? [] : known[group] ?? [], &ledger)
      }
    }
    return ledger.finish()
  }

  /// Records by file and row; they mostly come so.
  private static func sorted(_ records: ArraySlice<DetailRecord>) -> [DetailRecord] {
    let isInOrder = zip(records, records.dropFirst()).allSatisfy { $0.sequence <= $1.sequence }
    return isInOrder ? Array(records) : records.sorted { $0.sequence < $1.sequence }
  }

  /// What keeps lines without an order id together; nil for a row that is alone.
  ///
  /// They are one order if customer and stamp are the same, to the microsecond.
  private func key(
    of record: DetailRecord, _ rows: DetailRows, _ builder: VersionBuilder
  ) -> RowGroups.Key? {
    guard builder.file.shape == .lines, let customer = rows.text(rules.key.role, of: record),
      let stamp = record.stamp(in: rows.bytes.span)
    else { return nil }
    return RowGroups.Key(customer: customer, in: rows.bytes, stamp, file: builder.fileIndex)
  }

  /// The id of a stored order, without what says that it cancels another.
  func base(of id: [UInt8]) -> [UInt8] {
    for prefix in cancelPrefixes where id.count > prefix.count && id.starts(with: prefix) {
      return Array(id.dropFirst(prefix.count))
    }
    return id
  }

  /// Rows of orders that have no id: each version is an order.
  private func assembleWithoutID(_ rows: DetailRows, _ ledger: inout AssemblyLedger) {
    guard let version = builder(of: rows).version(rows, id: [], &ledger) else { return }
    finish(version, &ledger)
  }

  /// Who makes a version of rows of one file.
  private func builder(of rows: DetailRows) -> VersionBuilder {
    builders[Self.file(of: rows.records[rows.records.startIndex].sequence)]
  }

  private func shape(of record: DetailRecord) -> RowShape {
    builders[Self.file(of: record.sequence)].file.shape
  }

  /// All rows of one order id.
  private func assemble(
    _ rows: DetailRows, _ stored: [StoredOrder], _ ledger: inout AssemblyLedger
  ) throws(OrderError) {
    func isOther(_ record: DetailRecord) -> Bool {
      let shape = shape(of: record)
      return shape == .payments || shape == .items
    }
    let hasOthers = rows.records.contains(where: isOther)
    let own = hasOthers ? rows.filter { !isOther($0) } : rows
    let (items, payments) =
      hasOthers ? latest(rows.filter(isOther), &ledger) : (DetailRows.none, DetailRows.none)
    var versions: [OrderVersion] = []
    for rows in runs(own) {
      let id = rows.records.first.flatMap { rows.text(.orderID, of: $0) } ?? 0..<0
      if let version = builder(of: rows).version(
        rows, items: items, payments: payments, id: Array(rows.bytes[id]), &ledger)
      {
        if !hasOthers && stored.isEmpty && isAlone(version, own, rows) {
          return finish(version, &ledger)
        }
        versions.append(version)
      }
    }
    // They are counted once, with the version that is the last.
    if let last = versions.indices.last(where: { !versions[$0].isRefund }) {
      versions[last].rows += items.records.count + payments.records.count
      versions[last].state.rows = versions[last].rows
      for index in versions.indices where index != last && versions[index].isFromPayments {
        versions[index].said = .nothing
      }
    } else if hasOthers {
      setAsideUnmatched(items, &ledger)
      setAsideUnmatched(payments, &ledger)
    }
    try settle(versions, stored, &ledger)
  }

  /// Whether a version is all that is said of its order.
  private func isAlone(_ version: OrderVersion, _ all: DetailRows, _ rows: DetailRows) -> Bool {
    !version.isRefund && rows.records.count == all.records.count
  }

  /// The runs of rows that are one version each: single rows of orders; all lines of one id in one file, and those
  /// of the next file where it goes on in the middle of the order.
  private func runs(_ rows: DetailRows) -> [DetailRows] {
    if rows.records.count == 1 || isOneRun(rows) { return [rows] }
    var runs: [[DetailRecord]] = []
    var places: [RunKey: Int] = [:]
    for record in rows.records {
      let index = Self.file(of: record.sequence)
      guard builders[index].file.shape == .lines else {
        runs.append([record])
        continue
      }
      let id = rows.text(.orderID, of: record).map { Array(rows.bytes[$0]) } ?? []
      if let place = places[RunKey(file: index, id: id)] {
        runs[place].append(record)
      } else if let place = places[RunKey(file: index - 1, id: id)],
        continues(runs[place], record, rows)
      {
        runs[place].append(record)
        places[RunKey(file: index, id: id)] = place
      } else {
        places[RunKey(file: index, id: id)] = runs.count
        runs.append([record])
      }
    }
    return runs.map { DetailRows(bytes: rows.bytes, records: $0[...]) }
  }

  /// Whether all rows are lines of one file and of one id.
  private func isOneRun(_ rows: DetailRows) -> Bool {
    guard let first = rows.records.first, let last = rows.records.last,
      Self.file(of: first.sequence) == Self.file(of: last.sequence), shape(of: first) == .lines
    else { return false }
    // Among rows of one order only what cancels it has another id, which is longer.
    let count = rows.text(.orderID, of: first)?.count
    return rows.records.allSatisfy { rows.text(.orderID, of: $0)?.count == count }
  }

  private struct RunKey: Hashable {
    let file: Int
    let id: [UInt8]
  }

  /// Whether an export was cut into files inside of this order: it ends one file and begins the next.
  ///
  /// Not if its rows there are those that were here already: then the files overlap.
  private func continues(
    _ run: [DetailRecord], _ record: DetailRecord, _ all: DetailRows
  ) -> Bool {
    let index = Self.file(of: record.sequence)
    let (file, before) = (builders[index].file, builders[index - 1].file)
    guard before.preset == file.preset, before.shape == file.shape,
      let last = run.last, before.rows?.upperBound == last.sequence,
      file.rows?.lowerBound == record.sequence
    else { return false }
    // An order's own columns stand on its first row alone.
    if file.fills { return !record.has(.orderTotal) && !record.has(.stamp) }
    let here = all.records.filter { Self.file(of: $0.sequence) == index }.map(\.digest)
    return here.sorted() != run.map(\.digest).sorted()
  }

  /// The items and payments of the last file that has some; those of files before are there again.
  private func latest(
    _ rows: DetailRows, _ ledger: inout AssemblyLedger
  ) -> (items: DetailRows, payments: DetailRows) {
    func last(_ shape: RowShape) -> DetailRows {
      let all = rows.filter { self.shape(of: $0) == shape }
      guard let file = all.records.last.map({ Self.file(of: $0.sequence) }) else { return .none }
      let last = all.filter { Self.file(of: $0.sequence) == file }
      for record in all.records where Self.file(of: record.sequence) != file {
        let isSame = last.records.contains {
          $0.digest == record.digest && isSameMoney($0, record, rows)
        }
        setAside(isSame ? .duplicate : .superseded, record, of: rows, &ledger)
      }
      return last
    }
    return (last(.items), last(.payments))
  }

  private func isSameMoney(
    _ left: DetailRecord, _ right: DetailRecord, _ rows: DetailRows
  ) -> Bool {
    Role.allCases.allSatisfy {
      $0.form != .exact || rows.exact($0, of: left) == rows.exact($0, of: right)
    }
  }

  private func setAsideUnmatched(_ rows: DetailRows, _ ledger: inout AssemblyLedger) {
    for record in rows.records { setAside(.unmatchedRow, record, of: rows, &ledger) }
  }

  /// Sets a payment aside with its amount; items say no revenue of their own.
  private func setAside(
    _ reason: SetAsideReason, _ record: DetailRecord, of rows: DetailRows,
    _ ledger: inout AssemblyLedger
  ) {
    let isPayment = shape(of: record) == .payments
    let amount =
      isPayment
      ? rows.exact(.amount, of: record) ?? rows.exact(.orderTotal, of: record) : nil
    ledger.assembled.account.setAside(
      reason, rows: 1, amount.flatMap { Amount(rounding: $0) })
  }
}
