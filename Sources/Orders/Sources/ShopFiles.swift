public import Columns

// Small tables that say what a shop did, in any of the forms that order files have:
//
//   --periods   name,start,end             when promotions were
//   --cac       month[,channel],spend      what new customers cost in a month
//   --suppress  customer_id[,contacted_on] who was written to lately

/// Days that a shop gives a name to: a sale, a campaign.
public struct NamedPeriod: Sendable, Equatable {
  /// What it is called.
  public let name: String
  /// Its first and its last day.
  public let days: ClosedRange<Day>

  /// A period.
  public init(_ name: String, _ days: ClosedRange<Day>) {
    self.name = name
    self.days = days
  }
}

/// What a shop spent in a month to win customers.
public struct AcquisitionSpend: Sendable, Equatable {
  /// The month's first day.
  public let month: Day
  /// The channel it was spent on; empty if nobody says.
  public let channel: String
  /// Minor units.
  public let amount: Int128

  /// What was spent in a month, on a channel.
  public init(_ month: Day, _ channel: String, _ amount: Int128) {
    self.month = month
    self.channel = channel
    self.amount = amount
  }
}

/// Somebody on a list that was made.
public struct ListedPerson: Sendable, Equatable {
  /// The list.
  public let list: String
  /// The bytes of the id.
  public let id: [UInt8]
  /// Whether it was not sent, so that others can be compared.
  public let isHeldOut: Bool

  /// Somebody on a list.
  public init(_ list: String, _ id: [UInt8], isHeldOut: Bool) {
    self.list = list
    self.id = id
    self.isHeldOut = isHeldOut
  }
}

extension SideFiles {
  /// The periods of a file, in its order.
  ///
  /// - Throws: `OrderError` if a row has no name or no days, or a name stands twice; errors of the file.
  public static func periods(_ path: String) throws -> [NamedPeriod] {
    let table = try SideTable(path, columns: ["name", "start", "end"])
    var periods: [NamedPeriod] = []
    for row in table.rows {
      let name = String(decoding: row.texts[0], as: UTF8.self)
      if name.isEmpty { throw table.error(row, "the name is missing") }
      if periods.contains(where: { $0.name == name }) {
        throw table.error(row, "the name '\(name)' stands twice; give each period its own")
      }
      let (start, end) = (try day(row, 1, of: table), try day(row, 2, of: table))
      if end < start {
        throw table.error(row, "the period ends (\(end)) before it starts (\(start))")
      }
      periods.append(NamedPeriod(name, start...end))
    }
    if periods.isEmpty { throw OrderError(.usage, path: path, problem: "it has no periods") }
    return periods
  }

  /// What was spent in each month, and on each channel, in a currency of `scale` decimals.
  ///
  /// - Throws: `OrderError` if a row has no month or no amount, or a month and channel stand twice; errors of the file.
  public static func spend(_ path: String, scale: Int) throws -> [AcquisitionSpend] {
    let table = try SideTable(path, columns: ["month", "spend"], optional: ["channel"])
    var spend: [AcquisitionSpend] = []
    var seen: Set<[[UInt8]]> = []
    for row in table.rows {
      let isMonth = row.texts[0].count == 7
      let month = try day(row, 0, of: table, isMonth: isMonth)
      let civil = month.civil
      guard let first = Day(year: civil.year, month: civil.month, day: 1) else {
        preconditionFailure("every month has a first day")
      }
      if !seen.insert([Array(first.description.utf8), row.texts[2]]).inserted {
        throw table.error(row, "the month stands twice; give each month, and channel, one row")
      }
      guard let amount = amount(row.texts[1], scale: scale) else {
        throw table.error(
          row,
          "'\(String(decoding: row.texts[1], as: UTF8.self))' is no amount; a decimal of at most \(scale) places and 15 "
            + "digits is needed")
      }
      let channel = String(decoding: row.texts[2], as: UTF8.self)
      spend.append(AcquisitionSpend(first, channel, Int128(amount)))
    }
    if spend.isEmpty { throw OrderError(.usage, path: path, problem: "it has no months") }
    return spend
  }

  /// The ids of customers who were written to on a day or after it, by a file that may say on which; all of it if not.
  ///
  /// - Throws: `OrderError` if a row has no id, or a day that is none; errors of the file.
  public static func contacted(_ path: String, since day: Day) throws -> Set<[UInt8]> {
    let table = try SideTable(path, columns: ["customer_id"], optional: ["contacted_on"])
    var ids: Set<[UInt8]> = []
    for row in table.rows {
      if row.texts[0].isEmpty { throw table.error(row, "the customer_id is missing") }
      if !row.texts[1].isEmpty, try self.day(row, 1, of: table) < day { continue }
      ids.insert(row.texts[0])
    }
    return ids
  }

  /// Who was on which list, and who was held out.
  ///
  /// - Throws: `OrderError` if a row has no list or no id, or is neither sent nor held out; errors of the file.
  public static func listed(_ path: String) throws -> [ListedPerson] {
    let table = try SideTable(path, columns: ["list", "customer_id", "sent_or_held_out"])
    return try table.rows.map { row in
      if row.texts[0].isEmpty || row.texts[1].isEmpty {
        throw table.error(row, "the list or the customer_id is missing")
      }
      let group = String(decoding: row.texts[2], as: UTF8.self)
      guard group == "sent" || group == "held_out" else {
        throw table.error(row, "'\(group)' is neither sent nor held_out")
      }
      return ListedPerson(
        String(decoding: row.texts[0], as: UTF8.self), row.texts[1], isHeldOut: group == "held_out")
    }
  }

  /// The day in a column of a row; a month stands for its first day.
  private static func day(
    _ row: SideTable.Row, _ place: Int, of table: SideTable, isMonth: Bool = false
  ) throws -> Day {
    let text = row.texts[place] + (isMonth ? Array("-01".utf8) : [])
    guard case .day(let day) = DateParser().parse(text, text.indices).date else {
      throw table.error(
        row,
        "'\(String(decoding: row.texts[place], as: UTF8.self))' is no date; write it YYYY-MM-DD"
          + (place == 0 ? " or YYYY-MM" : ""))
    }
    return day
  }

  /// An amount of at most 15 digits, not below zero.
  private static func amount(_ text: [UInt8], scale: Int) -> Int64? {
    let parts = text.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    guard (1...2).contains(parts.count), !parts[0].isEmpty else { return nil }
    let decimals = parts.count == 2 ? parts[1] : []
    guard decimals.count <= scale, parts.count == 1 || !decimals.isEmpty else { return nil }
    let digits = parts[0] + decimals + repeatElement(0x30, count: scale - decimals.count)
    guard digits.count <= 15, digits.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
    return digits.reduce(0) { 10 * $0 + Int64($1 - 0x30) }
  }
}
