public import ArgumentParser
import Columns
import Foundation
import Orders

/// Options that say how order files are read.
struct ReadingOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "What wrote the files: \(Self.presets), or a file that describes it. Default: told by the header.",
      valueName: "name"))
  var source: String?

  @Option(
    help: ArgumentHelp(
      "Names of the columns of a file without a header, in order; _ for one to pass over.",
      valueName: "names"))
  var columns: String?

  @Option(help: ArgumentHelp("The column of the order's date or stamp.", valueName: "column"))
  var date: String?

  @Option(
    help: ArgumentHelp(
      "The column of the order's amount, or none if there are no amounts.", valueName: "column"))
  var amount: String?

  @Option(help: ArgumentHelp("The column of the order's id.", valueName: "column"))
  var orderId: String?

  @Option(
    help: ArgumentHelp(
      "The column of a line's product; each row is a line of an order then.", valueName: "column"))
  var product: String?

  @Option(help: ArgumentHelp("The column of a line's quantity.", valueName: "column"))
  var quantity: String?

  @Option(
    help: ArgumentHelp(
      "How dates are written, such as %d/%m/%Y %H:%M. Needed only where the dates themselves leave "
        + "it open.", valueName: "format"))
  var dateFormat: String?

  @Option(
    help: ArgumentHelp(
      "The shop's time zone, such as Europe/Berlin: stamps in UTC count by its days.",
      valueName: "name"))
  var timeZone: String?

  @Option(
    help: ArgumentHelp(
      "The zone that stamps without one are written in. Default: the shop's.", valueName: "name"))
  var stampZone: String?

  @Option(
    help: ArgumentHelp(
      "The currency of the amounts (ISO 4217), which sets their decimals. Without it: two.",
      valueName: "code"))
  var currency: String?

  @Option(
    help: ArgumentHelp(
      "CSV of currency,rate[,date]: what one unit of another currency is in --currency, from that day "
        + "on.", valueName: "file"),
    completion: .file(extensions: ["csv"]))
  var rates: String?

  @Flag(help: "Amounts are in cents, or what the currency has for them.")
  var minorUnits = false

  @Option(
    help: "What stands before decimals, where the amounts leave it open: point or comma.")
  var decimal: OrderOptions.DecimalMark?

  @Option(
    help: ArgumentHelp(
      "What counts as revenue: net (after discounts and refunds; without tax, shipping, tips and gift "
        + "cards), net-of-discounts (the same before refunds) or gross (before discounts too). Default: "
        + "net.", valueName: "basis"))
  var revenue: RevenueBasis?

  @Option(
    help: ArgumentHelp(
      "What makes a customer: id, email or phone. Default: the source's.", valueName: "kind"))
  var customerKey: CustomerKey?

  @Option(
    help: ArgumentHelp(
      "A customer id or e-mail that stands for nobody; may be repeated.", valueName: "value"))
  var guest: [String] = []

  @Option(
    help: ArgumentHelp(
      "CSV of from_id,to_id: ids that are one person, who is to_id.", valueName: "file"),
    completion: .file(extensions: ["csv"]))
  var customerMap: String?

  @Option(
    help: ArgumentHelp("A further status that counts as paid; may be repeated.", valueName: "word"))
  var paidStatus: [String] = []

  @Option(
    help: ArgumentHelp(
      "An order that comes again and is another: replace, keep or fail.", valueName: "rule"))
  var onConflict: ConflictRule = .replace

  @Option(
    help: ArgumentHelp(
      "How many unreadable rows are tolerated: a share such as 1%, or a number.",
      valueName: "limit"))
  var maxRejects: RejectLimit = .share(percent: 1)

  @OptionGroup var threadOptions: ThreadOptions

  /// The files that are read beside the orders.
  var files: [String] {
    let preset = source.flatMap { Preset.names.contains($0) ? nil : $0 }
    return [preset, rates, customerMap].compactMap { $0 }
  }

  private static let presets = Preset.names.joined(separator: ", ")

  /// Who works.
  var threads: Threads { threadOptions.threads }

  /// Where what is piped in or packed is copied to.
  var spool: Spool { Spool(folder: FileManager.default.temporaryDirectory.path) }

  func validate() throws {
    _ = try plainOptions(customer: nil)
    if rates != nil && currency == nil {
      throw ValidationError("--rates needs --currency: the one that amounts are converted to")
    }
  }

  /// The options that were given and that only files take, by name.
  var fileOptions: [String] {
    let given: [(String, Bool)] = [
      ("--source", source != nil), ("--columns", columns != nil), ("--date", date != nil),
      ("--amount", amount != nil), ("--order-id", orderId != nil), ("--product", product != nil),
      ("--quantity", quantity != nil), ("--date-format", dateFormat != nil),
      ("--stamp-zone", stampZone != nil), ("--rates", rates != nil),
      ("--minor-units", minorUnits), ("--decimal", decimal != nil), ("--guest", !guest.isEmpty),
      ("--customer-map", customerMap != nil), ("--paid-status", !paidStatus.isEmpty),
      ("--on-conflict", onConflict != .replace),
    ]
    return given.filter(\.1).map(\.0)
  }

  /// The options as the reader takes them, with what stands in the files that they name.
  func orderOptions(customer: String?) throws -> OrderOptions {
    var options = try plainOptions(customer: customer)
    if let customerMap { options.customerMap = try SideFiles.customerMap(customerMap) }
    if let rates { options.rates = try SideFiles.rates(rates) }
    return options
  }

  private func plainOptions(customer: String?) throws -> OrderOptions {
    var options = OrderOptions()
    options.customer = customer
    options.source = source
    options.columns = try columns.map(Self.names)
    options.date = date
    options.amount =
      switch amount {
      case nil: .guess
      case "none": .none
      case let name?: .named(name)
      }
    options.orderID = orderId
    options.product = product
    options.quantity = quantity
    do {
      options.dateFormat = try dateFormat.map { try DateFormat($0) }
    } catch {
      throw ValidationError("\(error)")
    }
    options.timeZone = try timeZone.map { try Self.zone($0, "--time-zone") }
    options.stampZone = try stampZone.map { try Self.zone($0, "--stamp-zone") }
    if let currency {
      guard let known = Currency(code: currency) else {
        throw ValidationError(
          "--currency \(currency): a code of three letters is needed, such as EUR")
      }
      options.currency = known
    }
    options.hasMinorUnits = minorUnits
    options.decimalMark = decimal
    options.revenue = revenue
    options.customerKey = customerKey
    options.guests = guest
    options.paidStatuses = Set(paidStatus.map { $0.lowercased() })
    options.onConflict = onConflict
    return options
  }

  private static func names(_ list: String) throws -> [String] {
    let names = list.split(separator: ",", omittingEmptySubsequences: false)
      .map { $0.trimmingCharacters(in: .whitespaces) }
    if names.count < 2 || names.contains("") {
      throw ValidationError(
        "--columns \(list): names separated by commas are needed, such as customer_id,_,order_date,amount"
      )
    }
    return names
  }

  private static func zone(_ name: String, _ option: String) throws -> TimeZoneTable {
    guard let table = TimeZoneTable(name: name) else {
      throw ValidationError("\(option) \(name): no such zone; write it like Europe/Berlin")
    }
    return table
  }
}

extension OrderOptions.DecimalMark: ExpressibleByArgument {}
extension RevenueBasis: ExpressibleByArgument {}
extension CustomerKey: ExpressibleByArgument {}
extension ConflictRule: ExpressibleByArgument {}

/// How many rejected rows a run tolerates.
enum RejectLimit: ExpressibleByArgument, CustomStringConvertible {
  case share(percent: Double)
  case rows(Int)

  init?(argument: String) {
    if argument.hasSuffix("%") {
      guard let percent = Double(argument.dropLast()), (0...100).contains(percent) else {
        return nil
      }
      self = .share(percent: percent)
    } else {
      guard let rows = Int(argument), rows >= 0 else { return nil }
      self = .rows(rows)
    }
  }

  /// Whether so many rejected rows are too many.
  func isExceeded(by rejected: Int, of rows: Int) -> Bool {
    switch self {
    case .share(let percent): Double(rejected) * 100 > percent * Double(rows)
    case .rows(let most): rejected > most
    }
  }

  var description: String {
    switch self {
    case .share(let percent): "\(Figures.plain(percent))%"
    case .rows(let rows): "\(rows)"
    }
  }

  var defaultValueDescription: String { description }
}
