extension Role {
  /// Its place among all roles, from 0: that of its bit and its value in a record.
  var place: Int {
    switch self {
    case .customerID: 0
    case .email: 1
    case .phone: 2
    case .orderID: 3
    case .stamp: 4
    case .status: 5
    case .test: 6
    case .captured: 7
    case .channel: 8
    case .country: 9
    case .currency: 10
    case .discountCode: 11
    case .amount: 12
    case .orderTotal: 13
    case .tax: 14
    case .shipping: 15
    case .discount: 16
    case .tip: 17
    case .giftCard: 18
    case .refunded: 19
    case .refundDate: 20
    case .cost: 21
    case .lineNumber: 22
    case .product: 23
    case .category: 24
    case .brand: 25
    case .quantity: 26
    case .unitPrice: 27
    case .lineTotal: 28
    case .lineDiscount: 29
    case .lineCost: 30
    case .also: 31
    case .alias: 32
    case .firstName: 33
    case .lastName: 34
    case .name: 35
    case .city: 36
    case .postcode: 37
    case .consent: 38
    case .birthday: 39
    case .registered: 40
    }
  }

  /// The bit of its place.
  @inline(__always)
  var bit: UInt64 { 1 << UInt64(place) }

  /// The bits of all roles.
  static let all: UInt64 = 1 << 41 - 1
  /// The bits of roles whose values are exact numbers: `amount` to `refunded`, `cost`, `quantity` to `lineCost`.
  static let exact: UInt64 = 0xFF << 12 | 1 << 21 | 0x1F << 26
  /// The bits of roles whose values are texts: all but those, `stamp` and `refundDate`.
  static let texts: UInt64 = all & ~(exact | 1 << 4 | 1 << 20)

  /// How records hold its values.
  var form: DetailRecord.Form {
    switch self {
    case .stamp: .stamp
    case .refundDate: .day
    // Read by who keeps it, as what it says of an order does not hang on it.
    case .birthday, .registered: .text
    default: kind == .text ? .text : .exact
    }
  }

  /// Hashes its place: a raw value is a text, and takes longer.
  public func hash(into hasher: inout Hasher) { hasher.combine(place) }
}
