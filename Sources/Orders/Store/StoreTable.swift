/// A table of a store, by the name of its folder.
enum StoreTable: String, Sendable, CaseIterable {
  /// Orders that count.
  case orders
  /// Orders that do not, with the reason.
  case setAside = "set_aside"
  /// Lines of orders that count.
  case lines
  /// What is known of customers.
  case customers
  /// Ids that are one person.
  case merges
  /// Who was forgotten.
  case forgotten
}
