internal import Bytes
internal import Columns

/// What the orders of an import are made by, whatever file they come from.
struct AssemblyRules: Sendable {
  /// What makes a customer.
  var key = CustomerKey.id
  /// What revenue is.
  var basis = RevenueBasis.net
  /// What becomes of an order that comes again and is another.
  var onConflict = ConflictRule.replace
  /// Customers that stand for nobody, beside those of the sources.
  var guests: Set<[UInt8]> = []
  /// For each id that of the person it belongs to, without chains.
  var customerMap: [[UInt8]: [UInt8]] = [:]
  /// Customers whose orders up to a day are not to be kept; nil if there are none.
  var forgotten: ForgottenIDs?
  /// Whether what orders say of their customers is noted.
  var keepsContacts = false
  /// Statuses that count, beside those of the sources, in lower case.
  var paidStatuses: Set<[UInt8]> = []
  /// The code of the store's currency, or nil if none is named: then every currency is taken for it.
  var currency: [UInt8]?
  /// What money of another currency (its code in capitals) is on a day; nil if there is no rate.
  var convert: @Sendable (_ money: ExactMoney, _ code: [UInt8], _ day: Int32) -> ExactMoney? = {
    _, _, _ in nil
  }
  /// The moment of a stamp in microseconds since 1970-01-01 UTC; nil for a date alone.
  var moment: @Sendable (_ stamp: DetailStamp, _ day: Int32) -> Int64? = { stamp, day in
    stamp.micros.map { Int64(day) * 86_400_000_000 + $0 }
  }
  /// The files, by their place in the import.
  var files: [AssemblyFile] = []

  /// The rules that options make.
  ///
  /// - Throws: `OrderError`, usage, if the ids of the customer map go round in a circle.
  init(_ options: OrderOptions) throws(OrderError) {
    key = options.customerKey ?? .id
    basis = options.revenue ?? .net
    onConflict = options.onConflict
    guests = Set(options.guests.map { AssemblyFile.normalised($0, as: key) })
    customerMap = try Self.closed(Merges.normalised(options.customerMap, as: key))
    forgotten = options.forgotten
    keepsContacts = options.keepsContacts
    paidStatuses = Set(options.paidStatuses.map { Array($0.lowercased().utf8) })
    currency = options.currency.code.map { Array($0.utf8) }
    if !options.rates.isEmpty {
      let table = CurrencyTable(options.rates)
      convert = { table.converted($0, from: $1, on: $2) }
    }
    let zone = options.timeZone
    moment = { stamp, day in
      DetailStamp.time(day: day, micros: stamp.micros, isUTC: stamp.isUTC, zone: zone)
    }
  }

  /// What the numbers of orders begin with that cancel others, in any of the files.
  var cancelPrefixes: [[UInt8]] {
    Set(files.map(\.cancelPrefix).filter { !$0.isEmpty }).sorted {
      $0.lexicographicallyPrecedes($1)
    }
  }

  /// The default rules.
  init() {}

  /// A map from ids to ids whose targets are nobody else's ids.
  ///
  /// - Throws: `OrderError`, usage, if an id is in the end its own.
  static func closed(_ map: [[UInt8]: [UInt8]]) throws(OrderError) -> [[UInt8]: [UInt8]] {
    var closed = map
    for (from, first) in map {
      var target = first
      var steps = 0
      while let next = map[target], next != target {
        target = next
        steps += 1
        if steps > map.count || target == from {
          throw OrderError(
            .usage,
            problem: "the customer map leads from '\(String(decoding: from, as: UTF8.self))' back "
              + "to itself; each id needs one person in the end")
        }
      }
      closed[from] = target
    }
    return closed
  }
}

/// What is known of one file of an import when its rows are assembled.
struct AssemblyFile: Sendable {
  /// Its path.
  let path: String
  /// What its rows are counted by.
  let unit: RowUnit
  /// The word of its preset.
  let preset: String
  /// What a row is.
  let shape: RowShape
  /// Whether blanks are filled from above.
  let fills: Bool
  /// Whether it has a column of refunds.
  let hasRefunds: Bool
  /// Whether rows say an amount in any column.
  let hasAmounts: Bool
  /// Whether rows say which status their order has, in words of which the meaning is known.
  let hasStatuses: Bool
  /// The order of day and month in its dates, where it was open.
  var dateOrder: DateOrder?
  /// Its first and its last row, as rows are numbered in `DetailRecord.sequence`.
  var rows: ClosedRange<UInt64>?
  /// Whether lines that are alike in all columns are artefacts.
  let dropsDuplicateLines: Bool
  /// Whether discounts are still in the total.
  let totalIsBeforeDiscounts: Bool
  private let words: Words

  /// What its values mean: one object, as files are passed around for every row.
  private final class Words: Sendable {
    let cancelPrefix: [UInt8]
    let adjustPrefix: [UInt8]
    let testValue: [UInt8]?
    let guests: Set<[UInt8]>
    let statuses: [[UInt8]: OrderStanding]
    let notProducts: Set<[UInt8]>
    let notProductPrefixes: [[UInt8]]

