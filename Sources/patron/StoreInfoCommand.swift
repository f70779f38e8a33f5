import ArgumentParser
import Bytes
import Columns
import Foundation
import Orders

/// `patron store info`.
struct StoreInfoCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "info", abstract: "Shows what a store holds, and how every import came out.")

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
    @OrNull var revenue_basis: String?
    var customer_key: String
    /// Orders of which something was paid back on a day that is known.
    var refunded_orders: Int
    /// Orders that do not count, by reason.
    var set_aside: [String: SetAside]
    /// The tables beside the orders, by name.
    var tables: [String: Table]
    /// All versions, oldest first.
    var history: [Version]
  }

  private struct SetAside: Encodable {
    var orders: Int
    var rows: Int
    @OrNull var revenue: String?
  }

  private struct Table: Encodable {
    var rows: Int
    var bytes: Int
    var files: Int
  }

  private struct Version: Encodable {
    var version: Int
    @OrNull var time: String?
    var operation: String
    @OrNull var imported: ImportRecord?
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
        revenue: settings.hasAmounts ? Figures.decimal(info.revenue, scale: scale) : nil,
        revenue_basis: settings.hasAmounts ? settings.revenueBasis : nil,
        customer_key: settings.customerKey.rawValue, refunded_orders: info.refundedOrders,
        set_aside: info.setAside.mapValues { sum in
          SetAside(
            orders: sum.orders, rows: sum.rows,
            revenue: settings.hasAmounts ? Figures.decimal(sum.revenue, scale: scale) : nil)
        },
        tables: Dictionary(
          uniqueKeysWithValues: info.tables.map {
            ($0.name, Table(rows: $0.rows, bytes: $0.bytes, files: $0.files))
          }),
        history: info.history.map {
          Version(
            version: $0.version, time: $0.time.map(Self.time), operation: $0.operation,
            imported: $0.imported)
        })
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
        ? "Revenue    \(Figures.money(info.revenue, in: settings.currency)), "
          + settings.revenueBasis
        : "Revenue    none: the orders have no amounts",
      "On disk    \(ByteCount(info.bytes)) in \(Figures.counted(info.files, "file"))"
        + (perOrder.map { ", \(Figures.number($0, decimals: 2)) bytes per order" } ?? ""),
      "Buckets    \(info.buckets)",
    ]
    for table in info.tables {
      lines.append(
        table.name.padding(toLength: 11, withPad: " ", startingAt: 0)
          + "\(Figures.counted(table.rows, "row")) in \(ByteCount(table.bytes))")
    }
    lines += setAside(info, settings) + history(info)
    if info.files > info.buckets * 4 || info.foreignFiles > 0 {
      lines.append(
        "Note: \(info.foreignFiles > 0 ? "files of other writers are" : "many files are") merged on "
          + "every run; patron store compact \(options.store) does it once.")
    }
    try Descriptor.standardOutput.write(Array((lines.joined(separator: "\n") + "\n").utf8))
  }

  /// A moment in UTC as ISO 8601 has it.
  private static func time(_ milliseconds: Int) -> String {
    Date(timeIntervalSince1970: Double(milliseconds) / 1000).ISO8601Format()
  }

  /// The orders that do not count, by reason.
  private func setAside(_ info: StoreInfo, _ settings: StoreSettings) -> [String] {
    if info.setAside.isEmpty { return [] }
    let rows = info.setAside.sorted { $0.key < $1.key }.map { reason, sum in
      ["set aside: \(reason)", Figures.count(sum.rows)]
        + (settings.hasAmounts ? [Figures.money(sum.revenue, in: settings.currency)] : [])
    }
    let header = ["", "rows"] + (settings.hasAmounts ? ["revenue"] : [])
    return [""] + TextTable(header: header, rows: rows).lines
  }

  /// What every import brought.
  private func history(_ info: StoreInfo) -> [String] {
    let rows = info.history.map { version in
      let record = version.imported
      let files = record?.files.map(\.name) ?? []
      let names =
        files.count > 2 ? "\(files[0]) and \(files.count - 1) more" : files.joined(separator: ", ")
      return [
        "\(version.version)", version.time.map(Self.time) ?? "",
        record == nil ? version.operation : Figures.printable(names), record?.preset ?? "",
        record.map { Figures.count($0.rows.all) } ?? "",
        record.map { Figures.count($0.rows.used) } ?? "",
        record.flatMap { $0.revenue?.used } ?? "",
      ]
    }
    return [""]
      + TextTable(
        header: ["version", "time", "files", "source", "rows in", "rows used", "revenue used"],
        rows: rows
      ).lines
  }
}
