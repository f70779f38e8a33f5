/// How the values of files are read.
struct ValueFormat: Sendable {
  /// Dates and stamps.
  var dates: DateParser
  /// Amounts.
  var money: MoneyFormat
  /// Customers that stand for nobody, beside blank ones.
  var guests: Set<[UInt8]> = []

  /// As options say.
  init(_ options: OrderOptions) {
    dates = DateParser(
      format: options.dateFormat, zone: options.timeZone, stampZone: options.stampZone)
    money = MoneyFormat(options)
    guests = Set(options.guests.map { Array($0.utf8) })
  }

  /// As said.
  init(dates: DateParser, money: MoneyFormat) {
    self.dates = dates
    self.money = money
  }

  /// Whether the loops over rows that have nothing special read them as this says.
  var readsPlainRows: Bool {
    money.readsPlainNumbers && dates.stampZone == nil && guests.isEmpty
  }
}
