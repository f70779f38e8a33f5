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

  /// Names that mean a column, best first, in lower case with `_` between words.
  private static let customerNames = [
    "customer_unique_id", "customer_id", "customerid", "customer", "customer_key", "client_id",
    "clientid", "client", "cust_id", "cust", "user_id", "userid", "user", "buyer_id", "buyer",
    "member_id", "account_id", "contact_id", "household_id", "customer_email", "email", "masterid",
    "id",
  ]
  private static let dateNames = [
    "order_date", "orderdate", "ordered_at", "order_purchase_timestamp", "purchase_date",
    "created_at", "paid_at", "invoice_date", "invoicedate", "transaction_date", "trans_date",
    "order_timestamp", "transaction_timestamp", "order_datetime", "order_day", "timestamp",
    "datetime", "date", "day",
  ]
  private static let amountNames = [
    "net_revenue", "order_total", "order_amount", "order_value", "total_price", "grand_total",
    "amount", "total", "total_amount", "revenue", "sales", "sales_value", "payment_value",
    "tran_amount", "transaction_amount", "spend", "value", "price", "subtotal",
  ]

  /// Binds the columns of a header by the names given, or else by the best known name.
  ///
  /// - Throws: `OrderError` if a column is missing or a name stands twice.
  public init(
    header: [String], path: String, customer: String?, date: String?, amount: AmountChoice
  ) throws(OrderError) {
    self.customer = try Self.bind(
      "customer", "customer id", customer, Self.customerNames, header, path)
    self.date = try Self.bind("date", "order date", date, Self.dateNames, header, path)
    switch amount {
    case .none: self.amount = nil
    case .guess:
      self.amount = try Self.bind("amount", "amount", nil, Self.amountNames, header, path)
    case .named(let name):
      self.amount = try Self.bind("amount", "amount", name, Self.amountNames, header, path)
    }
  }

  private static func bind(
    _ option: String, _ role: String, _ wanted: String?, _ known: [String], _ header: [String],
    _ path: String
  ) throws(OrderError) -> Bound {
    let columns = header.map { "'\($0)'" }.joined(separator: ", ")
    if let wanted {
      var matches = header.indices.filter { header[$0] == wanted }
      if matches.isEmpty {
        matches = header.indices.filter { normalised(header[$0]) == normalised(wanted) }
      }
      guard let index = matches.first else {
        throw OrderError(
          .usage, path: path, problem: "there is no column '\(wanted)'; the columns are \(columns)")
      }
      guard matches.count == 1 else {
        throw OrderError(
          path: path, problem: "\(matches.count) columns are called '\(wanted)'; rename one of them"
        )
      }
      return Bound(index: index, name: header[index], isGuess: false)
    }
    let names = header.map(normalised)
    let hasQuantity = names.contains { ["quantity", "qty", "units"].contains($0) }
    for name in known {
      // Beside a quantity a price is that of one piece, and no order's amount.
      if name == "price" && hasQuantity { continue }
      let matches = names.indices.filter { names[$0] == name }
      guard let index = matches.first else { continue }
      guard matches.count == 1 else {
        throw OrderError(
          path: path,
          problem: "\(matches.count) columns are called '\(header[index])'; rename one of them")
      }
      return Bound(index: index, name: header[index], isGuess: true)
    }
    let escape = option == "amount" ? ", or use --amount none if the orders have no amounts" : ""
    throw OrderError(
      .usage, path: path,
      problem: "no column looks like the \(role); name it with --\(option) COLUMN\(escape); "
        + "the columns are \(columns)")
  }

  /// A name in lower case, with `_` for blanks, `-` and `.`, and without blanks around it.
  private static func normalised(_ name: String) -> String {
    var text = name.lowercased()[...]
    while let first = text.first, first.isWhitespace { text.removeFirst() }
    while let last = text.last, last.isWhitespace { text.removeLast() }
    return String(text.map { $0 == " " || $0 == "-" || $0 == "." ? "_" : $0 })
  }
}
