/// How the rows of a file with details are read.
struct DetailFormat: Sendable {
  /// A bound column.
  struct Column: Sendable {
    /// What it says.
    let role: Role
    /// The role's place among all.
    let place: Int
    /// Its place among the file's columns.
    let index: Int
    /// What its texts are brought into.
    let normal: TextForm?
    /// How records hold its values.
    let form: DetailRecord.Form
    /// The text that all rows have, where it stands beside the file and not in it.
    let constant: [UInt8]?
    /// Whether no other column of its role follows.
    var isLast = true
  }

  /// The columns by role; several of one role follow each other.
  let columns: [Column]
  /// What a row is.
  let shape: RowShape
  /// Whether a blank may stand for the value of another row of the order.
  let fills: Bool
  /// What the number of an order begins with that cancels another; empty if nothing does.
  let cancelPrefix: [UInt8]
  /// The role that is the customer.
  let key: Role
  /// How values are read.
  let values: ValueFormat
  /// How quantities are read.
  let quantities: MoneyFormat
  /// Whether rows say their currency, of which minor units may be others than the store's.
  let scalesMinorUnits: Bool
  /// The roles of which a row has to have one: those that say its revenue.
  let amounts: UInt64
  /// Whether a row has to have a date.
  let needsDate: Bool
  /// Whether a row whose revenue is a price has to have a quantity.
  let needsQuantity: Bool

  /// The format that a binding and options make.
  init(_ binding: Binding, _ options: OrderOptions) {
    let rules = binding.rules
    var columns = binding.columns.map { bound in
      Column(
        role: bound.role, place: bound.role.place, index: bound.index,
        normal: TextForm(bound.role, hasFloatIDs: rules.hasFloatIDs, key: binding.key),
        form: bound.role.form,
        constant: bound.constant.map { Array(($0.value ?? "").utf8) })
    }.sorted { ($0.place, $0.index) < ($1.place, $1.index) }
    for index in columns.indices.dropLast() {
      columns[index].isLast = columns[index].place != columns[index + 1].place
    }
    self.columns = columns
    key =
      switch binding.key {
      case .id: .customerID
      case .email: .email
      case .phone: .phone
      }
    shape = binding.shape
    fills = binding.fills
    var values = ValueFormat(options)
    values.dates.stampZone =
      options.stampZone ?? rules.stampZone.flatMap { TimeZoneTable(name: $0) }
    values.dates.order = rules.monthFirst.map { $0 ? .monthFirst : .dayFirst }
    self.values = values
    quantities = MoneyFormat(scale: 0, mark: options.decimalMark, areWhole: false)
    cancelPrefix = Array((rules.cancelPrefix ?? "").utf8)
    let roles = Set(columns.map(\.role))
    scalesMinorUnits = options.hasMinorUnits && roles.contains(.currency)
    let isWhole = !fills && (shape == .orders || shape == .lines)
    needsDate = isWhole && roles.contains(.stamp)
    let revenue: [Role] =
      switch shape {
      case .orders, .lines: fills ? [] : [.amount, .orderTotal, .lineTotal, .unitPrice]
      case .payments: [.amount]
      case .items, .customers: []
      }
    amounts = revenue.filter { roles.contains($0) }.reduce(0) { $0 | 1 << UInt64($1.place) }
    needsQuantity = isWhole && roles.contains(.quantity)
  }
}
