/// One order, assembled of its rows: what a row of the tables `orders` or `set_aside` is made of.
struct OrderState: Sendable, Equatable {
  /// The order's id; empty if the source has none.
  var orderID: [UInt8] = []
  /// The customer's key; empty for a guest.
  var customer: [UInt8] = []
  /// Days since 1970-01-01.
  var day: Int32 = 0
  /// Microseconds since 1970-01-01 UTC; nil for a date alone.
  var time: Int64?
  /// Revenue on the store's basis without the undated refunds, and before the dated ones.
  var amount = Amount.nothing
  /// What its status means.
  var standing = OrderStanding.paid
  /// Texts of the order that are kept.
  var texts = OrderTexts()
  /// What its rows say of the customer: e-mail, phone, name and so on.
  var contacts: [Role: [UInt8]] = [:]
  /// Tax, shipping, discount and cost in minor units.
  var parts = OrderParts()
  /// What was paid back at a time nobody knows, in minor units.
  var undatedRefund: Int64 = 0
  /// What was paid back on a day, ascending by day and amount; perhaps more than there is.
  var refunds: [OrderRefund] = []
  /// Its lines in order.
  var lines: [LineState] = []
  /// The number of rows that it was made of.
  var rows = 0
  /// The CRC-32 of its lines in canonical form: tells whether they are the same.
  var linesDigest: UInt32 = 0
}

/// What was paid back of an order on a day.
public struct OrderRefund: Sendable, Equatable, BitwiseCopyable {
  /// The order's row in a block; 0 in a state.
  public var order = 0
  /// Days since 1970-01-01.
  public var day: Int32
  /// Minor units, above zero.
  public var amount: Int64
}

/// One line of an order.
struct LineState: Sendable, Equatable {
  /// From 0.
  var number: Int32
  /// Product, category, brand.
  var texts = LineTexts()
  /// Thousandths of pieces.
  var quantity: Int64?
  /// Hundredths of minor units.
  var unitPrice: Int64?
  /// Minor units.
  var discount: Int64?
  /// Minor units.
  var cost: Int64?
}
