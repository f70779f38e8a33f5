import Bytes
import Columns
import Foundation
import Histories
import Models
import Orders
import Scores
import Segments

/// What a run did: the document beside every output, and what `--json` prints.
///
/// Times, memory and paths stand in the latter alone, so that files are reproducible.
struct Manifest: Encodable {
  /// A number of rows, or an amount in decimal, for each reason.
  struct Rows: Encodable {
    var `in`: Int
    var used: Int
    var rejected: [String: Int]
    var set_aside: [String: Int]
  }

  /// Rows of a currency that is not the account's.
  struct OtherCurrency: Encodable {
    var rows: Int
    /// In the currency's own decimals.
    var amount: String
  }

  struct Revenue: Encodable {
    var `in`: String
    var used: String
    /// The same with orders of nobody.
    var used_with_guests: String
    var rejected: [String: String]
    var set_aside: [String: String]
    /// What was paid back of orders that count, where no row says it for itself.
    var refunds: String
    /// What rows said that were set aside for their currency; not part of `in`.
    var other_currencies: [String: OtherCurrency]?
    /// What rounding to the currency's digits took away or added; not part of `in`.
    var rounding: String
    var basis: String
  }

  struct Model: Encodable {
    var name: String
    var unit = "day"
    var parameters: [String: Double]
    var parameters_per_week: [String: Double]
    var standard_errors: [String: Double]
    var log_likelihood: Double
    var log_likelihood_per_week: Double
    var observations: Int
    var converged: Bool
    var gradient_norm: Double
    var hessian_eigenvalues: [Double]
    @OrNull var fallback: String?
  }

  struct SpendModel: Encodable {
    var name: String
    var parameters: [String: Double]
    var standard_errors: [String: Double]
    @OrNull var log_likelihood: Double?
    var observations: Int
    var converged: Bool
    @OrNull var gradient_norm: Double?
    @OrNull var hessian_eigenvalues: [Double]?
    var correlation_with_frequency: Double
    @OrNull var fallback: String?
  }

  struct Base: Encodable {
    var alive: Double
    var expected_orders: [String: Double]
    @OrNull var clv: [String: String]?
  }

  /// The values that a customer must beat for the scores 2 to 5.
  struct Cuts: Encodable {
    var days_since_last_order_below: [Int64]
    var orders_above: [Int64]
    @OrNull var net_revenue_above: [String]?
  }

  struct Input: Encodable {
    var path: String?
    var sha256: String?
    /// The names of the columns that were read.
    var columns: [String: String]?
    /// What the file was taken for.
    var source: Source?
    /// The version of a store.
    var version: Int?

    init(_ input: OrderInput) {
      sha256 = input.sha256
      version = input.version
      source = input.layout.map(Source.init)
      guard let binding = input.binding else { return }
      var columns = ["customer": binding.customer.name, "date": binding.date.name]
      columns["amount"] = binding.amount?.name
      self.columns = columns
    }
  }

  /// What a file was taken for: which preset, what a row is, and what its columns mean.
  struct Source: Encodable {
    var preset: String
    var rows: String
    /// By role the names of the columns, with + between those that are added.
    var columns: [String: String]
    /// Roles that no column has.
    var missing: [String]
    /// Columns that are not read.
    var unused: [String]

    init(_ layout: Binding) {
      preset = layout.preset
      rows = layout.shape.rawValue
      columns = Dictionary(layout.columns.map { ($0.role.rawValue, $0.name) }) { "\($0) + \($1)" }
      missing = layout.missing.map(\.rawValue)
      unused = layout.unused
    }
  }

  struct Output: Encodable {
    var path: String?
    var rows: Int
    var sha256: String
  }

  struct Seconds: Encodable {
    var total, scan, fit, predict, write: Double
  }

  var patron = Patron.version
  var command: String
  var as_of: String
  var horizons: [Int]
  var churn_horizon: Int
  var annual_discount: Double
  @OrNull var margin: Double?
  @OrNull var currency: String?
  var customers: Int
  var orders: Int
  var purchase_days: Int
  var rows: Rows
  @OrNull var revenue: Revenue?
  var model: Model
  @OrNull var spend_model: SpendModel?
  var rfm_cuts: Cuts
  var base: Base
  var warnings: [String]
  var inputs: [Input]
  var outputs: [Output]
  var seconds: Seconds?
  var peak_bytes: Int?

  /// The document of a run, without times, memory and paths.
  init(_ run: ScoreRun, command: String) {
    let histories = run.table.histories
    let currency = run.source.currency
    let scale = currency.scale
    let account = run.account
    self.command = command
    as_of = histories.asOf.description
    horizons = run.options.horizons
    churn_horizon = run.options.churnHorizon
    annual_discount = run.options.annualDiscount
    margin = run.options.margin
    self.currency = currency.code
    customers = histories.count
    orders = run.orders
    purchase_days = histories.purchaseDays.reduce(0) { $0 + Int($1) }
    rows = Rows(account)
    if run.source.hasAmounts {
      revenue = Revenue(
        account, scale: scale, basis: run.source.revenueBasis, guests: run.guestRevenue)
    }
    model = Model(run.fit)
    spend_model = run.spend.map { SpendModel($0) }
    rfm_cuts = Cuts(
      days_since_last_order_below: run.table.rfm.recencyCuts,
      orders_above: run.table.rfm.frequencyCuts,
      net_revenue_above: run.source.hasAmounts
        ? run.table.rfm.monetaryCuts.map { Figures.decimal(Int128($0), scale: scale) } : nil)
    let totals = run.table.totals
    func perHorizon<Value>(_ values: [Value]) -> [String: Value] {
      Dictionary(uniqueKeysWithValues: zip(run.options.horizons.map { "\($0)" }, values))
    }
    base = Base(
      alive: Double(totals.alive) / 1e6,
      expected_orders: perHorizon(totals.expectedOrders.map { Double($0) / 1e6 }),
      clv: run.source.hasAmounts
        ? perHorizon(totals.clv.map { Figures.decimal($0, scale: scale) }) : nil)
    warnings = run.warnings
    inputs = run.source.inputs.map(Input.init)
    outputs = []
  }

