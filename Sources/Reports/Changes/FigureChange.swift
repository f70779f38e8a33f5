/// A figure of an earlier run and of this one.
public struct FigureChange: Sendable, Equatable {
  /// What it is.
  public let name: String
  /// Its earlier value, without the point: `scale` digits stand behind it.
  public let before: Int128
  /// Its value now, in the same way.
  public let after: Int128
  /// The decimals of both.
  public let scale: Int

  /// Earlier values are smaller than this, either way.
  public static let most: Int128 = 1_000_000_000_000_000_000_000_000

  /// A figure; nil if a value is beyond `most`.
  public init?(_ name: String, before: Int128, after: Int128, scale: Int) {
    guard before.magnitude < Self.most.magnitude, after.magnitude < Self.most.magnitude else {
      return nil
    }
    self.name = name
    self.before = before
    self.after = after
    self.scale = scale
  }

  /// A figure of six decimals; nil unless the values are from 0 to a million millions.
  public init?(_ name: String, before: Double, after: Double) {
    guard (0...1e12).contains(before), (0...1e12).contains(after) else { return nil }
    self.init(
      name, before: Int128((before * 1e6).rounded()), after: Int128((after * 1e6).rounded()),
      scale: 6)
  }

  /// How far it moved, as a share of the earlier value; nil where that was 0.
  public var share: Double? {
    before == 0 ? nil : Double(after - before) / Double(before.magnitude)
  }

  /// Whether it moved by more than so many percent of the earlier value.
  ///
  /// - Parameter percent: not negative; beyond a million percent it is one million.
  /// - Returns: whether it did; a figure that was 0 did if it is not any more.
  public func isBeyond(percent: Double) -> Bool {
    let millionths = Int128((min(percent, 1e6) * 1e6).rounded())
    return (after - before).magnitude * 100_000_000 > before.magnitude * millionths.magnitude
  }
}
