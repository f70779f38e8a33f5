internal import Columns

/// What is known of a customer: the columns of `customers`.
struct CustomerFacts: Sendable, Equatable {
  /// The roles that are kept as texts, in the order of the table's columns.
  static let roles: [Role] = [
    .email, .phone, .firstName, .lastName, .name, .country, .postcode, .city,
  ]

  /// The texts by role.
  var texts: [Role: [UInt8]] = [:]
  /// Whether the customer may be written to; nil if nobody knows, which is no no.
  var consent: Bool?
  /// Days since 1970-01-01.
  var birthday: Int32?
  /// The first day of an order that said something of the customer, or that of a registration; nil if none did.
  var firstSeen: Int32?

  /// Nothing.
  init() {}

  /// What a row says.
  ///
  /// - Parameters:
  ///   - texts: the values in their normal forms; what cannot be read says nothing.
  ///   - day: the day of the row's order, if it has one.
  init(_ texts: [Role: [UInt8]], day: Int32?) {
    for role in Self.roles {
      if let text = texts[role], !text.isEmpty { self.texts[role] = text }
    }
    consent = texts[.consent].flatMap { Self.consent($0) }
    birthday = texts[.birthday].flatMap { Self.day($0) }
    firstSeen = [day, texts[.registered].flatMap { Self.day($0) }].compactMap { $0 }.min()
  }

  /// Adds what is known later: its values take the place of those that were there.
  mutating func add(_ later: CustomerFacts) {
    texts.merge(later.texts) { $1 }
    consent = later.consent ?? consent
    birthday = later.birthday ?? birthday
    firstSeen = [firstSeen, later.firstSeen].compactMap { $0 }.min()
  }

  private static let yes: Set<[UInt8]> = words(
    "yes y true t 1 on subscribed opted_in opted-in opt-in granted accepted ja oui si sí")
  private static let no: Set<[UInt8]> = words(
    "no n false f 0 off unsubscribed not_subscribed opted_out opted-out opt-out denied declined never nein non"
  )

  private static func words(_ list: String) -> Set<[UInt8]> {
    Set(list.split(separator: " ").map { Array($0.utf8) })
  }

  /// What a value of a column of consent means; nil if that is not clear.
  private static func consent(_ text: [UInt8]) -> Bool? {
    let word = text.lowercasedWord.map { $0 == 0x20 ? UInt8(ascii: "_") : $0 }
    return yes.contains(word) ? true : no.contains(word) ? false : nil
  }

  /// The day that a text is; nil if it is none, or may be two.
  private static func day(_ text: [UInt8]) -> Int32? {
    if case .day(let day) = DateParser().parse(text, text.indices).date { return day.rawValue }
    return nil
  }
}

extension CustomerFacts {
  /// The facts of a row of `customers`.
  init(_ block: TableBlock, row: Int) {
    func column(_ name: String) -> Column? {
      block.column(name).flatMap { $0.validity?[row] ?? true ? $0 : nil }
    }
    for role in Self.roles {
      texts[role] = column(role.columnName)?.texts.map { Array($0[row]) }
    }
    consent = column("consent")?.flags?[row]
    birthday = column("birthday")?.int32?[row]
    firstSeen = column("first_seen")?.int32?[row]
  }
}

extension TableBlock {
  /// Rows of `customers`, sorted.
  init(customers: [(id: [UInt8], facts: CustomerFacts)]) {
    let columns = StoreTable.customers.fields(scale: 0).dropFirst().compactMap { field in
      switch field.name {
      case "consent": Column(field, optional: customers.map(\.facts.consent))
      case "birthday": Column(field, optional: customers.map(\.facts.birthday))
      case "first_seen": Column(field, optional: customers.map(\.facts.firstSeen))
      default:
        CustomerFacts.roles.first { $0.columnName == field.name }.flatMap { role in
          Column(field, optional: customers.map { $0.facts.texts[role] })
        }
      }
    }
    self.init(.customers, ids: customers.map(\.id), columns)
  }
}

extension Role {
  /// The name of its column in the tables: the word of presets without what it belongs to.
  fileprivate var columnName: String {
    rawValue.hasPrefix("contact.") ? String(rawValue.dropFirst("contact.".count)) : rawValue
  }
}
