public import Columns
internal import Histories
public import Orders
internal import Scores
public import Segments

// customers, with columns of the score table  ┐
//                                             ├→  one row each, in columns that scenarios speak of
// leads, of whom little is known              ┘
//
// Leads are people with a row of their own in a store who have not ordered, and behind them those of whom it has but
// orders that were paid back whole.

/// Whom scenarios choose from: the customers of a score table, then people who have not ordered.
public struct People: Sendable {
  /// The number of customers; leads stand behind them.
  public let customers: Int
  /// The number of all.
  public let count: Int
  private let table: ScoreTable
  private let contacts: Contacts?
  private let refunded: RefundedOrders?
  /// Whether ids are phone numbers.
  private let goesByPhones: Bool
  /// For each row the person of `contacts`, -1 if nothing is known of the row; empty without contacts.
  private var persons: [Int32] = []
  /// The row of each person of `refunded`.
  private var refundedRows: [Int] = []
  /// The people of `refunded` who are neither customers nor persons, in the order of the last rows.
  private var refundedAlone: [Int] = []

  /// The customers of a table, and leads.
  ///
  /// - Parameters:
  ///   - table: the scores.
  ///   - store: where the orders are from; nil if it is no store, and nothing is known beside them.
  ///   - threads: who reads.
  /// - Throws: errors of the store's files.
  public init(_ table: ScoreTable, of store: StoredOrders?, threads: Threads) throws {
    let histories = table.histories
    self.table = table
    let contacts = try store?.contacts(threads: threads)
    refunded = try store?.refundedOrders(until: histories.asOf, threads: threads)
    goesByPhones = store?.customerKey == .phone
    self.contacts = contacts
    customers = histories.count
    let places = contacts?.places(
      of: customers, id: { histories.ids[$0] }, until: histories.asOf)
    if let places { persons = places.ofCustomers + places.leads }
    let leads = places?.leads ?? []
    var count = customers + leads.count
    if let refunded {
      let ofCustomers = refunded.places(of: customers) { histories.ids[$0] }
      let ofLeads = refunded.places(of: leads.count) { contacts?.id(Int(leads[$0])) ?? [] }
      for person in 0..<refunded.count {
        if let row = ofCustomers[person] ?? ofLeads[person].map({ [customers] in $0 + customers }) {
          refundedRows.append(row)
        } else {
          refundedRows.append(count)
          refundedAlone.append(person)
          count += 1
        }
      }
    }
    self.count = count
  }

  /// The bytes of somebody's id.
  public func id(_ row: Int) -> ArraySlice<UInt8> {
    if row < customers { return table.histories.ids[row] }
    if let contacts, let person = person(row) { return contacts.id(person) }
    guard let refunded else { preconditionFailure("a row that there is") }
    return refunded.id(refundedAlone[row - (count - refundedAlone.count)])
  }

  /// How somebody is reached; of whom no country is known, the last order's is taken.
  public func contact(_ row: Int) -> Contact {
    var contact = Contact()
    if let contacts, let person = person(row) { contact = contacts[person] }
    if goesByPhones && contact.phone == nil {
      contact.phone = String(decoding: id(row), as: UTF8.self)
    }
    if contact.country == nil && row < customers {
      contact.country = table.profile?.country(of: row)
    }
    return contact
  }

  private func person(_ row: Int) -> Int? {
    row < persons.count && persons[row] >= 0 ? Int(persons[row]) : nil
  }

  // Columns beside those of the score table.
  private static let untilDue = Field("days_until_due", .integer, isNullable: true)
  private static let untilAnniversary = Field("days_until_anniversary", .integer, isNullable: true)
  private static let untilBirthday = Field("days_until_birthday", .integer, isNullable: true)
  private static let sinceSeen = Field("days_since_first_seen", .integer, isNullable: true)
  private static let sinceRefunded = Field(
    "days_since_refunded_first_order", .integer, isNullable: true)
  private static let subscribed = Field("subscribed", .text)
  private static let stage = "lifecycle_stage"
  /// The stage of people who have not ordered.
  private static let lead = "lead"

  /// What scenarios may speak of.
  ///
  /// - Parameter numbers: numbers that have names.
  /// - Returns: the words.
  public func vocabulary(numbers: [String: Int]) -> Vocabulary {
    var fields = table.fields.filter { $0.type != .date } + [Self.untilDue, Self.untilAnniversary]
    if contacts != nil { fields += [Self.untilBirthday, Self.sinceSeen, Self.subscribed] }
    if refunded != nil { fields.append(Self.sinceRefunded) }
    let horizon = table.predictor.options.horizons.last ?? 0
    let perHorizon = ["order_probability", "expected_orders", "expected_revenue", "clv"]
    return Vocabulary(
      fields: fields,
      aliases: Dictionary(uniqueKeysWithValues: perHorizon.map { ($0, "\($0)_\(horizon)") }),
      numbers: numbers,
      words: [
        Self.stage: LifecycleStage.allCases.map(\.rawValue) + [Self.lead],
        "rfm_segment": table.rules.map.segments,
        "value_tier": ValueTier.allCases.map(\.rawValue),
        "predicted_value_tier": ValueTier.allCases.map(\.rawValue),
        Self.subscribed.name: Self.answers,
      ])
  }

