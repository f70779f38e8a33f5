import Columns
import Simulation

/// What was simulated: the document beside the log, and what `patron simulate --json` prints.
struct SimulationManifest: Encodable {
  /// The parameters of the Pareto/NBD model, in days.
  struct Model: Encodable {
    var name = "pareto-nbd"
    var unit = "day"
    var r: Double
    /// Null if every customer has one order because no more were asked for.
    @OrNull var alpha: Double?
    var s: Double
    var beta: Double
  }

  /// The parameters of the Gamma-Gamma model, in major units.
  struct SpendModel: Encodable {
    var name = "gamma-gamma"
    var p: Double
    var q: Double
    var v: Double
  }

  var patron = Patron.version
  var command = "simulate"
  var seed: UInt64
  var customers: Int
  var orders: Int
  /// The period asked for.
  var first_day: String
  var last_day: String
  /// The days of the first and the last order.
  var first_order_date: String
  var last_order_date: String
  var revenue: String
  var model: Model
  var spend_model: SpendModel
  var outputs: [Manifest.Output] = []
  var seconds: Double?
  var peak_bytes: Int?

  /// The document of a log, without times, memory and paths.
  init(_ simulation: Simulation, _ totals: Simulation.Totals) {
    let options = simulation.options
    seed = options.seed
    customers = options.customers
    orders = simulation.orders
    first_day = options.firstDay.description
    last_day = options.lastDay.description
    first_order_date = totals.firstDay.description
    last_order_date = totals.lastDay.description
    revenue = Figures.decimal(totals.revenue, scale: 2)
    model = Model(r: options.r, alpha: simulation.alpha, s: options.s, beta: options.beta)
    spend_model = SpendModel(p: options.p, q: options.q, v: options.v)
  }
}
