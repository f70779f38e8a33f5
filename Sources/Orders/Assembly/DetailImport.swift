internal import Bytes
internal import Columns

// files → chunks of records → partitions by order id → orders
//
// Rows come file by file. When all are there, each partition is assembled on its own, on any thread, and handed over
// in the order of the partitions.

/// Brings the rows of files that say more than customer, date and amount together to orders.
struct DetailImport {
  /// What the orders are made by, with the files so far.
  private(set) var rules: AssemblyRules
  /// Where rows went that became no records.
  private(set) var account = Account()
  /// The records.
  let gatherer: RecordGatherer
  private let options: OrderOptions
  private let memory: Int

  /// An import without files.
  ///
  /// - Parameters:
  ///   - options: how files are read.
  ///   - memory: the bytes that it may take, about.
  ///   - hasStore: whether a store may have some of the orders.
  /// - Throws: `OrderError`, usage, if the customer map goes round in a circle.
  init(_ options: OrderOptions, memory: Int, hasStore: Bool) throws(OrderError) {
    self.options = options
    self.memory = memory
    gatherer = RecordGatherer(remembersKeys: hasStore)
    rules = try AssemblyRules(options)
  }

  /// The number of files so far: the place of the next one, which its rows' sequences begin with.
  var files: Int { rules.files.count }

  /// Whether what is in memory ought to wait in a scratch file.
  ///
  /// The rest is for chunks on their way, for arrays that grow, and for the writer.
  var isFull: Bool { gatherer.bytesInMemory > memory / 8 * 5 }

  /// Begins a file.
  mutating func begin(_ file: AssemblyFile) { rules.files.append(file) }

  /// Adds some of its rows.
  mutating func add(_ chunk: DetailChunk) {
    gatherer.add(chunk)
    account += chunk.account
    let last = rules.files.count - 1
    guard let rows = chunk.sequences else { return }
    let first = rules.files[last].rows?.lowerBound ?? rows.lowerBound
    rules.files[last].rows = first...rows.upperBound
  }

  /// Ends the file.
  ///
  /// - Parameter evidence: what its dates have shown.
  /// - Throws: `OrderError` if nothing decides the order of day and month, or two dates contradict each other.
  mutating func end(_ evidence: DateEvidence) throws(OrderError) {
    let last = rules.files.count - 1
    if evidence.hasValues { rules.files[last].dateOrder = try evidence.decide() }
  }

  /// Assembles all orders.
  ///
  /// - Parameters:
  ///   - threads: who works.
  ///   - stored: what a store knows of the same orders; nil if there is none.
  ///   - make: what is to be made of the orders of a partition, on the thread that assembled them.
  ///   - consume: gets that and the sums of each partition, in order, on the calling thread.
  /// - Returns: the sums over all partitions, without the orders.
  /// - Throws: `FileError`; `OrderError` if one order has more rows than memory, or comes again where that is to
  ///   fail; what the calls throw.
  func assemble<Made: Sendable>(
    threads: Threads, stored: (any StoredStates)?,
    make: @Sendable (Assembled) throws -> Made, consume: (Made, Assembled) throws -> Void
  ) throws -> Assembled {
    let assembler = OrderAssembler(rules)
    var sums = Assembled()
    sums.account = account
    try threads.forEach(RecordGatherer.partitions) { partition in
      try checkSize(of: partition, threads)
      let rows = try DetailRecord.rows(of: try gatherer.take(partition))
      var assembled = Assembled()
      if !rows.records.isEmpty {
        assembled = try assembler.assemble(
          rows, stored: try stored?.states(of: partition) ?? [])
      }
      let made = try make(assembled)
      assembled.orders = []
      assembled.setAside = []
      return (made: made, sums: assembled)
    } inOrder: { made, assembled in
      sums.add(notesOf: assembled)
      try consume(made, assembled)
    }
    return sums
  }

  /// The bytes of a partition's records, of which rows are made at a time on each thread.
  private func checkSize(of partition: Int, _ threads: Threads) throws(OrderError) {
    let size = gatherer.bytes(of: partition)
    // Even shares of what is in scratch files are far below it.
    if size <= max(memory / 4 / threads.count, 1 << 20) { return }
    throw OrderError(
      path: rules.files.count == 1 ? rules.files[0].path : nil,
      problem: "rows of one order, or of few, take \(size >> 20) MiB and do not fit into memory; "
        + "name the column that tells orders apart with --order-id, or give more with --memory")
  }
}

extension DetailImport {
  /// The currency of all amounts, once it is known which ones the rows name.
  ///
  /// - Throws: `OrderError`, usage, if there are several and none was chosen.
  func currency(of sums: Assembled) throws(OrderError) -> Currency {
    if options.currency.code != nil { return options.currency }
    let named = sums.currencies.map {
      (code: String(decoding: $0.key, as: UTF8.self), rows: $0.value)
    }.sorted { ($1.rows, $0.code) < ($0.rows, $1.code) }
    guard let first = named.first, let currency = Currency(code: first.code) else {
      return options.currency
    }
    if named.count > 1 {
      throw OrderError(
        .usage,
        problem: "the rows are in several currencies ("
          + named.map { "\($0.code): \($0.rows) rows" }.joined(separator: ", ")
          + "); choose one with --currency, and convert the others with --rates")
    }
    // Amounts were read with two decimals.
    if currency.scale != options.currency.scale {
      throw OrderError(
        .usage,
        problem: "the amounts are in \(first.code), which has \(currency.scale) decimals; "
          + "say so with --currency \(first.code)")
    }
    return currency
  }

  /// A row that is handed back, with its place.
  func rejected(_ record: RejectedRecord) -> OrderReader.RejectedRow {
    let file = rules.files[OrderAssembler.file(of: record.sequence)]
    return OrderReader.RejectedRow(
      path: file.path, line: OrderAssembler.row(of: record.sequence), unit: file.unit,
      reason: record.reason, bytes: record.bytes)
  }

  /// What there is to tell the user of what was assembled.
  static func notes(of sums: Assembled) -> [String] {
    var notes: [String] = []
    func counted(_ count: Int, _ thing: String) -> String {
      "\(count) \(thing)\(count == 1 ? "" : "s")"
    }
    func tell(_ reason: SetAsideReason, _ text: (Tally) -> String) {
      if let tally = sums.account.setAside.first(where: { $0.reason == reason })?.tally {
        notes.append(text(tally))
      }
    }
    tell(.refundWithoutOrder) {
      "refunds and cancellations of \(counted($0.rows, "row")) name no order of these files or of the "
        + "store; they were set aside, so the revenue of some customers is too high"
    }
    if !sums.unknownStatuses.isEmpty {
      let words = sums.unknownStatuses.map { status, orders in
        "'\(String(decoding: status, as: UTF8.self))' (\(orders))"
      }.sorted()
      notes.append(
        "orders with statuses that the source's preset does not know were set aside: "
          + words.joined(separator: ", ") + "; --paid-status counts those that are paid")
    }
    if sums.conflicts.undatedRefunds > 0 {
      notes.append(
        "parts of \(counted(sums.conflicts.undatedRefunds, "order")) were paid back on days that the "
          + "files do not say: they are lower from the start, in scores of the past too")
    }
    if sums.identicalLines > 0 {
      notes.append(
        "\(counted(sums.identicalLines, "line")) of orders that have the same line already count: the "
          + "same product may be bought twice")
    }
    if sums.changedCustomers > 0 {
      notes.append(
        "of \(counted(sums.changedCustomers, "order")) that one file gives to two customers the later "
          + "one counts; if that is wrong, --order-id names another column")
    }
    return notes
  }
}
