internal import Delta

/// What is fixed with the first import into a store: later ones add to the same days and the same money.
public struct StoreSettings: Sendable, Equatable {
  /// The currency of all amounts.
  public let currency: Currency
  /// The zone whose days count for stamps in UTC; nil for UTC.
  public let timeZone: String?
  /// Whether the orders have amounts.
  public let hasAmounts: Bool
  /// What revenue is.
  public let basis: RevenueBasis
  /// What makes a customer.
  public let customerKey: CustomerKey
  /// The parts of an amount of which some source said nothing, so that they may be in it: words of `Role`.
  public internal(set) var unknownParts: Set<String>

  /// The parts that revenue is told apart by.
  static let parts: [Role] = [.tax, .shipping, .discount, .tip, .giftCard, .refunded]

  /// What marks a table as one of a store.
  static let layoutKey = "patron.layout"
  private static let layout = "2"
  private static let olderLayouts = ["1"]
  private static let currencyKey = "patron.currency"
  private static let zoneKey = "patron.time_zone"
  private static let basisKey = "patron.revenue_basis"
  private static let basisNone = "none"
  private static let unknownKey = "patron.revenue_unknown"
  private static let keyKey = "patron.customer_key"
  /// For other writers, which else put bounds of all columns into the log: of ids, too.
  static let boundedColumnsKey = "delta.dataSkippingStatsColumns"

  /// The settings of a store whose first files are read with the given options.
  ///
  /// - Parameters:
  ///   - options: how they are read.
  ///   - unknown: the parts of an amount of which the files say nothing.
  init(_ options: OrderOptions, unknown: Set<Role> = []) {
    currency = options.currency
    timeZone = options.timeZone?.name
    hasAmounts = options.amount != .none
    basis = options.revenue ?? .net
    customerKey = options.customerKey ?? .id
    unknownParts = Set(unknown.map(\.rawValue))
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
    if Self.olderLayouts.contains(layout) {
      throw OrderError(
        path: path,
        problem: "the store was made by an older patron; import the files again, into a new store")
    }
    if layout != Self.layout {
      throw OrderError(
        path: path,
        problem: "the store has layout \(layout), this patron reads \(Self.layout); "
          + "use a newer patron")
    }
    let code = metadata.setting(Self.currencyKey) ?? ""
    guard let currency = code.isEmpty ? Currency.unnamed : Currency(code: code),
      snapshot.schema
        == StoreTable.orders.schema(
          scale: currency.scale, columns: Set(snapshot.schema.fields.map(\.name)))
    else {
      throw OrderError(
        path: path,
        problem: "the columns are \(snapshot.schema.fields.map(\.name).joined(separator: ", ")) "
          + "and not those of a store; somebody changed the table")
    }
    self.currency = currency
    let zone = metadata.setting(Self.zoneKey) ?? ""
    timeZone = zone.isEmpty ? nil : zone
    let basis = metadata.setting(Self.basisKey) ?? ""
    hasAmounts = basis != Self.basisNone
    guard let basis = hasAmounts ? RevenueBasis(rawValue: basis) : .net,
      let key = CustomerKey(rawValue: metadata.setting(Self.keyKey) ?? "")
    else {
      throw OrderError(
        path: path,
        problem: "the revenue is '\(basis)' and customers are told apart by "
          + "'\(metadata.setting(Self.keyKey) ?? "")'; use a newer patron")
    }
    self.basis = basis
    customerKey = key
    let unknown = metadata.setting(Self.unknownKey) ?? ""
    unknownParts = Set(unknown.split(separator: ",").map(String.init))
  }

  /// Whether orders of both can stand in one store.
  func agrees(with other: StoreSettings) -> Bool {
    var same = self
    same.unknownParts = other.unknownParts
    return same == other
  }

  /// The settings after an import of files that say nothing of some parts of an amount.
  func adding(unknown: Set<String>) -> StoreSettings {
    var settings = self
    if hasAmounts { settings.unknownParts.formUnion(unknown) }
    return settings
  }

  /// The settings as the table's metadata keeps them.
  var configuration: [String: String?] {
    [
      Self.layoutKey: Self.layout, Self.currencyKey: currency.code ?? "",
      Self.zoneKey: timeZone ?? "",
      Self.basisKey: hasAmounts ? basis.rawValue : Self.basisNone,
      Self.unknownKey: unknownParts.sorted().joined(separator: ","),
      Self.keyKey: customerKey.rawValue,
      Self.boundedColumnsKey: StoreTable.orders.boundedColumns.joined(separator: ","),
    ]
  }

  /// Where revenue is from, in words.
  public var revenueBasis: String {
    hasAmounts ? Self.words(basis, unknown: unknownParts) : Self.basisNone
  }

  /// What revenue is, where sources say nothing of some parts of an amount.
  static func words(_ basis: RevenueBasis, unknown: Set<String>) -> String {
    let unknown = parts.map(\.rawValue).filter(unknown.contains)
    // Where a source has amounts and no parts of them, it is not known what they are.
    if unknown.count == parts.count { return "as written" }
    return unknown.isEmpty
      ? basis.rawValue : "\(basis.rawValue), not known: \(unknown.joined(separator: ", "))"
  }

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
    if let asked = options.revenue, hasAmounts && asked != basis {
      throw Self.clash(path, "revenue", basis.rawValue, asked.rawValue)
    }
    if hasAmounts { options.revenue = basis }
    if let asked = options.customerKey, asked != customerKey {
      throw Self.clash(path, "customer key", customerKey.rawValue, asked.rawValue)
    }
    options.customerKey = customerKey
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
