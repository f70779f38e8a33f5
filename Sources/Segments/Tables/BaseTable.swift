public import Columns
public import Orders

/// What all tables about a base have in common.
public struct TableFrame: Sendable {
  /// The last day that counts.
  public let asOf: Day
  /// The first day with an order that counts.
  public let from: Day
  /// The currency's code, if it has one, and its decimals.
  public let currency: (code: String?, scale: Int)
  /// Whether orders have amounts; without them every column of money is empty.
  public let hasAmounts: Bool
  /// The net revenue of orders of nobody.
  public let guests: GuestRevenue

  /// What some tables have in common.
  public init(
    asOf: Day, from: Day, currency: (code: String?, scale: Int), hasAmounts: Bool,
    guests: GuestRevenue
  ) {
    self.asOf = asOf
    self.from = from
    self.currency = currency
    self.hasAmounts = hasAmounts
    self.guests = guests
  }

  /// The net revenue of orders of nobody by as-of, in minor units.
  var guestRevenue: Int128 { guests.until(asOf) }
}

/// A tidy table about a base: what a row is about comes first, and each share stands behind its numerator and its
/// denominator.
public struct BaseTable: Sendable {
  /// The name, which its files have too.
  public let name: String
  /// What a row is, and how its numbers come about.
  public let definition: String
  /// The columns; as-of, the period and the currency are the last of them.
  public private(set) var columns: [Column] = []
  /// The number of rows.
  public let rows: Int

  private let frame: TableFrame

  /// The most minor units that a column of money has: 18 digits.
  static let mostMoney: Int128.Magnitude = 999_999_999_999_999_999

  /// A table without columns of its own yet.
  package init(_ name: String, _ definition: String, rows: Int, _ frame: TableFrame) {
    self.name = name
    self.definition = definition
    self.rows = rows
    self.frame = frame
  }

  /// The fields.
  public var fields: [Field] { columns.map(\.field) }

  /// Adds a column of texts.
  package mutating func text(_ name: String, _ values: [String]) {
    columns.append(Column(Field(name, .text), .text(TextColumn(values))))
  }

  /// Adds a column of counts; nil is absent.
  package mutating func count(_ name: String, _ values: [Int?]) {
    add(Field(name, .count, isNullable: true), values.map { $0.map { Int64($0) } }, 0) {
      .int64($0)
    }
  }

  /// Adds a column of days; nil is absent.
  package mutating func date(_ name: String, _ values: [Day?]) {
    add(Field(name, .date, isNullable: true), values.map { $0?.rawValue }, 0) { .int32($0) }
  }

  /// Adds a column of flags; nil is absent.
  package mutating func flag(_ name: String, _ values: [Bool?]) {
    add(Field(name, .boolean, isNullable: true), values, false) { .boolean($0) }
  }

  /// Adds a column of minor units; what has more than 18 digits is absent.
  package mutating func money(_ name: String, _ values: [Int128?]) {
    decimal(name, frame.hasAmounts ? values : values.map { _ in nil }, scale: frame.currency.scale)
  }

  /// Adds a column of numbers of `scale` decimals, each as so many of the last one; what has more than 18 digits is
  /// absent.
  mutating func decimal(_ name: String, _ values: [Int128?], scale: Int) {
    let present = values.map { value -> Int64? in
      guard let value, value.magnitude <= Self.mostMoney else { return nil }
      return Int64(value)
    }
    add(Field(name, .money(scale: scale), isNullable: true), present, 0) { .int64($0) }
  }

  /// Adds a column of numbers with six decimals.
  package mutating func number(_ name: String, _ values: [Double?]) {
    add(
      Field(name, .real, isNullable: true),
      values.map { $0.map { ($0 * 1e6).rounded(.toNearestOrEven) / 1e6 } }, 0
    ) { .real($0) }
  }

  /// Adds a column of shares; a share of nothing is absent.
  package mutating func share(_ name: String, _ parts: [Int128?], of wholes: [Int128?]) {
    number(
      name,
      zip(parts, wholes).map { part, whole in
        guard let part, let whole, whole != 0 else { return nil }
        return Double(part) / Double(whole)
      })
  }

  /// Adds a column of counts for each of some things; for each of nothing is absent.
  package mutating func ratio(_ name: String, _ counts: [Int?], per things: [Int?]) {
    share(name, counts.map { $0.map { Int128($0) } }, of: things.map { $0.map { Int128($0) } })
  }

  /// Adds a column of amounts for each of some things, rounded half to even; for each of nothing is absent.
  package mutating func mean(_ name: String, _ amounts: [Int128?], per counts: [Int?]) {
    money(name, Self.means(amounts, per: counts))
  }

  /// Amounts for each of some things, as `mean` has them.
  static func means(_ amounts: [Int128?], per counts: [Int?]) -> [Int128?] {
    zip(amounts, counts).map { amount, count in
      guard let amount, let count, count > 0 else { return nil }
      return quotient(amount, Int128(count))
    }
  }

  /// Adds how many of some trials there were, how many of them succeeded, their share and its interval.
  package mutating func trials(
    _ of: String, _ succeeded: String, _ share: String, _ trials: [Trials?]
  ) {
    count(of, trials.map { $0?.count })
    count(succeeded, trials.map { $0?.successes })
    ratio(share, trials.map { $0?.successes }, per: trials.map { $0?.count })
    let intervals = trials.map { $0?.interval }
    number("\(share)_low", intervals.map { $0?.low })
    number("\(share)_high", intervals.map { $0?.high })
  }

  /// Adds as-of, the period and the currency: the last columns.
  package mutating func close() {
    date("as_of", Array(repeating: frame.asOf, count: rows))
    date("period_from", Array(repeating: frame.from, count: rows))
    date("period_to", Array(repeating: frame.asOf, count: rows))
    let field = Field("currency", .text, isNullable: true)
    columns.append(
      frame.currency.code.map {
        Column(field, .labels(codes: Array(repeating: 0, count: rows), names: [$0]))
      } ?? .absent(field, count: rows))
  }

  private mutating func add<Value>(
    _ field: Field, _ values: [Value?], _ nothing: Value, _ make: ([Value]) -> ColumnValues
  ) {
    precondition(values.count == rows, "\(name).\(field.name): a value for each row")
    let isWhole = values.allSatisfy { $0 != nil }
    columns.append(
      Column(
        field, make(values.map { $0 ?? nothing }),
        validity: isWhole ? nil : values.map { $0 != nil }
      ))
  }

  /// A share of an amount, rounded half to even.
  static func portion(_ amount: Int128, _ share: Double) -> Int128 {
    Int128((Double(amount) * share).rounded(.toNearestOrEven))
  }

  /// `sum / count`, rounded half to even; the count is above zero.
  static func quotient(_ sum: Int128, _ count: Int128) -> Int128 {
    var (quotient, remainder) = sum.quotientAndRemainder(dividingBy: count)
    if remainder < 0 {
      quotient -= 1
      remainder += count
    }
    let roundsUp = 2 * remainder > count || (2 * remainder == count && quotient % 2 != 0)
    return roundsUp ? quotient + 1 : quotient
  }
}
