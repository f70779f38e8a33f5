/// How order files are to be read.
public struct OrderOptions: Sendable {
  /// `--customer`: the column of the customer's id.
  public var customer: String?
  /// `--date`: the column of the order's date.
  public var date: String?
  /// `--amount`: the column of the order's amount.
  public var amount: ColumnBinding.AmountChoice = .guess
  /// `--date-format`.
  public var dateFormat: DateFormat?
  /// `--time-zone`: the zone whose days count, for stamps in UTC.
  public var timeZone: TimeZoneTable?
  /// `--currency`.
  public var currency = Currency.unnamed
  /// `--source`: the name of a preset, or the path of one; nil if the header tells.
  public var source: String?
  /// `--columns`: the names of the columns of a file without a header, `_` for one that is passed over.
  public var columns: [String]?
  /// `--order-id`: the column of the order's id.
  public var orderID: String?
  /// `--product`: the column of a line's product.
  public var product: String?
  /// `--quantity`: the column of a line's quantity.
  public var quantity: String?
  /// `--revenue`; nil if it was not given.
  public var revenue: RevenueBasis?
  /// `--on-conflict`.
  public var onConflict = ConflictRule.replace
  /// `--customer-key`; nil if it was not given.
  public var customerKey: CustomerKey?
  /// `--guest`: customers that stand for nobody.
  public var guests: [String] = []
  /// `--customer-map`: for each id that of the person it belongs to.
  public var customerMap: [[UInt8]: [UInt8]] = [:]
  /// `--customers`: files of people.
  public var customerFiles: [String] = []
  /// Whose orders the store is not to have again; nil if nobody was forgotten.
  var forgotten: ForgottenIDs?
  /// Whether what orders say of their customers is kept.
  var keepsContacts = false
  /// `--rates`: what other currencies are worth in `currency`, by currency and day.
  public var rates: [CurrencyRate] = []
  /// `--minor-units`: amounts are whole minor units.
  public var hasMinorUnits = false
  /// `--decimal`: the mark before decimals; nil if the file tells.
  public var decimalMark: DecimalMark?
  /// `--stamp-zone`: the zone that stamps without an offset are written in; nil for the shop's own.
  public var stampZone: TimeZoneTable?
  /// `--paid-status`: further statuses that count, in lower case.
  public var paidStatuses: Set<String> = []

  /// What stands before the decimals of a number.
  public enum DecimalMark: String, Sendable, CaseIterable {
    /// 1234.56, 1,234.56
    case point
    /// 1234,56, 1.234,56
    case comma
  }

  /// The years that dates may lie in: others are taken for misreadings, such as 0205 or 20240.
  public static let years = 1900...2999

  /// The defaults.
  public init() {}
}
