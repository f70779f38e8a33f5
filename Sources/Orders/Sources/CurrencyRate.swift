public import Columns

/// What one unit of a currency is worth in the store's, from a day on.
public struct CurrencyRate: Sendable, Equatable {
  /// The other currency.
  public let currency: Currency
  /// The rate times 10 to the `decimals`, above zero.
  public let digits: Int64
  /// The number of decimals, at most 18.
  public let decimals: Int
  /// The first day that it holds on; nil if it holds on all days before those of others, too.
  public let from: Day?
}
