import Testing

@testable import Orders

@Suite struct ColumnBindingTests {
  private func bind(
    _ header: [String], customer: String? = nil, date: String? = nil,
    amount: ColumnBinding.AmountChoice = .guess
  ) throws -> ColumnBinding {
    try ColumnBinding(
      header: header, path: "a.csv", customer: customer, date: date, amount: amount)
  }

  @Test func `guesses by name, whatever the case and the blanks`() throws {
    let binding = try bind(["Order ID", " Customer-Id ", "Order.Date", "TOTAL PRICE"])
    #expect(binding.customer == .init(index: 1, name: " Customer-Id ", isGuess: true))
    #expect(binding.date == .init(index: 2, name: "Order.Date", isGuess: true))
    #expect(binding.amount == .init(index: 3, name: "TOTAL PRICE", isGuess: true))
  }

  @Test func `takes the best known name of several`() throws {
    let binding = try bind(["id", "email", "customer_id", "date", "created_at", "price", "amount"])
    #expect(binding.customer.name == "customer_id")
    #expect(binding.date.name == "created_at")
    #expect(binding.amount?.name == "amount")
  }

  @Test func `takes the columns that were named`() throws {
    let binding = try bind(
      ["customer_id", "date", "amount", "Who", "When", "how much"], customer: "Who", date: "when",
      amount: .named("How_Much"))
    #expect(binding.customer == .init(index: 3, name: "Who", isGuess: false))
    #expect(binding.date == .init(index: 4, name: "When", isGuess: false))
    #expect(binding.amount == .init(index: 5, name: "how much", isGuess: false))
  }

  @Test func `an exact name goes before a similar one`() throws {
    let binding = try bind(["who", "WHO", "date", "amount"], customer: "WHO")
    #expect(binding.customer.index == 1)
  }

  @Test func `needs no amount if there is none`() throws {
    #expect(try bind(["customer", "date"], amount: .none).amount == nil)
    #expect(try bind(["customer", "date", "amount"], amount: .none).amount == nil)
  }

  @Test(arguments: [
    (["date", "amount"], "no column looks like the customer id; name it with --customer COLUMN"),
    (["customer", "amount"], "no column looks like the order date; name it with --date COLUMN"),
    (["customer", "date"], "or use --amount none if the orders have no amounts"),
    ([], "no column looks like the customer id"),
  ])
  func `a column that cannot be guessed is a usage error`(header: [String], problem: String) {
    let error = #expect(throws: OrderError.self) { _ = try bind(header) }
    #expect(error?.kind == .usage)
    #expect(error?.problem.contains(problem) == true)
    for name in header { #expect(error?.problem.contains("'\(name)'") == true) }
  }

  @Test func `a named column that is missing is a usage error that lists the columns`() {
    let error = #expect(throws: OrderError.self) {
      _ = try bind(["customer", "date", "amount"], customer: "shopper")
    }
    #expect(error?.kind == .usage)
    #expect(
      error?.problem
        == "there is no column 'shopper'; the columns are 'customer', 'date', 'amount'")
  }

  @Test func `a name that stands twice is an error of the file`() {
    for customer in [nil, "customer", "Customer"] {
      let error = #expect(throws: OrderError.self) {
        _ = try bind(["customer", "date", "amount", "customer"], customer: customer)
      }
      #expect(error?.kind == .input)
      #expect(error?.problem.hasPrefix("2 columns are called") == true)
    }
  }

  @Test func `a name that stands twice does not matter if it is not used`() throws {
    #expect(try bind(["x", "x", "customer", "date", "amount"]).customer.index == 2)
  }
}
