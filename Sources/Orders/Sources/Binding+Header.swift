// From the names in a header to roles:
//
//   preset   --source, or the one that recognises most names, or generic
//   part     of the preset the first that recognises the header
//   columns  those that options name; then, for customer, date and all others in this order, the best name left

extension Binding {
  /// A value that a file has in none of its columns, the same for all rows.
  struct Constant: Sendable, Equatable {
    /// The column's name.
    let name: String
    /// The value as text; nil for NULL.
    let value: String?
  }

  /// Binds the columns of a header.
  ///
  /// - Parameters:
  ///   - header: the names of the columns.
  ///   - path: the file's path.
  ///   - options: what the user says.
  ///   - constants: further columns, which the file is said to have; their places follow the header's.
  /// - Throws: `OrderError` if a column that is needed is missing, or a name that is bound stands twice;
  ///   `FileError` of a preset's file.
  init(
    header: [String], path: String, options: OrderOptions, constants: [Constant] = []
  ) throws {
    let names = ColumnNames(header + constants.map(\.name), path: path)
    let (preset, part) = try Self.choose(names, options)
    try self.init(names, constants: constants, preset, part, options)
  }

  /// Binds the columns of a header as one part of a preset says.
  ///
  /// - Throws: `OrderError` if a column that is needed is missing, or a name that is bound stands twice.
  init(
    _ names: ColumnNames, constants: [Constant] = [], _ preset: Preset, _ part: Preset.Part,
    _ options: OrderOptions
  ) throws {
    let own = names.names.count - constants.count
    var binder = Binder(names: names, part: part, options: options)
    try binder.bindNamed()
    try binder.bindGuessed()
    try binder.check(preset: preset.name)

    self.preset = preset.name
    shape = part.shape
    fills = part.fills
    rules = part.rules
    key = binder.key
    columns = binder.bound.map { bound in
      let constant = bound.index < own ? nil : constants[bound.index - own]
      return Bound(
        role: bound.role, index: bound.index, name: bound.name, isGuess: bound.isGuess,
        constant: constant)
    }.sorted { ($0.index, $0.name) < ($1.index, $1.name) }
    missing = binder.missing
    unused = binder.unused
    lacksAmounts = binder.lacksAmounts
    plain = Self.plain(columns, part, key, options)
  }

  /// The preset and the part of it that a header is read by.
  private static func choose(
    _ names: ColumnNames, _ options: OrderOptions
  ) throws -> (Preset, Preset.Part) {
    if let source = options.source {
      let preset = try Preset(source: source)
      let only = preset.parts.count == 1 ? preset.parts.first : nil
      guard let part = preset.part(recognising: names, options) ?? only else {
        throw OrderError(
          .usage, path: names.path,
          problem: "it is none of the files that preset \(preset.name) knows; the columns are "
            + names.list)
      }
      return (preset, part)
    }
    var best: (preset: Preset, part: Preset.Part)?
    for preset in Preset.all.dropLast() {
      guard let part = preset.part(recognising: names, options) else { continue }
      if part.recognise.count > best?.part.recognise.count ?? 0 { best = (preset, part) }
    }
    if let best { return best }
    let generic = Preset.generic
    return (generic, generic.part(recognising: names, options) ?? Preset.Part())
  }

  /// The columns of a file of which nothing is kept but customer, date and amount, as they stand in it.
  private static func plain(
    _ columns: [Bound], _ part: Preset.Part, _ key: CustomerKey, _ options: OrderOptions
  ) -> ColumnBinding? {
    let rules = part.rules
    let isAsWritten =
      !rules.hasFloatIDs && rules.guests.isEmpty && rules.monthFirst == nil
      && rules.stampZone == nil && options.stampZone == nil && !options.hasMinorUnits
      && options.decimalMark != .comma && options.customerMap.isEmpty
      && options.forgotten == nil
    guard part.shape == .orders, key == .id, isAsWritten, columns.count <= 3,
      columns.allSatisfy({ $0.constant == nil })
    else { return nil }
    func bound(_ role: Role) -> ColumnBinding.Bound? {
      columns.first { $0.role == role }.map {
        ColumnBinding.Bound(index: $0.index, name: $0.name, isGuess: $0.isGuess)
      }
    }
    guard let customer = bound(.customerID), let date = bound(.stamp) else { return nil }
    let amount = bound(.amount) ?? bound(.orderTotal)
    if columns.count != (amount == nil ? 2 : 3) { return nil }
    return ColumnBinding(customer: customer, date: date, amount: amount)
  }
}

/// Finds the columns of a part of a preset.
private struct Binder {
  /// A column that was found.
  struct Found {
    let role: Role
    let index: Int
    let name: String
    let isGuess: Bool
  }

  let names: ColumnNames
  let part: Preset.Part
  let options: OrderOptions
  private(set) var bound: [Found] = []
  private var taken = Set<Int>()

