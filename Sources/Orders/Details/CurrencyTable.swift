internal import Columns

/// What other currencies are worth in the store's.
struct CurrencyTable: Sendable {
  /// A rate, `factor` × 10^-`decimals`, and the first day that it holds on.
  private struct Rate {
    let day: Int32
    let factor: Int128
    let decimals: Int
  }

  /// The rates of each code, later days after earlier ones.
  private var rates: [String: [Rate]] = [:]

  /// A table without rates.
  init() {}

  /// A table of the given rates.
  init(_ rates: [CurrencyRate]) {
    for rate in rates {
      guard let code = rate.currency.code else { continue }
      add(code, factor: Int128(rate.digits), decimals: rate.decimals, from: rate.from?.rawValue)
    }
  }

  /// Adds a rate; it takes the place of one from the same day.
  ///
  /// - Parameters:
  ///   - code: the other currency, in capitals.
  ///   - factor: how much of the store's currency a major unit of it is, without the point.
  ///   - decimals: digits behind the point, 0 to 38.
  ///   - day: the first day that it holds on, until the next; nil if it holds before those of others, too.
  mutating func add(_ code: String, factor: Int128, decimals: Int, from day: Int32?) {
    precondition((0...38).contains(decimals), "decimals that a number of 128 bits can have")
    let rate = Rate(day: day ?? .min, factor: factor, decimals: decimals)
    var known = rates[code, default: []].filter { $0.day != rate.day }
    known.insert(rate, at: known.firstIndex { $0.day > rate.day } ?? known.count)
    rates[code] = known
  }

  /// Money of another currency in the store's.
  ///
  /// - Parameters:
  ///   - money: in 10^-scale of a major unit, at the scale of the store's currency, as records have it.
  ///   - currency: its code, in either case.
  ///   - day: the order's.
  /// - Returns: it exactly as far as rounding can see; nil if there is no rate for the day, or it is too large.
  func converted(_ money: ExactMoney, from currency: [UInt8], on day: Int32) -> ExactMoney? {
    let code = String(decoding: currency, as: UTF8.self).uppercased()
    guard let rate = rates[code]?.last(where: { $0.day <= day }) else { return nil }
    return money.times(rate.factor, decimals: rate.decimals)
  }
}
