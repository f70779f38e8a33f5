internal import Bytes

/// A share of all people that no list is sent to, so that what lists bring about can be measured.
///
/// Who is held out follows from the id alone: the same people in every list, every run and every shop that has them.
public struct HoldOut: Sendable, Equatable {
  /// The share, in millionths.
  private let millionths: UInt64

  /// Holds a share out; nil unless it lies from 0 to 1.
  public init?(share: Double) {
    guard share >= 0, share <= 1 else { return nil }
    millionths = UInt64((share * 1e6).rounded())
  }

  /// Nobody.
  public static let nobody = HoldOut(millionths: 0)

  private init(millionths: UInt64) { self.millionths = millionths }

  /// Not the one that orders customers: who comes first in files is not held out first.
  private static let seed: UInt64 = 1729

  /// Whether somebody is held out.
  func contains(_ id: ArraySlice<UInt8>) -> Bool {
    if millionths == 0 { return false }
    let bytes = Array(id)
    return XXH64.hash(bytes, bytes.indices, seed: Self.seed) % 1_000_000 < millionths
  }
}