  init(names: ColumnNames, part: Preset.Part, options: OrderOptions) {
    self.names = names
    self.part = part
    self.options = options
  }

  /// The columns that any of which is a row's money.
  private static let amounts: [Role] = [.amount, .orderTotal, .lineTotal, .unitPrice]

  /// What makes the customer.
  var key: CustomerKey { options.customerKey ?? part.rules.key ?? .id }

  private var keyRole: Role {
    switch key {
    case .id: .customerID
    case .email: .email
    case .phone: .phone
    }
  }

  private func has(_ role: Role) -> Bool { bound.contains { $0.role == role } }

  private mutating func bind(_ role: Role, _ index: Int, isGuess: Bool) {
    bound.append(Found(role: role, index: index, name: names.names[index], isGuess: isGuess))
    taken.insert(index)
  }

  /// Binds what options name.
  mutating func bindNamed() throws {
    var named: [(Role, String?)] = [
      (keyRole, options.customer), (.stamp, options.date), (.orderID, options.orderID),
      (.product, options.product), (.quantity, options.quantity),
    ]
    if case .named(let name) = options.amount { named.append((amountRole(of: name), name)) }
    for case (let role, let name?) in named {
      bind(role, try names.place(named: name), isGuess: false)
    }
  }

  /// What an amount is that the user names.
  private func amountRole(of name: String) -> Role {
    if part.shape != .lines { return .amount }
    let name = ColumnNames.normalised(name)
    let isTotal = part.columns.contains { role, names in
      role == .orderTotal && names.contains { ColumnNames.normalised($0) == name }
    }
    return isTotal ? .orderTotal : .lineTotal
  }

  /// Binds what the preset knows by name.
  mutating func bindGuessed() throws {
    let named = Set(bound.map(\.role))
    let needed = [keyRole, .stamp]
    let first = part.columns.filter { needed.contains($0.role) }
    let rest = part.columns.filter { !needed.contains($0.role) }
    for (role, known) in first + rest where isWanted(role, named) {
      guard let place = try names.place(ofBest: known, besides: taken) else { continue }
      bind(role, place, isGuess: true)
    }
    // Where an order's amount is there, the price of a piece and their number say nothing of it.
    if part.shape == .orders && (has(.amount) || has(.orderTotal)) {
      for found in bound where found.role.level == .line && found.isGuess {
        taken.remove(found.index)
      }
      bound.removeAll { $0.role.level == .line && $0.isGuess }
    }
  }

  private func isWanted(_ role: Role, _ named: Set<Role>) -> Bool {
    if named.contains(role) { return false }
    // A store knows its customers by one key.
    if role == .customerID && key != .id { return false }
    switch options.amount {
    case .guess: return true
    case .none: return role.kind != .money
    case .named: return !Self.amounts.contains(role) || (role == .unitPrice && part.shape == .lines)
    }
  }

  /// Whether amounts were looked for, and the file has no column left that could be one.
  var lacksAmounts: Bool {
    options.amount == .guess && needsAmounts && !Self.amounts.contains(where: has)
  }

  private var needsAmounts: Bool { part.columns.contains { Self.amounts.contains($0.role) } }

  /// Checks that nothing is missing that rows of the kind have to have.
  func check(preset: String) throws {
    func knows(_ role: Role) -> Bool { part.columns.contains { $0.role == role } }
    if !has(keyRole) && (knows(keyRole) || [.orders, .lines, .customers].contains(part.shape)) {
      let what =
        switch key {
        case .id: "customer id"
        case .email: "customer's e-mail"
        case .phone: "customer's phone number"
        }
      throw names.nothing(for: what, option: "customer")
    }
    if [.orders, .lines].contains(part.shape) && !has(.stamp) {
      throw names.nothing(for: "order date", option: "date")
    }
    if [.payments, .items].contains(part.shape) && !has(.orderID) {
      throw names.nothing(for: "order id", option: "order-id")
    }
    if lacksAmounts && !unused.isEmpty {
      throw names.nothing(for: "amount", option: "amount", escape: ColumnNames.withoutAmounts)
    }
  }

  /// The roles of the part that no column has, each once.
  var missing: [Role] {
    var missing: [Role] = []
    for (role, _) in part.columns where !has(role) && !missing.contains(role) {
      if role == .customerID && key != .id { continue }
      missing.append(role)
    }
    return missing
  }

  /// The columns that mean nothing here, without those that the user passes over.
  var unused: [String] {
    names.names.indices.filter { !taken.contains($0) && names.names[$0] != "_" }
      .map { names.names[$0] }
  }
}

extension Preset {
  /// The first part that recognises a header; a column that the user says to be of products makes lines.
  fileprivate func part(recognising names: ColumnNames, _ options: OrderOptions) -> Part? {
    if options.product != nil, parts.count > 1,
      let lines = parts.first(where: { $0.shape == .lines })
    {
      return lines
    }
    return part(recognising: names)
  }
}
