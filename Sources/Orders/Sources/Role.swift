/// What a column of a shop's file says.
///
/// The raw values are the words of presets.
public enum Role: String, Sendable, CaseIterable {
  // Who bought: one of the three is the customer, as `CustomerKey` says.
  case customerID = "customer_id"
  case email
  case phone
  // The order.
  case orderID = "order_id"
  case stamp
  case status
  case test
  case captured
  case channel
  case country
  case currency
  case discountCode = "discount_code"
  case amount
  case orderTotal = "order_total"
  case tax
  case shipping
  case discount
  case tip
  case giftCard = "gift_card"
  case refunded
  case refundDate = "refund_date"
  case cost
  // One of its lines.
  case lineNumber = "line_number"
  case product
  case category
  case brand
  case quantity
  case unitPrice = "unit_price"
  case lineTotal = "line_total"
  case lineDiscount = "line_discount"
  case lineCost = "line_cost"
  /// Tells lines apart, and is not kept.
  case also
  // The customer.
  /// Another id of the same person, which orders name in its place.
  case alias
  case firstName = "contact.first_name"
  case lastName = "contact.last_name"
  case name = "contact.name"
  case city = "contact.city"
  case postcode = "contact.postcode"
  case consent = "contact.consent"
  case birthday = "contact.birthday"
  case registered = "contact.registered"

  /// What values look like.
  public enum Kind: Sendable {
    /// Any text.
    case text
    /// A decimal number of money.
    case money
    /// A decimal number of pieces.
    case quantity
    /// A date, or a date and a time.
    case stamp
  }

  /// What a value belongs to.
  public enum Level: Sendable {
    /// The order: on one of its rows, or the same on all.
    case order
    /// The line.
    case line
    /// The customer.
    case customer
  }

  /// What values look like.
  public var kind: Kind {
    switch self {
    case .amount, .orderTotal, .tax, .shipping, .discount, .tip, .giftCard, .refunded, .cost,
      .unitPrice, .lineTotal, .lineDiscount, .lineCost:
      .money
    case .quantity: .quantity
    case .stamp, .refundDate, .birthday, .registered: .stamp
    default: .text
    }
  }

  /// What a value belongs to.
  public var level: Level {
    switch self {
    case .lineNumber, .product, .category, .brand, .quantity, .unitPrice, .lineTotal, .lineDiscount,
      .lineCost, .also:
      .line
    case .alias, .firstName, .lastName, .name, .city, .postcode, .consent, .birthday, .registered:
      .customer
    default: .order
    }
  }
}

/// What a row of a file is.
public enum RowShape: String, Sendable, CaseIterable {
  /// An order.
  case orders
  /// A line of an order.
  case lines
  /// A payment for an order, whose amount is a part of the order's.
  case payments
  /// A line of an order whose money stands elsewhere.
  case items
  /// A customer.
  case customers
}

/// What makes a customer: one kind per store.
public enum CustomerKey: String, Sendable, CaseIterable {
  /// The shop's id, as written.
  case id
  /// The e-mail address, without blanks around it, in lower case.
  case email
  /// The phone number.
  case phone
}

/// What revenue is.
public enum RevenueBasis: String, Sendable, CaseIterable {
  /// After discounts and refunds, without tax, shipping, tips and gift cards.
  case net
  /// The same before refunds.
  case netOfDiscounts = "net-of-discounts"
  /// The same before refunds and discounts.
  case gross
}

/// What becomes of an order that comes again and is another.
public enum ConflictRule: String, Sendable, CaseIterable {
  /// The later one counts.
  case replace
  /// The earlier one counts.
  case keep
  /// The import ends with an error.
  case fail
}

/// What a status means.
public enum OrderStanding: Sendable, Equatable {
  /// It counts.
  case paid
  /// It is paid back whole.
  case refunded
  /// It does not count.
  case setAside(SetAsideReason)
}
