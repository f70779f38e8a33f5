internal import Delta

/// What is fixed with the first import into a store: later ones add to the same days and the same money.
public struct StoreSettings: Sendable, Equatable {
  /// The currency of all amounts.
  public let currency: Currency
  /// The zone whose days count for stamps in UTC; nil for UTC.
  public let timeZone: String?
  /// Whether the orders have amounts.
  public let hasAmounts: Bool

  /// What marks a table as one of a store.
  static let layoutKey = "patron.layout"
  private static let layout = "1"
  private static let currencyKey = "patron.currency"
  private static let zoneKey = "patron.time_zone"
  private static let basisKey = "patron.revenue_basis"
  private static let basisAsWritten = "as written"
  private static let basisNone = "none"
  /// For other writers, which else put bounds of all columns into the log: of ids, too.
  private static let boundedColumnsKey = "delta.dataSkippingStatsColumns"

  /// The settings of a store whose first files are read with the given options.
  init(_ options: OrderOptions) {
    currency = options.currency
    timeZone = options.timeZone?.name
    hasAmounts = options.amount != .none
  }

  /// The settings of a table.
  ///
  /// - Throws: `OrderError` if it is not the orders of a store, or of a newer kind of store.
  init(_ snapshot: Snapshot, path: String) throws(OrderError) {
    let metadata = snapshot.metadata
    guard let layout = metadata.setting(Self.layoutKey) else {
      throw OrderError(
        path: path,
        problem: "this Delta table was not made by patron import; import its Parquet files into a "
          + "store of their own")
    }
    if layout != Self.layout {
      throw OrderError(
        path: path,
        problem: "the store has layout \(layout), this patron reads \(Self.layout); "
          + "use a newer patron")
    }
    let code = metadata.setting(Self.currencyKey) ?? ""
    guard let currency = code.isEmpty ? Currency.unnamed : Currency(code: code),
      snapshot.schema == RunFormat.schema(scale: currency.scale)
    else {
      throw OrderError(
        path: path,
        problem: "the columns are \(snapshot.schema.fields.map(\.name).joined(separator: ", ")) "
          + "and not those of a store; somebody changed the table")
    }
    self.currency = currency
    let zone = metadata.setting(Self.zoneKey) ?? ""
    timeZone = zone.isEmpty ? nil : zone
    hasAmounts = metadata.setting(Self.basisKey) != Self.basisNone
  }

  /// The settings as the table's metadata keeps them.
  var configuration: [String: String?] {
    [
      Self.layoutKey: Self.layout, Self.currencyKey: currency.code ?? "",
      Self.zoneKey: timeZone ?? "",
      Self.basisKey: hasAmounts ? Self.basisAsWritten : Self.basisNone,
      Self.boundedColumnsKey: RunFormat.boundedColumns.joined(separator: ","),
    ]
  }

  /// Where revenue is from, in words.
  var revenueBasis: String { hasAmounts ? Self.basisAsWritten : Self.basisNone }

  /// Options that leave open what is fixed, with what is fixed.
  ///
  /// - Throws: `OrderError`, usage, if an option says something else.
  public func fixed(_ options: OrderOptions, path: String) throws(OrderError) -> OrderOptions {
    var options = options
    if options.currency != .unnamed && options.currency != currency {
      throw Self.clash(
        path, "currency", currency.code ?? "not named", options.currency.code ?? "none")
    }
    options.currency = currency
    if let asked = options.timeZone, asked.name != timeZone ?? "UTC" {
      throw Self.clash(path, "time zone", timeZone ?? "UTC", asked.name)
    }
    if let timeZone {
      guard let zone = TimeZoneTable(name: timeZone) else {
        throw OrderError(
          path: path,
          problem: "the store's time zone is \(timeZone), which this system does not know; "
            + "install tzdata")
      }
      options.timeZone = zone
    }
    if !hasAmounts {
      if case .named(let name) = options.amount {
        throw Self.clash(path, "amounts", "none", "column \(name)")
      }
      options.amount = .none
    } else if options.amount == .none {
      throw Self.clash(path, "amounts", "as written", "none")
    }
    return options
  }

  private static func clash(
    _ path: String, _ what: String, _ fixed: String, _ asked: String
  ) -> OrderError {
    OrderError(
      .usage, path: path,
      problem: "the store's \(what): \(fixed), fixed by its first import; \(asked) was asked for: "
        + "leave the option out, or import into another store")
  }
}