  /// The JSON text, keys sorted, with a line end.
  func json() throws -> [UInt8] { try Self.json(self) }

  /// The JSON text of a document, keys sorted, with a line end.
  static func json(_ document: some Encodable) throws -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return Array(try encoder.encode(document)) + [UInt8(ascii: "\n")]
  }
}

extension Manifest.Rows {
  /// The rows of an account.
  init(_ account: Account) {
    self.init(
      in: account.all.rows, used: account.used.rows,
      rejected: account.rejected.byReason { $0.rows },
      set_aside: account.setAside.byReason { $0.rows })
  }
}

extension Manifest.Revenue {
  /// The revenue of an account, in a currency of so many decimals.
  init(_ account: Account, scale: Int, basis: String, guests: Int128) {
    func amount(_ tally: Tally) -> String { Figures.decimal(tally.revenue, scale: scale) }
    self.init(
      in: amount(account.all), used: amount(account.used),
      used_with_guests: Figures.decimal(account.used.revenue + guests, scale: scale),
      rejected: account.rejected.byReason(amount), set_aside: account.setAside.byReason(amount),
      refunds: Figures.decimal(account.refunds, scale: scale),
      other_currencies: account.otherCurrencies.isEmpty
        ? nil
        : Dictionary(
          uniqueKeysWithValues: account.otherCurrencies.map { code, tally in
            let amount = Figures.amount(tally.revenue, of: code, scale: scale)
            return (code, Manifest.OtherCurrency(rows: tally.rows, amount: amount))
          }),
      rounding: Figures.fraction(ofMinor: account.rounding, scale: scale), basis: basis)
  }
}

extension Array {
  /// A value for each reason.
  fileprivate func byReason<Reason: RawRepresentable<String>, Value>(
    _ value: (Tally) -> Value
  ) -> [String: Value] where Element == (reason: Reason, tally: Tally) {
    Dictionary(uniqueKeysWithValues: map { ($0.reason.rawValue, value($0.tally)) })
  }
}

extension Manifest.Model {
  fileprivate init(_ fit: BetaGeometricFit) {
    let names = ["r", "alpha", "a", "b"]
    let maximum = fit.maximum
    name = fit.model.family.rawValue
    parameters = Dictionary(uniqueKeysWithValues: zip(names, maximum.parameters))
    parameters_per_week = parameters
    parameters_per_week["alpha"] = fit.model.alpha / 7
    standard_errors = Dictionary(uniqueKeysWithValues: zip(names, maximum.standardErrors ?? []))
    log_likelihood = maximum.logLikelihood
    log_likelihood_per_week = fit.logLikelihoodPerWeek
    observations = fit.observations
    converged = maximum.converged
    gradient_norm = maximum.gradientNorm
    hessian_eigenvalues = maximum.hessianEigenvalues
  }
}

extension Manifest.SpendModel {
  fileprivate init(_ fit: SpendFit) {
    let names = ["p", "q", "v"]
    name = fit.model == nil ? "base-mean" : "gamma-gamma"
    let maximum = fit.model == nil ? nil : fit.maximum
    parameters = Dictionary(
      uniqueKeysWithValues: maximum.map { Array(zip(names, $0.parameters)) }
        ?? [("mean", fit.baseMean)])
    standard_errors = Dictionary(
      uniqueKeysWithValues: zip(names, maximum?.standardErrors ?? []))
    log_likelihood = maximum?.logLikelihood
    observations = fit.observations
    converged = fit.model != nil
    gradient_norm = maximum?.gradientNorm
    hessian_eigenvalues = maximum?.hessianEigenvalues
    correlation_with_frequency = fit.correlation
    fallback = fit.fallback
  }
}

extension Manifest {
  /// Adds what only `--json` has: paths, seconds and memory.
  mutating func addMeasurements(_ run: ScoreRun, writing: Double) {
    for (index, input) in run.source.inputs.enumerated() { inputs[index].path = input.path }
    let stages = run.seconds
    seconds = Seconds(
      total: ((stages.total + writing) * 1000).rounded() / 1000, scan: stages.scan,
      fit: stages.fit, predict: stages.predict, write: writing)
    peak_bytes = PeakMemory.bytes
  }
}

/// A value that stands in the document even when there is none, as `null`.
@propertyWrapper
struct OrNull<Value: Encodable>: Encodable {
  var wrappedValue: Value?

  init(wrappedValue: Value?) { self.wrappedValue = wrappedValue }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(wrappedValue)
  }
}
