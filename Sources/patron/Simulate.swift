import ArgumentParser
import Bytes
import CSV
import Columns
import Foundation
import Parquet
import Simulation

/// `patron simulate`: orders that never were.
struct Simulate: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Writes a log of made-up orders, of any size, that follows the models.",
    discussion: """
      Customers come over the whole period, each at a random time and with a first order. From then on \
      they follow the Pareto/NBD model: orders at a rate of their own until they drop out; what an order \
      is worth follows the Gamma-Gamma model, is rounded to cents and at least one cent. The columns are \
      customer_id, order_date and amount, after order_id if --order-ids asks for it; orders stand in order \
      of time, customers' ids in none. The same options \
      give the same bytes, on any number of threads.

      There are exactly as many orders as --orders says, and every customer has one: all random numbers \
      are drawn first, and alpha, which sets the pace for all, is then the one with which as many orders \
      come. It is printed with the other parameters. Those are by default the published ones of the CDNOW \
      sample, in days.

      EXAMPLES
        patron simulate -o orders.parquet
        patron simulate -o orders.csv --orders 100000000 --customers 10000000 --seed 7
        patron simulate -o - --orders 20 --customers 5 --start 2024-01-01 --end 2024-06-30
        patron simulate -o orders.csv --order-ids
        patron simulate -o loyal.csv --alpha 30 --s 0.2 --beta 400
      """)

  @Option(
    name: [.short, .customLong("output")],
    help: ArgumentHelp(
      "Where the orders go, such as orders.parquet; - is standard output, in CSV.",
      valueName: "file"),
    completion: .file())
  var output: String

  @Option(help: "csv or parquet. Default: what the name of the output says.")
  var format: Format?

  enum Format: String, ExpressibleByArgument, CaseIterable {
    case csv, parquet
  }

  @OptionGroup var shop: ShopOptions

  @OptionGroup var threadOptions: ThreadOptions

  @Flag(help: "Print nothing but errors.")
  var quiet = false

  @Flag(help: "Print the manifest, with times and paths, instead of the summary.")
  var json = false

  func validate() throws {
    if output == "-" && json {
      throw ValidationError("-o - and --json both want standard output")
    }
    if output == "-" && format ?? .csv != .csv { throw ValidationError("-o - streams csv") }
    _ = try outputFormat
  }

  private var outputFormat: Format {
    get throws {
      let named = TableFormat(path: output).flatMap { Format(rawValue: $0.rawValue) }
      guard let format = format ?? (output == "-" ? .csv : named) else {
        throw ValidationError(
          "-o \(output): the name should end in .csv or .parquet, or --format say which")
      }
      return format
    }
  }

  func run() throws {
    let start = ContinuousClock.now
    let progress = Progress(isQuiet: quiet)
    // Created before the work, so that a folder that is missing or full is noticed at once.
    var file: OutputFile?
    if output != "-" { file = try OutputFile(output) }
    let simulation = try Simulation(
      shop.simulationOptions(), threads: threadOptions.threads,
      progress: { progress.show($0, $1, of: $2) })
    let totals: Simulation.Totals
    var manifest: SimulationManifest
    if var file = file.take() {
      totals = try write(simulation, progress) { try file.write($0) }
      progress.show("Making it durable")
      let orders = try file.sync()
      manifest = SimulationManifest(simulation, totals)
      manifest.outputs = [Manifest.Output(rows: simulation.orders, sha256: orders.sha256)]
      var note = try OutputFile(output + ".manifest.json")
      try note.write(Manifest.json(manifest))
      try Publication.publish([orders], manifest: try note.sync())
      manifest.outputs[0].path = output
    } else {
      totals = try write(simulation, progress) { try Descriptor.standardOutput.write($0) }
      manifest = SimulationManifest(simulation, totals)
    }
    progress.clear()
    if json {
      manifest.seconds = ((ContinuousClock.now - start) / .milliseconds(1)).rounded() / 1000
      manifest.peak_bytes = PeakMemory.bytes
      try Descriptor.standardOutput.write(try Manifest.json(manifest))
    } else if !quiet && output != "-" {
      let text = "\(summary(of: simulation, totals))\n\nWrote \(output)\n"
      try Descriptor.standardOutput.write(Array(text.utf8))
    }
  }

  private func write(
    _ simulation: Simulation, _ progress: Progress, to write: ([UInt8]) throws -> Void
  ) throws -> Simulation.Totals {
    let threads = threadOptions.threads
    func show(_ stage: String, _ done: Int, _ total: Int) {
      progress.show(stage, done, of: total)
    }
    switch try outputFormat {
    case .parquet:
      return try simulation.write(
        as: ParquetEncoder(fields: simulation.fields), threads: threads, progress: show, to: write)
    case .csv:
      return try simulation.write(
        as: CSVEncoder(fields: simulation.fields), threads: threads, progress: show, to: write)
    }
  }

  /// The log as a person reads it.
  private func summary(of simulation: Simulation, _ totals: Simulation.Totals) -> String {
    let options = simulation.options
    func number(_ value: Double) -> String { Figures.number(value, decimals: 4) }
    let alpha = simulation.alpha.map { "alpha \(number($0))" } ?? "no alpha (one order a customer)"
    return """
      \(Figures.counted(simulation.orders, "order")) of \
      \(Figures.counted(options.customers, "customer")) from \(totals.firstDay) to \
      \(totals.lastDay), \(Figures.money(totals.revenue, scale: 2)) revenue

      Pareto/NBD: r \(number(options.r)), \(alpha), s \(number(options.s)), \
      beta \(number(options.beta)) (days)
      Gamma-Gamma: p \(number(options.p)), q \(number(options.q)), v \(number(options.v))
      Seed \(options.seed)
      """
  }
}
