import Columns
import Histories
import Models
import Orders
import Scores
import Segments

/// The path from orders to a model file.
struct FitRun {
  let base: Base
  let file: ModelFile
  /// How far the base has moved away from a model of before, if one was named.
  let drift: DriftDocument?
  let warnings: [String]
  let seconds: StageSeconds

  /// Reads, fits and compares.
  ///
  /// - Throws: `RunError` if no order counts, or the model of before is of another kind; errors of files.
  init(
    source choice: SourceOptions, customer: String?, family: ModelFamily?, spend: SpendFamily?,
    historyFrom: Day?, compareModel: String?, progress: Progress
  ) throws {
    let threads = choice.reading.threads
    var clock = StageClock()
    var rejects = try Rejects(path: nil)
    let base = try Base(
      source: choice, customer: customer, progress: progress, rejects: &rejects)
    self.base = base
    let histories = try base.histories(from: historyFrom)
    clock.end(\.scan)

    let before = try compareModel.map {
      try ChosenModel(file: $0, for: base.source, zeroOrders: choice.zeroOrders)
    }
    if let before, let family, before.model.family != family {
      throw RunError(
        status: .usage,
        description:
          "--model \(family.rawValue): \(compareModel ?? "") has \(before.document.name), and "
          + "only models of one family are compared")
    }
    progress.show("Fitting the model to \(Figures.count(histories.count)) customers")
    let currency = base.source.currency
    let models = try ChosenModel(
      family ?? before?.model.family ?? .mbg, spend: spend ?? .gammaGamma, to: histories,
      from: historyFrom, currency: currency, threads: threads)
    file = ModelFile(
      as_of: histories.asOf.description, currency: currency.code,
      currency_decimals: currency.scale, zero_orders: choice.zeroOrders,
      data: ModelFile.Data(try BaseFigures(histories, threads: threads), models.spend),
      model: models.document, spend_model: models.spendDocument)
    clock.end(\.fit)

    if let before, let fit = models.fit {
      progress.show("Comparing with \(compareModel ?? "")")
      drift = try DriftDocument(
        from: before, to: models, fit, data: file.data, learned: histories, base: base,
        threads: threads)
    } else {
      drift = nil
    }
    clock.end(\.predict)
    seconds = clock.seconds
    warnings =
      Warnings.ofSource(base, historyFrom: historyFrom) + Warnings.ofModel(models, base)
      + Warnings.ofSpend(models)
  }
}

extension ModelFile.Data {
  /// The figures of a base and of what its purchases are worth.
  init(_ figures: BaseFigures, _ spend: SpendFit?) {
    self.init(
      customers: figures.customers, purchase_days: figures.customers + figures.repeats,
      repeat_buyers: figures.repeatBuyers, mean_x: figures.meanX, mean_tx: figures.meanTx,
      mean_T: figures.meanT, mean_gap: figures.meanGap, mean_purchase_value: spend?.baseMean)
  }
}
