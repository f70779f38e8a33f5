import ArgumentParser
import Columns
import Foundation
import Orders

/// Where orders come from, and which of them count.
struct SourceOptions: ParsableArguments {
  @Argument(
    help: ArgumentHelp(
      "A store, or order files: CSV, separated by comma, semicolon, tab, | or blanks, or Parquet, packed "
        + "by gzip or zstd or not; folders of them; patterns in quotes; Delta tables; - for standard input.",
      valueName: "source"),
    completion: .file(extensions: ["csv", "tsv", "txt", "parquet", "gz", "zst"]))
  var sources: [String]

  @OptionGroup var reading: ReadingOptions

  @Option(
    help: ArgumentHelp(
      "The last day that counts, whole: YYYY-MM-DD (1900 to 2999), today or yesterday.",
      valueName: "day"))
  var asOf: AsOf = .lastOrder

  @Option(help: "Whether orders of amount zero count: exclude or keep.")
  var zeroOrders: ZeroOrders = .exclude

  /// Whether orders of amount zero count.
  enum ZeroOrders: String, ExpressibleByArgument, CaseIterable, Codable {
    case exclude, keep
  }

  /// The files that are read: nothing is written over them.
  var files: [String] { sources + reading.files }

  func validate() throws {
    if sources.isEmpty { throw ValidationError("name a store, or at least one order file") }
  }

  /// Opens the orders.
  func open(
    customer: String?, progress: Progress, rejects: inout Rejects
  ) throws -> OpenedSource {
    let options = try reading.orderOptions(customer: customer)
    if let store = sources.first(where: SourcePaths.isStore) {
      if sources.count > 1 {
        throw ValidationError(
          "\(store) is a store, and a store is read by itself; import the other files into it")
      }
      return try open(store: store, options, progress: progress)
    }
    let stage = "Reading \(sources.joined(separator: ", "))"
    let reader = OrderReader(options: options, threads: reading.threads, spool: reading.spool)
    let log = try reader.read(
      sources, progress: { progress.show(stage, $0, of: $1) }, reject: { try rejects.add($0) })
    try rejects.check(log.account, limit: reading.maxRejects)
    return OpenedSource(orders: log, zone: options.timeZone)
  }

  /// The same, where rows that cannot be read are handed back nowhere.
  func open(customer: String?, progress: Progress) throws -> OpenedSource {
    var rejects = try Rejects(path: nil)
    return try open(customer: customer, progress: progress, rejects: &rejects)
  }

  private func open(
    store path: String, _ options: OrderOptions, progress: Progress
  ) throws -> OpenedSource {
    let named = (options.customer == nil ? [] : ["--customer-column"]) + reading.fileOptions
    if let option = named.first {
      throw ValidationError("\(option) is for order files; the columns of a store are fixed")
    }
    progress.show("Opening \(path)")
    let store = try OrderStore(path)
    let fixed = try store.settings.fixed(options, path: path)
    return OpenedSource(
      orders: try StoredOrders(store, threads: reading.threads), zone: fixed.timeZone)
  }
}

/// Orders that may be gone through as often as it takes.
struct OpenedSource {
  let orders: any OrderSource
  /// Whose days `--as-of today` goes by.
  let zone: TimeZoneTable?
}

/// What `--as-of` says.
enum AsOf: ExpressibleByArgument {
  case lastOrder
  case today
  case yesterday
  case day(Day)

  init?(argument: String) {
    switch argument {
    case "today": self = .today
    case "yesterday": self = .yesterday
    default:
      guard let date = CalendarDay(argument: argument) else { return nil }
      self = .day(date.day)
    }
  }

  var defaultValueDescription: String { "the last order day that is not after today" }
}

/// A day as the command line has it: YYYY-MM-DD.
struct CalendarDay: ExpressibleByArgument {
  let day: Day

  init(_ day: Day) { self.day = day }

  init?(argument: String) {
    let parts = argument.split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
    guard argument.utf8.count == 10, parts.count == 3, let year = parts[0], let month = parts[1],
      let day = parts[2], OrderOptions.years.contains(year),
      let date = Day(year: year, month: month, day: day)
    else { return nil }
    self.day = date
  }

  var defaultValueDescription: String { day.description }
}
