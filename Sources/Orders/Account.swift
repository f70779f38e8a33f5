/// Rows and their revenue.
public struct Tally: Sendable, Equatable {
  /// The number of rows.
  public var rows = 0
  /// The sum of their amounts in minor units, as far as the amounts could be read.
  public var revenue: Int128 = 0
  /// What rounding each amount to minor units left over, in 10^-15 minor units.
  var residual: Int128 = 0

  /// No rows.
  public init() {}

  /// Adds one row whose amount is already rounded.
  public mutating func add(minor: Int64) {
    rows += 1
    revenue += Int128(minor)
  }

  /// Adds rows whose amounts are already rounded.
  mutating func add(rows: Int, revenue: Int128) {
    self.rows += rows
    self.revenue += revenue
  }

  /// Adds one row.
  mutating func add(_ amount: Amount?) {
    rows += 1
    guard let amount else { return }
    revenue += Int128(amount.minor)
    residual += Int128(amount.residual)
  }

  /// Adds both tallies.
  public static func += (left: inout Tally, right: Tally) {
    left.rows += right.rows
    left.revenue += right.revenue
    left.residual += right.residual
  }

  /// Adds rows that together say an amount.
  mutating func add(rows: Int, _ amount: Amount?) {
    self.rows += rows
    guard let amount else { return }
    revenue += Int128(amount.minor)
    residual += Int128(amount.residual)
  }

  /// Takes a part out.
  static func -= (left: inout Tally, right: Tally) {
    left.rows -= right.rows
    left.revenue -= right.revenue
    left.residual -= right.residual
  }
}

/// Why a row could not be read.
public enum RejectReason: String, Sendable, CaseIterable {
  /// More or fewer fields than the header, or text after a closing quote.
  case brokenRow = "broken_row"
  /// The customer id is not UTF-8, or holds a NUL.
  case badCustomer = "bad_customer"
  /// No date, or none that can be read.
  case badDate = "bad_date"
  /// No amount, or none that can be read.
  case badAmount = "bad_amount"
  /// A quantity that cannot be read.
  case badQuantity = "bad_quantity"
  /// A refund or its date that cannot be read.
  case badRefund = "bad_refund"
  /// Rows of one order that name two customers, totals or currencies.
  case contradictingRows = "contradicting_rows"
}

/// Why a row that was read does not count.
public enum SetAsideReason: String, Sendable, CaseIterable {
  /// No customer id, or one of blanks alone.
  case guest
  /// An amount below zero.
  case negativeAmount = "negative_amount"
  /// An amount of zero, unless `--zero-orders keep`.
  case zeroValue = "zero_value"
  /// A day after the one that `--as-of` names.
  case afterAsOf = "after_as_of"
  /// A day after today.
  case future
  /// An order made to try the shop.
  case test
  /// A payment that failed.
  case failed
  /// An order that was taken back before it was paid.
  case voided
  /// An order that is not paid yet.
  case pending
  /// An order that was cancelled.
  case cancelled
  /// An order that was paid back whole.
  case refunded
  /// A status that the source's preset does not name.
  case unknownStatus = "unknown_status"
  /// Another currency than the store's, without a rate.
  case otherCurrency = "other_currency"
  /// A customer that was forgotten.
  case forgotten
  /// A refund whose order is not there.
  case refundWithoutOrder = "refund_without_order"
  /// What a refund takes beyond its order.
  case refundBeyondOrder = "refund_beyond_order"
  /// A line of postage, fees or gift cards.
  case notProduct = "not_product"
  /// An entry of the books that is no order.
  case adjustment
  /// A line that stands twice, where the source's preset says that this is an artefact.
  case duplicateLine = "duplicate_line"
  /// An order that is there already, the same.
  case duplicate
  /// An order that came again later, and is another.
  case superseded
  /// An order that is there already, another, and stays.
  case keptStored = "kept_stored"
  /// A payment or a line whose order is not there.
  case unmatchedRow = "unmatched_row"
}

/// Where every row and its revenue went: rows in = used + rejected + set aside, and revenue in = used + refunds +
/// rejected + set aside.
public struct Account: Sendable, Equatable {
  /// Rows that count, with what is left of their orders after all refunds that are known.
  public private(set) var used = Tally()
  /// What was paid back of orders that count, in minor units, where no row says it for itself.
  public private(set) var refunds: Int128 = 0
  /// Rows of other currencies, which are set aside without revenue: by code, what they say in units of as many
  /// decimals as the account's own.
  public private(set) var otherCurrencies: [String: Tally] = [:]
  private var rejectedTallies = Array(repeating: Tally(), count: RejectReason.allCases.count)
  private var setAsideTallies = Array(repeating: Tally(), count: SetAsideReason.allCases.count)

  /// Nothing yet.
  public init() {}

  /// Rows of a store, all of which count.
  init(used: Tally) { self.used = used }

  /// Adds a used row.
  mutating func use(_ amount: Amount) { used.add(amount) }

  /// Adds used rows whose amounts needed no rounding.
  mutating func use(rows: Int, revenue: Int128) { used.add(rows: rows, revenue: revenue) }

