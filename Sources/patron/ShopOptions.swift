import ArgumentParser
import Columns
import Orders
import Simulation

/// Options that say what shop is simulated.
struct ShopOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "How many orders there are, exactly; at least one a customer. Default: ten a customer.",
      valueName: "number"))
  var orders: Int?

  @Option(help: ArgumentHelp("How many customers place them.", valueName: "number"))
  var customers = 100_000

  @Option(
    help: ArgumentHelp(
      "The seed of the random numbers: another one is another shop alike.", valueName: "number"))
  var seed: UInt64 = 1

  @Flag(help: "Orders have ids: numbers of ten digits in order of time.")
  var orderIds = false

  @Option(
    help: ArgumentHelp("The first day. Default: three years with the last.", valueName: "date"))
  var start: CalendarDay?

  @Option(help: ArgumentHelp("The last day, which counts whole.", valueName: "date"))
  var end = CalendarDay(Day(rawValue: 20_453))

  @Option(help: ArgumentHelp("The number of days, instead of --start.", valueName: "number"))
  var days: Int?

  @Option(
    help: ArgumentHelp(
      "Order rates are Gamma(r, alpha) over the customers.", valueName: "shape"))
  var r = 0.553

  @Option(
    help: ArgumentHelp(
      "In days, instead of --orders: as many orders as come with it.", valueName: "rate"))
  var alpha: Double?

  @Option(
    help: ArgumentHelp("Dropout rates are Gamma(s, beta) over the customers.", valueName: "shape"))
  var s = 0.606

  @Option(help: ArgumentHelp("In days.", valueName: "rate"))
  var beta = 81.68

  @Option(
    help: ArgumentHelp("A customer's spends are Gamma(p, ν), in major units.", valueName: "shape"))
  var p = 6.25

  @Option(help: ArgumentHelp("ν is Gamma(q, v) over the customers.", valueName: "shape"))
  var q = 3.74

  @Option(help: ArgumentHelp("In major units.", valueName: "rate"))
  var v = 15.44

  func validate() throws { _ = try simulationOptions() }

  /// The options as the simulation takes them.
  func simulationOptions() throws -> SimulationOptions {
    if start != nil && days != nil {
      throw ValidationError("--start and --days both say where the period begins; choose one")
    }
    if orders != nil && alpha != nil {
      throw ValidationError("--orders and --alpha both say how many orders there are; choose one")
    }
    let most = SimulationOptions.mostDays
    if let days, !(1...most).contains(days) {
      throw ValidationError("--days \(days): 1 to \(Figures.count(most)) are possible")
    }
    let last = end.day
    let first = start?.day ?? days.map { last - Int32($0 - 1) } ?? Self.threeYears(upTo: last)
    if first > last { throw ValidationError("--start \(first): it is after the last day, \(last)") }
    if Int(last - first) >= most || !OrderOptions.years.contains(first.civil.year) {
      throw ValidationError(
        "a period from \(first) to \(last): at most \(Figures.count(most)) days from "
          + "\(OrderOptions.years.lowerBound) on are possible")
    }
    var options = SimulationOptions(firstDay: first, lastDay: last)
    let counts = SimulationOptions.counts
    guard counts.contains(customers) else {
      throw ValidationError(
        "--customers \(customers): 1 to \(Figures.count(counts.upperBound)) are possible")
    }
    options.customers = customers
    let wanted = orders ?? min(10 * customers, counts.upperBound)
    guard wanted >= customers, counts.contains(wanted) else {
      throw ValidationError(
        "--orders \(wanted): from one a customer (\(Figures.count(customers))) to "
          + "\(Figures.count(counts.upperBound)) are possible")
    }
    options.size = alpha.map { .alpha($0) } ?? .orders(wanted)
    options.seed = seed
    options.hasOrderIDs = orderIds
    for (name, value) in [("r", r), ("s", s), ("p", p), ("q", q)] {
      try Self.check(name, value, SimulationOptions.shapes)
    }
    for (name, value) in [("alpha", alpha), ("beta", beta), ("v", v)] {
      try Self.check(name, value ?? 1, SimulationOptions.rates)
    }
    (options.r, options.s, options.beta) = (r, s, beta)
    (options.p, options.q, options.v) = (p, q, v)
    return options
  }

  private static func check(_ name: String, _ value: Double, _ range: ClosedRange<Double>) throws {
    guard range.contains(value) else {
      throw ValidationError(
        "--\(name) \(value): \(Figures.plain(range.lowerBound)) to \(Figures.plain(range.upperBound)) "
          + "are possible")
    }
  }

  /// The first of three years of which a day is the last.
  private static func threeYears(upTo end: Day) -> Day {
    let (year, month, day) = (end + 1).civil
    // A period up to February 28 begins on March 1.
    return Day(year: year - 3, month: month, day: day)
      ?? Day(year: year - 3, month: month + 1, day: 1) ?? end
  }
}