    init(_ rules: Preset.Rules, key: CustomerKey) {
      cancelPrefix = Array((rules.cancelPrefix ?? "").utf8)
      adjustPrefix = Array((rules.adjustPrefix ?? "").utf8)
      testValue = rules.testValue.map { Array($0.lowercased().utf8) }
      guests = Set(rules.guests.map { AssemblyFile.normalised($0, as: key) })
      statuses = Dictionary(
        rules.statuses.map { (Array($0.key.lowercased().utf8), $0.value) },
        uniquingKeysWith: { first, _ in first })
      let products = rules.notProducts.map { Array($0.lowercased().utf8) }
      let star = UInt8(ascii: "*")
      notProducts = Set(products.filter { $0.last != star })
      notProductPrefixes = products.filter { $0.last == star }.map { Array($0.dropLast()) }
    }
  }

  /// A file that is bound so.
  init(_ binding: Binding, path: String, unit: RowUnit, key: CustomerKey) {
    self.init(
      path: path, unit: unit, preset: binding.preset, shape: binding.shape, fills: binding.fills,
      roles: Set(binding.columns.map(\.role)), rules: binding.rules, key: key)
  }

  /// A file of the given shape, roles and rules.
  init(
    path: String, unit: RowUnit = .line, preset: String, shape: RowShape, fills: Bool = false,
    roles: Set<Role>, rules: Preset.Rules, key: CustomerKey = .id
  ) {
    self.path = path
    self.unit = unit
    self.preset = preset
    self.shape = shape
    self.fills = fills
    hasRefunds = roles.contains(.refunded)
    hasAmounts = !roles.isDisjoint(with: [.amount, .orderTotal, .lineTotal, .unitPrice])
    hasStatuses = roles.contains(.status) && !rules.statuses.isEmpty
    dropsDuplicateLines = rules.dropsDuplicateLines
    totalIsBeforeDiscounts = rules.totalIsBeforeDiscounts
    words = Words(rules, key: key)
  }

  /// A customer as it is compared: an e-mail in lower case.
  static func normalised(_ id: String, as key: CustomerKey) -> [UInt8] {
    Array((key == .email ? id.lowercased() : id).utf8)
  }

  /// Whether customers may stand for nobody.
  var hasGuests: Bool { !words.guests.isEmpty }

  /// Whether a customer stands for nobody.
  func isGuest(_ customer: [UInt8]) -> Bool { words.guests.contains(customer) }

  /// What a status means; nil if nobody knows.
  ///
  /// WooCommerce writes `wc-completed` in some exports, and `completed` in others.
  func standing(of status: [UInt8], _ rules: AssemblyRules) -> OrderStanding? {
    let word = status.lowercasedWord
    if rules.paidStatuses.contains(word) { return .paid }
    if let standing = words.statuses[word] { return standing }
    guard word.starts(with: Array("wc-".utf8)) else { return nil }
    let rest = Array(word.dropFirst(3))
    return rules.paidStatuses.contains(rest) ? .paid : words.statuses[rest]
  }

  /// Whether the product in a range of bytes is none.
  func isNotProduct(_ bytes: [UInt8], _ range: Range<Int>) -> Bool {
    if words.notProducts.isEmpty && words.notProductPrefixes.isEmpty { return false }
    let word = Array(bytes[range]).lowercasedWord
    return words.notProducts.contains(word)
      || words.notProductPrefixes.contains { word.starts(with: $0) }
  }

  /// The day of a row, where the column of its stamp had to be read whole; nil if it is no date.
  func day(_ raw: Int32) -> Int32? {
    guard UndecidedDate.isPacked(raw) else { return raw }
    return UndecidedDate(packed: raw).day(dateOrder ?? .dayFirst)?.rawValue
  }

  /// The part of an id that an order's rows are brought together by: without what says that it cancels another.
  func base(of id: Range<Int>, in bytes: [UInt8]) -> Range<Int> {
    let prefix = cancelPrefix
    if prefix.isEmpty || id.count <= prefix.count { return id }
    return bytes[id].starts(with: prefix) ? id.dropFirst(prefix.count) : id
  }

  /// What the number of an order begins with that cancels another; empty if nothing does.
  var cancelPrefix: [UInt8] { words.cancelPrefix }

  /// Whether a value of the test column means a test.
  func isTest(_ value: [UInt8]?) -> Bool {
    value != nil && value?.lowercasedWord == words.testValue
  }

  /// Whether an order cancels another.
  func cancels(_ id: [UInt8]) -> Bool {
    !cancelPrefix.isEmpty && id.count > cancelPrefix.count && id.starts(with: cancelPrefix)
  }

  /// Whether an order is an entry of the books.
  func adjusts(_ id: [UInt8]) -> Bool {
    !words.adjustPrefix.isEmpty && id.starts(with: words.adjustPrefix)
  }
}

extension [UInt8] {
  /// The text without blanks around it, ASCII letters in lower case.
  var lowercasedWord: [UInt8] {
    var word = self[...]
    while word.first == 0x20 { word.removeFirst() }
    while word.last == 0x20 { word.removeLast() }
    return word.map { (65...90).contains($0) ? $0 | 0x20 : $0 }
  }
}