  /// Adds a rejected row, with its amount if that much could be read.
  mutating func reject(_ reason: RejectReason, _ amount: Amount?) {
    rejectedTallies[RejectReason.allCases.firstIndex(of: reason) ?? 0].add(amount)
  }

  /// Adds a row that is set aside.
  mutating func setAside(_ reason: SetAsideReason, _ amount: Amount?) {
    setAsideTallies[SetAsideReason.allCases.firstIndex(of: reason) ?? 0].add(amount)
  }

  /// Adds used rows of one order, and what is left of it.
  mutating func use(rows: Int, _ amount: Amount) { used.add(rows: rows, amount) }

  /// Adds rejected rows, with what they say if that much could be read.
  mutating func reject(_ reason: RejectReason, rows: Int, _ amount: Amount?) {
    rejectedTallies[RejectReason.allCases.firstIndex(of: reason) ?? 0].add(rows: rows, amount)
  }

  /// Adds rows that are set aside, with what they say.
  mutating func setAside(_ reason: SetAsideReason, rows: Int, _ amount: Amount?) {
    setAsideTallies[SetAsideReason.allCases.firstIndex(of: reason) ?? 0].add(rows: rows, amount)
  }

  /// Takes refunds off what is used, of orders and refunds whose rows were all added to it.
  ///
  /// - Parameters:
  ///   - other: minor units that take from orders and are no rows.
  ///   - taken: what is taken in the end; less than all that takes if that is more than there is.
  ///   - rows: minor units that rows take.
  mutating func refund(_ other: Int128, ofOrdersWith taken: Int128, byRows rows: Int128) {
    // Of `taken` the rows have said their part.
    used.add(rows: 0, revenue: rows - taken)
    refunds += other
    let beyond = taken - rows - other
    if beyond != 0 {
      let index = SetAsideReason.allCases.firstIndex(of: .refundBeyondOrder) ?? 0
      setAsideTallies[index].add(rows: 0, revenue: beyond)
    }
  }

  /// Notes what rows say that were set aside for their currency.
  mutating func otherCurrency(_ code: String, rows: Int, _ amount: Amount?) {
    otherCurrencies[code, default: Tally()].add(rows: rows, amount)
  }

  /// Moves rows that had counted as used to a reason.
  public mutating func setAside(_ reason: SetAsideReason, fromUsed tally: Tally) {
    used -= tally
    setAsideTallies[SetAsideReason.allCases.firstIndex(of: reason) ?? 0] += tally
  }

  /// Takes refunds off what is used as of a day, where the account had taken off those of all days.
  ///
  /// - Parameters:
  ///   - asOf: what refunds take until the day, in minor units.
  ///   - all: what the account had taken off.
  ///   - later: why rows of later days do not count.
  public mutating func refund(asOf: Int128, ofAll all: Int128, later: SetAsideReason) {
    let rest = all - asOf
    used.add(rows: 0, revenue: rest)
    if rest < 0 {
      refunds -= rest
    } else {
      setAsideTallies[SetAsideReason.allCases.firstIndex(of: later) ?? 0].add(
        rows: 0, revenue: -rest)
    }
  }

  /// Adds the rows of another account.
  static func += (left: inout Account, right: Account) {
    left.used += right.used
    left.refunds += right.refunds
    for (code, tally) in right.otherCurrencies {
      left.otherCurrencies[code, default: Tally()] += tally
    }
    for index in right.rejectedTallies.indices {
      left.rejectedTallies[index] += right.rejectedTallies[index]
    }
    for index in right.setAsideTallies.indices {
      left.setAsideTallies[index] += right.setAsideTallies[index]
    }
  }

  /// The reasons that rejected rows, in fixed order.
  public var rejected: [(reason: RejectReason, tally: Tally)] {
    zip(RejectReason.allCases, rejectedTallies).filter { $1.rows > 0 }.map { ($0, $1) }
  }

  /// The reasons that set rows aside, in fixed order.
  public var setAside: [(reason: SetAsideReason, tally: Tally)] {
    zip(SetAsideReason.allCases, setAsideTallies).filter { $1 != Tally() }.map { ($0, $1) }
  }

  /// The number of rejected rows.
  public var rejectedRows: Int { rejectedTallies.reduce(0) { $0 + $1.rows } }

  /// All rows that were read, with what they say.
  public var all: Tally {
    var sum = used
    sum.add(rows: 0, revenue: refunds)
    for tally in rejectedTallies + setAsideTallies { sum += tally }
    return sum
  }

  /// What rounding every amount to minor units took away (positive) or added, in minor units.
  ///
  /// A decimal number, empty if nothing. Revenue as written = revenue in + this.
  public var rounding: String {
    let residual = all.residual
    if residual == 0 { return "" }
    let unit: UInt128 = 1_000_000_000_000_000
    let (whole, rest) = residual.magnitude.quotientAndRemainder(dividingBy: unit)
    var decimals = String(rest)
    decimals = String(repeating: "0", count: 15 - decimals.count) + decimals
    while decimals.last == "0" { decimals.removeLast() }
    return (residual < 0 ? "-" : "") + String(whole) + (decimals.isEmpty ? "" : "." + decimals)
  }
}
