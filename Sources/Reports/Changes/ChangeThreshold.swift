/// How far a probability moves at least to have changed.
public struct ChangeThreshold: Sendable, Equatable {
  /// In millionths, which is what score files have.
  let millionths: Int64

  /// A tenth.
  public static let usual = ChangeThreshold(millionths: 100_000)

  private init(millionths: Int64) { self.millionths = millionths }

  /// A threshold from 0.000001 to 1; nil of others.
  public init?(_ share: Double) {
    guard share >= 0.000_001, share <= 1 else { return nil }
    millionths = Int64((share * 1e6).rounded(.toNearestOrEven))
  }

  /// As a number.
  public var share: Double { Double(millionths) / 1e6 }
}
