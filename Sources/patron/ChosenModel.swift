import Columns
import Histories
import Models
import Orders

/// The models that a run predicts with: fitted to its base, or read from a file.
struct ChosenModel {
  let model: PurchaseModel
  /// Nil if the orders have no amounts.
  let spend: SpendFit?
  let document: ModelDocument
  let spendDocument: Manifest.SpendModel?
  /// The fit, if the model is not from a file.
  let fit: PurchaseFit?
  /// What the base of the model's file looked like.
  let data: ModelFile.Data?

  /// The family that was asked for, or that of the file.
  var family: ModelFamily { fit?.requested ?? model.family }

  /// Fits the models to the customers of a base whose first order lies on a day or after it; nil for all.
  init(
    _ family: ModelFamily, spend: SpendFamily, to histories: Histories, from day: Day? = nil,
    currency: Currency, threads: Threads
  ) throws {
    let fit = try PurchaseFit(family, to: histories, threads: threads)
    self.fit = fit
    data = nil
    model = fit.model
    var document = ModelDocument(fit)
    document.history_from = day?.description
    self.document = document
    self.spend =
      histories.hasAmounts
      ? try SpendFit(to: histories, scale: currency.scale, family: spend, threads: threads) : nil
    spendDocument = self.spend.map { Manifest.SpendModel($0) }
  }

  /// Takes the models of a file for the orders of a source.
  ///
  /// - Throws: `FileError`; `RunError` if the file is broken, or the orders are of another kind than those
  ///   that its models were fitted to.
  init(
    file path: String, for source: any OrderSource, zeroOrders: SourceOptions.ZeroOrders
  ) throws {
    let (file, sha256) = try ModelFile.read(path)
    try Self.check(file, path, source, zeroOrders)
    guard let family = ModelFamily(rawValue: file.model.name) else {
      preconditionFailure("a file that was read names a family")
    }
    model = PurchaseModel(
      family, parameters: family.parameterNames.map { file.model.parameters[$0] ?? 0 })
    var document = file.model
    document.file = ModelDocument.File(path: path, sha256: sha256)
    self.document = document
    spend = file.spend_model?.fit
    spendDocument = file.spend_model
    data = file.data
    fit = nil
  }

  /// Refuses a model of other orders.
  private static func check(
    _ file: ModelFile, _ path: String, _ source: any OrderSource,
    _ zeroOrders: SourceOptions.ZeroOrders
  ) throws {
    func conflict(_ text: String) -> RunError {
      RunError(status: .usage, description: "\(path): \(text)")
    }
    if file.zero_orders != zeroOrders {
      throw conflict(
        "the model was fitted with --zero-orders \(file.zero_orders.rawValue); say so here too")
    }
    if source.hasAmounts != (file.spend_model != nil) {
      throw conflict(
        source.hasAmounts
          ? "the model was fitted without amounts; use --amount none, or fit one with them"
          : "the model was fitted with amounts, and there are none here; name their column, or fit a "
            + "model with --amount none")
    }
    let named = [file.currency, source.currency.code].compactMap { $0 }
    if source.hasAmounts
      && (Set(named).count > 1 || file.currency_decimals != source.currency.scale)
    {
      throw conflict(
        "the model is in \(file.currency ?? "\(file.currency_decimals) decimals"), the orders in "
          + "\(source.currency.code ?? "\(source.currency.scale) decimals"); fit one to orders of "
          + "this currency")
    }
  }
}

extension Manifest.SpendModel {
  /// The model that the document describes; nil if it describes none.
  var fit: SpendFit? {
    SpendModel(name: name, parameters: parameters).map {
      SpendFit(
        known: $0, observations: observations, correlation: correlation_with_frequency,
        fallback: fallback)
    }
  }
}
