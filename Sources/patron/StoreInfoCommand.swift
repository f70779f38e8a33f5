import ArgumentParser
import Bytes
import Columns
import Orders

/// `patron store info`.
struct StoreInfoCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "info", abstract: "Shows what a store holds.")

  @OptionGroup var options: StoreOptions

  /// The document of `--json`.
  private struct Document: Encodable {
    var patron = Patron.version
    var command = "store info"
    var store: String
    var version: Int
    var orders: Int
    var customers: Int
    var bytes: Int
    @OrNull var bytes_per_order: Double?
    var files: Int
    var foreign_files: Int
    var buckets: Int
    var imports: Int
    @OrNull var first_order_date: String?
    @OrNull var last_order_date: String?
    @OrNull var currency: String?
    @OrNull var time_zone: String?
    @OrNull var revenue: String?
  }

  func run() throws {
    let progress = Progress(isQuiet: options.quiet)
    progress.show("Counting customers")
    let store = try OrderStore(options.store)
    let info = try StoreInfo(store, threads: options.threadOptions.threads)
    progress.clear()
    let settings = store.settings
    let scale = settings.currency.scale
    let perOrder =
      info.orders == 0 ? nil : (Double(info.bytes) / Double(info.orders) * 100).rounded() / 100
    if options.json {
      let document = Document(
        store: options.store, version: info.version, orders: info.orders,
        customers: info.customers, bytes: info.bytes, bytes_per_order: perOrder,
        files: info.files, foreign_files: info.foreignFiles, buckets: info.buckets,
        imports: info.imports, first_order_date: info.days?.lowerBound.description,
        last_order_date: info.days?.upperBound.description, currency: settings.currency.code,
        time_zone: settings.timeZone,
        revenue: settings.hasAmounts ? Figures.decimal(info.revenue, scale: scale) : nil)
      try Descriptor.standardOutput.write(try Manifest.json(document))
      return
    }
    if options.quiet { return }
    let days = info.days.map { "\($0.lowerBound) to \($0.upperBound)" } ?? "none"
    var lines = [
      "\(options.store): version \(info.version), "
        + "\(Figures.counted(info.imports, "order file")) imported",
      "Orders     \(Figures.count(info.orders)) of \(Figures.counted(info.customers, "customer"))",
      "Days       \(days), stamps in UTC by \(settings.timeZone ?? "UTC")",
      settings.hasAmounts
        ? "Revenue    \(Figures.money(info.revenue, in: settings.currency))"
        : "Revenue    none: the orders have no amounts",
      "On disk    \(ByteCount(info.bytes)) in \(Figures.counted(info.files, "file"))"
        + (perOrder.map { ", \(Figures.number($0, decimals: 2)) bytes per order" } ?? ""),
      "Buckets    \(info.buckets)",
    ]
    if info.files > info.buckets * 4 || info.foreignFiles > 0 {
      lines.append(
        "Note: \(info.foreignFiles > 0 ? "files of other writers are" : "many files are") merged on "
          + "every run; patron store compact \(options.store) does it once.")
    }
    try Descriptor.standardOutput.write(Array((lines.joined(separator: "\n") + "\n").utf8))
  }
}
