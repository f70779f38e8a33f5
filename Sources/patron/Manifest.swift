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

  struct SpendModel: Codable {
    var name: String
    var parameters: [String: Double]
    var standard_errors: [String: Double]
    @OrNull var log_likelihood: Double?
    var observations: Int
    var converged: Bool
    @OrNull var gradient_norm: Double?
    @OrNull var hessian_eigenvalues: [Double]?
    var correlation_with_frequency: Double
    /// The same of ln n and means that are cut at their 99 % point: no customer decides.
    @OrNull var correlation_with_frequency_robust: Double?
    /// How the values of the same customers' orders change per year, in shares of their mean.
    @OrNull var value_trend_per_year: Double?
    @OrNull var value_trend_standard_error: Double?
    @OrNull var value_trend_customers: Int?
    @OrNull var fallback: String?
  }

  /// What the margin of `--margin cost` rests on.
  struct MarginBasis: Encodable {
    var orders: Int
    var revenue: String
    var cost: String
  }

  struct Base: Encodable {
    var alive: Double
    var expected_orders: [String: Double]
    @OrNull var clv: [String: String]?
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
  /// δ: after t days e^(−δt) of an order's value is left.
  var discount_per_day: Double
  @OrNull var margin: Double?
  @OrNull var margin_basis: MarginBasis?
  @OrNull var currency: String?
  var customers: Int
  var orders: Int
  var purchase_days: Int
  var rows: Rows
  @OrNull var revenue: Revenue?
  var model: ModelDocument
  @OrNull var spend_model: SpendModel?
  var rfm_cuts: Cuts
  var rfm_map: SegmentMap
  var stage_windows: StageWindows
  /// The day of the earlier stages, if they were asked for.
  var compared_to: String?
  /// The days that RFM scores, tiers and heroes go by, if not all.
  var lookback_days: Int?
  @OrNull var value_tiers: Tiers?
  @OrNull var heroes: Heroes?
  var base: Base
  var warnings: [String]
  var inputs: [Input]
  var outputs: [Output]
  /// What `--previous` compared this run with.
  var previous: PreviousComparison?
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
    discount_per_day = run.table.predictor.discounting.delta
    margin = run.options.margin
    margin_basis = run.margin?.costs.map {
      MarginBasis(
        orders: $0.orders, revenue: Figures.decimal($0.revenue, scale: scale),
        cost: Figures.decimal($0.cost, scale: scale))
    }
    self.currency = currency.code
    customers = histories.count
    orders = run.base.orders
    purchase_days = histories.purchaseDays.reduce(0) { $0 + Int($1) }
    rows = Rows(account)
    if run.source.hasAmounts {
      revenue = Revenue(
        account, scale: scale, basis: run.source.revenueBasis, guests: run.base.guestRevenue)
    }
    model = run.models.document
    model.file?.path = nil
    spend_model = run.models.spendDocument
    rfm_cuts = Cuts(
      days_since_last_order_below: run.table.rfm.recencyCuts,
      orders_above: run.table.rfm.frequencyCuts,
      net_revenue_above: run.source.hasAmounts
        ? run.table.rfm.monetaryCuts.map { Figures.decimal(Int128($0), scale: scale) } : nil)
    rfm_map = SegmentMap(
      name: run.rules.map == nil ? "classic" : "file", sha256: run.rules.map?.sha256)
    stage_windows = StageWindows(run.base.windows, run.base.gaps)
    lookback_days = run.table.sums.lookback?.days
    compared_to = run.table.sums.earlier?.day.description
    if run.source.hasAmounts {
      value_tiers = Tiers(run)
      heroes = Heroes(run.table.heroes, of: run)
    }
    let totals = run.table.totals
    func perHorizon<Value>(_ values: [Value]) -> [String: Value] {
      Dictionary(uniqueKeysWithValues: zip(run.options.horizons.map { "\($0)" }, values))
    }
    base = Base(
      alive: Double(totals.alive) / 1e6,
      expected_orders: perHorizon(totals.expectedOrders.map { Double($0) / 1e6 }),
      clv: run.source.hasAmounts
        ? perHorizon(totals.clv.map { Figures.decimal($0, scale: scale) }) : nil)
    warnings = run.warnings + Warnings.of(run.table.profile)
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

extension Manifest.SpendModel {
  /// The document of a fit.
  init(_ fit: SpendFit) {
    let maximum = fit.gammaGamma == nil ? nil : fit.maximum
    name = fit.model.name
    parameters = fit.model.parameters
    standard_errors = Dictionary(
      uniqueKeysWithValues: zip(["p", "q", "v"], maximum?.standardErrors ?? []))
    log_likelihood = maximum?.logLikelihood
    observations = fit.observations
    if case .baseMean = fit.model { converged = false } else { converged = true }
    gradient_norm = maximum?.gradientNorm
    hessian_eigenvalues = maximum?.hessianEigenvalues
    correlation_with_frequency = fit.correlation
    correlation_with_frequency_robust = fit.checks?.correlation
    value_trend_per_year = fit.checks?.trend?.perYear
    value_trend_standard_error = fit.checks?.trend?.standardError
    value_trend_customers = fit.checks?.trend?.customers
    fallback = fit.fallback
  }
}

extension Manifest {
  /// Adds what only `--json` has: paths, seconds and memory.
  mutating func addMeasurements(_ run: ScoreRun, writing: Double) {
    for (index, input) in run.source.inputs.enumerated() { inputs[index].path = input.path }
    model.file?.path = run.models.document.file?.path
    let stages = run.seconds
    seconds = Seconds(
      total: ((stages.total + writing) * 1000).rounded() / 1000, scan: stages.scan,
      fit: stages.fit, predict: stages.predict, write: writing)
    peak_bytes = PeakMemory.bytes
  }
}

/// A value that stands in the document even when there is none, as `null`.
@propertyWrapper
struct OrNull<Value> {
  var wrappedValue: Value?

  init(wrappedValue: Value?) { self.wrappedValue = wrappedValue }
}

extension OrNull: Decodable where Value: Decodable {
  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    wrappedValue = container.decodeNil() ? nil : try container.decode(Value.self)
  }
}

extension OrNull: Encodable where Value: Encodable {
  func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(wrappedValue)
  }
}
