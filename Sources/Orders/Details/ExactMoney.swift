/// Money or a quantity before it is rounded.
struct ExactMoney: Sendable, Equatable {
  /// 10^-15 minor units; of a quantity 10^-15 pieces.
  var femto: Int128

  /// One minor unit, or one piece.
  static let unit: Int128 = 1_000_000_000_000_000
}
