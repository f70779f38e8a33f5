import ArgumentParser

/// The option that names the column of customers.
struct CustomerColumn: ParsableArguments {
  @Option(
    name: [.long, .customLong("customer-column")],
    help: ArgumentHelp("The column of the customer's id.", valueName: "column"))
  var customer: String?
}
