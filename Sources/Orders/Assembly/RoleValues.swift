// What an order keeps is of few roles: their values stand in the state itself, each at its slot.
//
//   texts of an order   channel, country, currency, discount code, status
//   parts of it         tax, shipping, discount, cost
//   texts of a line     product, category, brand

/// Values of some roles: those whose slots begin at `first`.
struct RoleValues<let first: Int, let count: Int, Value: Sendable & Equatable>: Sendable {
  private var values = InlineArray<count, Value?>(repeating: nil)

  /// The value of a role; nil if there is none.
  ///
  /// - Precondition: what is set is of a role that is kept here.
  subscript(_ role: Role) -> Value? {
    get {
      let slot = role.slot - first
      return slot >= 0 && slot < count ? values[slot] : nil
    }
    set {
      let slot = role.slot - first
      precondition(slot >= 0 && slot < count, "a role that is kept")
      values[slot] = newValue
    }
  }
}

/// The texts of an order that are kept.
typealias OrderTexts = RoleValues<0, 5, [UInt8]>
/// The parts of its amount that are kept.
typealias OrderParts = RoleValues<5, 4, Int64>
/// The texts of a line that are kept.
typealias LineTexts = RoleValues<9, 3, [UInt8]>

extension RoleValues: Equatable {
  /// Whether all values are the same.
  static func == (left: RoleValues, right: RoleValues) -> Bool {
    for slot in 0..<count where left.values[slot] != right.values[slot] { return false }
    return true
  }
}

extension RoleValues: ExpressibleByDictionaryLiteral {
  /// The given values.
  init(dictionaryLiteral elements: (Role, Value)...) {
    for (role, value) in elements { self[role] = value }
  }
}

extension RoleValues: Sequence {
  /// The values that are there, by role.
  func makeIterator() -> IndexingIterator<[(Role, Value)]> {
    Role.allCases.compactMap { role in self[role].map { (role, $0) } }.makeIterator()
  }
}

extension Role {
  /// Where its value stands among those that are kept; below 0 if it is not.
  fileprivate var slot: Int {
    switch self {
    case .channel: 0
    case .country: 1
    case .currency: 2
    case .discountCode: 3
    case .status: 4
    case .tax: 5
    case .shipping: 6
    case .discount: 7
    case .cost: 8
    case .product: 9
    case .category: 10
    case .brand: 11
    default: -1
    }
  }
}
