internal import Bytes

// What belongs to an order stands on the first of its rows alone, or on all of them. So the first value that is
// there holds; another one later is a contradiction where money or people depend on it.

/// What rows say of their order as a whole.
struct OrderFacts: Sendable {
  private let rows: DetailRows
  /// The bits of the roles that rows have.
  private var present: UInt64
  /// For each of those roles the first row that has it.
  private var places: InlineArray<41, Int>
  /// What rows of lines in another file add, exact.
  private var added: (tax: Int128, shipping: Int128) = (0, 0)
  private var hasAdded: UInt64 = 0

  /// The roles of which a file's rows say something of their order.
  struct Roles: Sendable {
    /// Their bits.
    let all: UInt64
    /// Those of which two values contradict each other.
    let single: UInt64

    /// The roles of a file: in a file of lines an amount is that of the line.
    init(_ shape: RowShape, key: CustomerKey) {
      let ofOrders = Role.allCases.filter {
        $0.form == .exact ? $0.level == .order : $0.level != .line
      }
      let amount = shape == .lines ? Role.amount.bit : 0
      all = ofOrders.reduce(0) { $0 | $1.bit } & ~amount
      single =
        all & (key.role.bit | Role.currency.bit | Role.orderTotal.bit | Role.amount.bit)
    }
  }

  /// The facts of rows, at least one, or nil if they contradict each other.
  init?(_ rows: DetailRows, _ roles: Roles) {
    self.rows = rows
    let records = rows.records
    let first = records.startIndex
    present = records[first].present & roles.all
    places = InlineArray(repeating: first)
    for index in records.indices.dropFirst() {
      let record = records[index]
      var known = record.present & present & roles.single
      while known != 0 {
        let place = known.trailingZeroBitCount
        known &= known &- 1
        if !isSame(place, record) { return nil }
      }
      var new = record.present & roles.all & ~present
      present |= new
      while new != 0 {
        places[new.trailingZeroBitCount] = index
        new &= new &- 1
      }
    }
  }

  /// Whether a row has the same value as the first that has one.
  private func isSame(_ place: Int, _ record: DetailRecord) -> Bool {
    let role = Role.allCases[place]
    let first = rows.records[places[place]]
    if role.form == .exact { return rows.exact(role, of: first) == rows.exact(role, of: record) }
    guard let one = rows.text(role, of: first), let other = rows.text(role, of: record) else {
      return true
    }
    let bytes = rows.bytes.span
    return Words.areEqual(bytes, one, bytes, other)
  }

  /// The first row that has a value of a role; nil if none has.
  @inline(__always)
  private func record(_ role: Role) -> DetailRecord? {
    present & role.bit == 0 ? nil : rows.records[places[role.place]]
  }

  /// Whether a row has one of some roles, by their bits.
  @inline(__always)
  func has(_ roles: UInt64) -> Bool { present & roles != 0 }

  /// Where a text of the order or of its customer stands among the bytes of the rows.
  @inline(__always)
  func range(_ role: Role) -> Range<Int>? { record(role).flatMap { rows.text(role, of: $0) } }

  /// A text of the order or of its customer.
  func text(_ role: Role) -> [UInt8]? { range(role).map { Array(rows.bytes[$0]) } }

  /// Money of the order, exact.
  @inline(__always)
  func money(_ role: Role) -> Int128? {
    let said = record(role).flatMap { rows.exact(role, of: $0) }
    if hasAdded & role.bit == 0 { return said }
    return (said ?? 0) + (role == .tax ? added.tax : added.shipping)
  }

  /// The first stamp.
  var stamp: DetailStamp? { record(.stamp)?.stamp(in: rows.bytes.span) }

  /// The day of the refund, or a packed `UndecidedDate`.
  var refundDay: Int32? { record(.refundDate)?.refundDay(in: rows.bytes.span) }

  /// The order's total, exact, if a row says it.
  var total: Int128? { money(.orderTotal) ?? money(.amount) }

  /// Adds what rows of lines in another file say of the order: its tax and its shipping, line by line.
  ///
  /// - Returns: false if that is more than there can be.
  mutating func add(items: DetailRows) -> Bool {
    for item in items.records {
      for role in [Role.tax, .shipping] {
        guard let amount = items.exact(role, of: item) else { continue }
        let before = role == .tax ? added.tax : added.shipping
        guard MoneyArithmetic.sum(money(role) ?? 0, amount) != nil,
          let sum = MoneyArithmetic.sum(before, amount)
        else { return false }
        if role == .tax { added.tax = sum } else { added.shipping = sum }
        hasAdded |= role.bit
      }
    }
    return true
  }

  /// What is left of a total on a basis, exact; nil if it is more than there can be.
  ///
  /// Discounts are taken by their size: some sources write them below zero.
  func amount(ofTotal total: Int128, _ basis: RevenueBasis, isBeforeDiscounts: Bool) -> Int128? {
    var rest = total
    for role in [Role.tax, .shipping, .tip, .giftCard] {
      guard let part = money(role) else { continue }
      guard let less = MoneyArithmetic.sum(rest, -part) else { return nil }
      rest = less
    }
    return MoneyArithmetic.sum(
      rest, discount(of: total, basis, isBeforeDiscounts: isBeforeDiscounts))
  }

  /// What a sum of lines becomes by the order's own discount: tax and shipping are no lines.
  func amount(ofLines sum: Int128, _ basis: RevenueBasis, isBeforeDiscounts: Bool) -> Int128? {
    MoneyArithmetic.sum(sum, discount(of: sum, basis, isBeforeDiscounts: isBeforeDiscounts))
  }

  private func discount(
    of total: Int128, _ basis: RevenueBasis, isBeforeDiscounts: Bool
  ) -> Int128 {
    guard let discount = money(.discount).map({ abs($0) }) else { return 0 }
    let signed = total < 0 ? -discount : discount
    return switch (basis, isBeforeDiscounts) {
    case (.gross, true), (.net, false), (.netOfDiscounts, false): 0
    case (.gross, false): signed
    case (.net, true), (.netOfDiscounts, true): -signed
    }
  }
}

extension CustomerKey {
  /// The role of the column that has it.
  var role: Role {
    switch self {
    case .id: .customerID
    case .email: .email
    case .phone: .phone
    }
  }
}

extension Role {
  /// Whether it is said of a person, whatever the customer's key is.
  var isContact: Bool { level == .customer || self == .email || self == .phone }

  /// The bits of all that is said of persons.
  static let contacts: UInt64 = allCases.filter(\.isContact).reduce(0) { $0 | $1.bit }
}
