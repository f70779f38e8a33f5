import ArgumentParser
import Bytes
import Columns
import Foundation
import Histories
import Models
import Orders
import Segments

/// `patron explain`: how one customer's scores come about.
struct Explain: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Shows how one customer's scores come about, step by step.",
    discussion: """
      Reads and fits the whole base as score does, then prints the customer's orders, the history \
      the models see, the fitted parameters, and the arithmetic of each score.

      EXAMPLES
        patron explain orders.csv --customer 00004
        patron explain export.csv --customer-column "Customer ID" --customer 13085
      """)

  @OptionGroup var source: SourceOptions
  @OptionGroup var model: ModelOptions
  @OptionGroup var segments: SegmentOptions

  @Option(help: ArgumentHelp("The id of the customer to explain.", valueName: "id"))
  var customer: String

  @Option(help: ArgumentHelp("The column of the customer's id.", valueName: "column"))
  var customerColumn: String?

  func run() throws {
    let progress = Progress(isQuiet: false)
    var rejects = try Rejects(path: nil)
    let run = try ScoreRun(
      source: source, customer: customerColumn, model: model, segments: segments,
      progress: progress,
      rejects: &rejects)
    progress.clear()
    let all = try run.source.orders(
      of: customer, asOf: run.table.histories.asOf)
    let orders = all?.filter {
      !run.source.hasAmounts || source.zeroOrders == .keep || $0.amount != 0
    }
    guard let orders, !orders.isEmpty else {
      throw RunError(
        status: .nothing,
        description: "no order of a customer '\(customer)' counts: the source has none, or they "
          + "were all set aside; ids are taken as written, with zeros in front and in their own "
          + "case")
    }
    guard let place = run.table.histories.index(of: customer) else {
      throw RunError(
        status: .nothing,
        description: "customer '\(customer)' has no order up to \(run.table.histories.asOf); "
          + "choose a later --as-of")
    }
    let explanation = Explanation(run: run, id: customer, orders: orders, customer: place)
    try Descriptor.standardOutput.write(Array(explanation.text.utf8))
  }
}
