public import Columns
public import Histories

/// The lifecycle stages that customers were in on an earlier day, collected while their histories are made.
///
/// What was paid back by as-of is taken off on the earlier day too: an order that was sent back whole was none.
public struct EarlierStages: OrderObserver {
  /// The earlier day.
  public let day: Day
  private let windows: StageWindows
  /// In the order of histories: places in `LifecycleStage.allCases`, or behind them without an order by then.
  private var codes: [UInt8] = []

  /// Nobody's yet.
  public init(on day: Day, windows: StageWindows) {
    self.day = day
    self.windows = windows
  }

  /// Adds the orders of some customers.
  public mutating func add(_ starts: Span<Int>, _ days: Span<Int32>, _ amounts: Span<Int64>) {
    for customer in 0..<starts.count - 1 {
      let own = days.extracting(starts[customer] - starts[0]..<starts[customer + 1] - starts[0])
      if own.count == 0 { continue }
      var last = own.count - 1
      while last > 0 && own[last] > day.rawValue { last -= 1 }
      codes.append(
        own[last] > day.rawValue
          ? UInt8(LifecycleStage.allCases.count)
          : UInt8(
            windows.place(
              quiet: Int(day.rawValue) - Int(own[last]), hasReturned: own[last] > own[0])))
    }
  }

  /// Adds what another one saw.
  public static func += (left: inout EarlierStages, right: EarlierStages) {
    left.codes += right.codes
  }

  /// The column of some customers; absent for those who had not ordered.
  func column(_ customers: Range<Int>) -> Column {
    let names = LifecycleStage.allCases.map(\.rawValue)
    let own = codes[customers]
    let had = own.map { $0 < names.count }
    return Column(
      Field("earlier_lifecycle_stage", .text, isNullable: true),
      .labels(codes: own.map { $0 < names.count ? $0 : 0 }, names: names),
      validity: had.contains(false) ? had : nil)
  }
}