  /// Columns by their names, a row for each of the people.
  ///
  /// - Parameters:
  ///   - names: those that are wanted, of the vocabulary or of the score table.
  ///   - threads: who works.
  /// - Returns: those that there are.
  /// - Throws: what a thread throws, which is nothing.
  public func columns(_ names: Set<String>, threads: Threads) throws -> [String: Column] {
    let wanted = names.union(names.contains(Self.untilDue.name) ? ["next_order_due_date"] : [])
    let parts = try threads.map(table.blocks) { block in
      table.columns(block: block).filter { wanted.contains($0.field.name) }
    }
    var columns: [String: Column] = [:]
    for place in parts.first?.indices ?? 0..<0 {
      let column = Column(joining: parts.map { $0[place] }, absent: count - customers)
      columns[column.field.name] = column.field.name == Self.stage ? stages(column) : column
    }
    let asOf = table.histories.asOf
    func add(_ field: Field, _ value: (Int) -> Int32?) {
      if names.contains(field.name) { columns[field.name] = .integers(field, count, value) }
    }
    if let due = columns["next_order_due_date"], case .int32(let days) = due.values {
      add(Self.untilDue) { (due.validity?[$0] ?? true) ? days[$0] &- asOf.rawValue : nil }
    }
    add(Self.untilAnniversary) {
      $0 < customers
        ? Self.days(to: Day(rawValue: table.histories.firstDay[$0]), after: asOf) : nil
    }
    if let refunded, names.contains(Self.sinceRefunded.name) {
      let days = firstOrders(refunded)
      add(Self.sinceRefunded) { row in days[row].map { asOf.rawValue &- $0 } }
    }
    guard let contacts else { return columns }
    if names.contains(Self.untilBirthday.name) {
      let birthdays = contacts.birthdays
      add(Self.untilBirthday) { row in
        person(row).flatMap { birthdays[$0] }.map { Self.days(to: $0, after: asOf) }
      }
    }
    if names.contains(Self.sinceSeen.name) {
      let firstSeen = contacts.firstSeen
      add(Self.sinceSeen) { row in
        person(row).flatMap { firstSeen[$0] }.map { asOf.rawValue &- $0.rawValue }
      }
    }
    if names.contains(Self.subscribed.name) {
      let consents = contacts.consents
      let codes = (0..<count).map { row -> UInt8 in
        person(row).flatMap { consents[$0] }.map { $0 ? 0 : 1 } ?? 2
      }
      columns[Self.subscribed.name] = Column(
        Self.subscribed, .labels(codes: codes, names: Self.answers))
    }
    return columns
  }

  /// The day of each one's first order, if that was paid back whole.
  private func firstOrders(_ refunded: RefundedOrders) -> [Int32?] {
    var days = [Int32?](repeating: nil, count: count)
    for (person, row) in refundedRows.enumerated() {
      let day = refunded.day(person).rawValue
      // Of two orders of a day nobody knows which was first.
      if row >= customers || day < table.histories.firstDay[row] { days[row] = day }
    }
    return days
  }

  private static let answers = ["yes", "no", "unknown"]

  /// The stages of all, leads among them.
  private func stages(_ column: Column) -> Column {
    guard case .labels(var codes, let names) = column.values else {
      preconditionFailure("stages are few")
    }
    for row in customers..<count { codes[row] = UInt8(names.count) }
    return Column(Field(Self.stage, .text), .labels(codes: codes, names: names + [Self.lead]))
  }

  /// The days until the next time that month and day come round, one at least; 29 February is 28 in other years.
  static func days(to day: Day, after asOf: Day) -> Int32 {
    let (_, month, dayOfMonth) = day.civil
    var year = asOf.civil.year
    while true {
      let next =
        Day(year: year, month: month, day: dayOfMonth) ?? Day(year: year, month: 2, day: 28)
      guard let next else { return .max }
      if next > asOf { return next - asOf }
      year += 1
    }
  }
}

extension Column {
  /// Columns of the same field one after another, and rows behind them of which nothing is known.
  fileprivate init(joining parts: [Column], absent: Int) {
    let first = parts[0]
    let field = Field(first.field.name, first.field.type, isNullable: true)
    let nothing = Column.absent(field, count: absent)
    let values: ColumnValues
    switch first.values {
    case .int32:
      values = .int32(
        (parts + [nothing]).flatMap { part -> [Int32] in
          if case .int32(let values) = part.values { values } else { [] }
        })
    case .int64:
      values = .int64(
        (parts + [nothing]).flatMap { part -> [Int64] in
          if case .int64(let values) = part.values { values } else { [] }
        })
    case .real:
      values = .real(
        (parts + [nothing]).flatMap { part -> [Double] in
          if case .real(let values) = part.values { values } else { [] }
        })
    case .boolean:
      values = .boolean(
        (parts + [nothing]).flatMap { part -> [Bool] in
          if case .boolean(let values) = part.values { values } else { [] }
        })
    case .labels(_, let names):
      // Blocks whose values are all absent have names of their own, which no row has.
      let most = parts.compactMap { part -> [String]? in
        if case .labels(_, let names) = part.values { names } else { nil }
      }.max { $0.count < $1.count }
      values = .labels(
        codes: (parts + [nothing]).flatMap { part -> [UInt8] in
          if case .labels(let codes, _) = part.values { codes } else { [] }
        }, names: most ?? names)
    case .text, .textRuns:
      var texts = TextColumn()
      for part in parts {
        if case .text(let own) = part.values { texts.append(own, 0..<own.count) }
      }
      for _ in 0..<absent { texts.append([]) }
      values = .text(texts)
    }
    let isWhole = absent == 0 && parts.allSatisfy { $0.validity == nil }
    self.init(
      field, values,
      validity: isWhole
        ? nil
        : (parts + [nothing]).flatMap { $0.validity ?? Array(repeating: true, count: $0.count) })
  }

  /// Whole numbers, absent where there is none.
  fileprivate static func integers(_ field: Field, _ count: Int, _ value: (Int) -> Int32?)
    -> Column
  {
    let values = (0..<count).map(value)
    return Column(field, .int32(values.map { $0 ?? 0 }), validity: values.map { $0 != nil })
  }
}
