/// Which columns of a file hold customer, date and amount.
public struct ColumnBinding: Sendable, Equatable {
  /// One bound column.
  public struct Bound: Sendable, Equatable {
    /// Its place in the header, from 0.
    public let index: Int
    /// Its name as the file writes it.
    public let name: String
    /// Whether it was chosen by its name alone and not by an option.
    public let isGuess: Bool
  }

  /// The customer's id.
  public let customer: Bound
  /// The order's date or stamp.
  public let date: Bound
  /// The order's amount, or nil with `--amount none`.
  public let amount: Bound?

  /// What the user said about the amount.
  public enum AmountChoice: Sendable, Equatable {
    /// Nothing: guess.
    case guess
    /// `--amount none`.
    case none
    /// `--amount NAME`.
    case named(String)
  }

  /// Columns that are known.
  init(customer: Bound, date: Bound, amount: Bound?) {
    self.customer = customer
    self.date = date
    self.amount = amount
  }

  /// Binds the columns of a header by the names given, or else by the best known name.
  ///
  /// - Throws: `OrderError` if a column is missing or a name stands twice.
  public init(
    header: [String], path: String, customer: String?, date: String?, amount: AmountChoice
  ) throws(OrderError) {
    let names = ColumnNames(header, path: path)
    guard let customer = try Self.bind(.customerID, customer, names) else {
      throw names.nothing(for: "customer id", option: "customer")
    }
    guard let date = try Self.bind(.stamp, date, names) else {
      throw names.nothing(for: "order date", option: "date")
    }
    let bound: Bound?
    switch amount {
    case .none: bound = nil
    case .guess: bound = try Self.bind(.amount, nil, names)
    case .named(let name): bound = try Self.bind(.amount, name, names)
    }
    if bound == nil && amount == .guess {
      throw names.nothing(for: "amount", option: "amount", escape: ColumnNames.withoutAmounts)
    }
    self.init(customer: customer, date: date, amount: bound)
  }

  private static func bind(
    _ role: Role, _ wanted: String?, _ names: ColumnNames
  ) throws(OrderError) -> Bound? {
    if let wanted {
      let place = try names.place(named: wanted)
      return Bound(index: place, name: names.names[place], isGuess: false)
    }
    var known = Preset.generic.parts.last?.names(of: role) ?? []
    // Beside a quantity a price is that of one piece, and no order's amount.
    if ["quantity", "qty", "units"].contains(where: names.has) {
      known.removeAll { $0 == "price" }
    }
    return try names.place(ofBest: known).map {
      Bound(index: $0, name: names.names[$0], isGuess: true)
    }
  }
}
