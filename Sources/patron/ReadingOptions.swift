import ArgumentParser
import Columns
import Orders

/// Options that say how order files are read.
struct ReadingOptions: ParsableArguments {
  @Option(help: ArgumentHelp("The column of the order's date or stamp.", valueName: "column"))
  var date: String?

  @Option(
    help: ArgumentHelp(
      "The column of the order's amount, or none if there are no amounts.", valueName: "column"))
  var amount: String?

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
      "The currency of the amounts (ISO 4217), which sets their decimals. Without it: two.",
      valueName: "code"))
  var currency: String?

  @Option(
    help: ArgumentHelp(
      "How many unreadable rows are tolerated: a share such as 1%, or a number.",
      valueName: "limit"))
  var maxRejects: RejectLimit = .share(percent: 1)

  @OptionGroup var threadOptions: ThreadOptions

  /// Who works.
  var threads: Threads { threadOptions.threads }

  func validate() throws {
    _ = try orderOptions(customer: nil)
  }

  /// The options as the reader takes them.
  func orderOptions(customer: String?) throws -> OrderOptions {
    var options = OrderOptions()
    options.customer = customer
    options.date = date
    options.amount =
      switch amount {
      case nil: .guess
      case "none": .none
      case let name?: .named(name)
      }
    do {
      options.dateFormat = try dateFormat.map { try DateFormat($0) }
    } catch {
      throw ValidationError("\(error)")
    }
    if let timeZone {
      guard let table = TimeZoneTable(name: timeZone) else {
        throw ValidationError(
          "--time-zone \(timeZone): no such zone; write it like Europe/Berlin")
      }
      options.timeZone = table
    }
    if let currency {
      guard let known = Currency(code: currency) else {
        throw ValidationError(
          "--currency \(currency): a code of three letters is needed, such as EUR")
      }
      options.currency = known
    }
    return options
  }
}

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
