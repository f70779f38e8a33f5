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

  /// The years that dates may lie in: others are taken for misreadings, such as 0205 or 20240.
  public static let years = 1900...2999

  /// The defaults.
  public init() {}
}
