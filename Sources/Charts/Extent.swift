/// What an axis covers, and the ticks on it.
struct Extent {
  let low: Double
  let high: Double
  let ticks: [Tick]

  /// What covers values with at most `most` chosen ticks; nil if there is nothing to draw.
  ///
  /// - Parameters:
  ///   - values: the values, of which those that cannot be drawn are left out.
  ///   - axis: the axis, with its own ticks if it has some.
  ///   - fromZero: whether zero is covered too, as it must be where lengths are compared.
  ///   - most: how many ticks there is room for.
  init?(_ values: [Double], on axis: Axis, fromZero: Bool, most: Int) {
    let drawn = values.filter(Extent.canShow)
    guard var low = drawn.min(), var high = drawn.max() else { return nil }
    let given = axis.ticks.map { $0.filter { Extent.canShow($0.at) } }
    for tick in given ?? [] { (low, high) = (min(low, tick.at), max(high, tick.at)) }
    if fromZero { (low, high) = (min(low, 0), max(high, 0)) }
    // One value, or values that differ in their last bits: room above.
    if high - low < max(abs(low), abs(high), 1) * 1e-9 { high = low + max(1, abs(low)) }
    guard given?.isEmpty ?? true else {
      (self.low, self.high, ticks) = (low, high, given ?? [])
      return
    }
    let whole = axis.format == .days || drawn.allSatisfy { $0 == $0.rounded() }
    let steps = Steps(
      covering: low...high, most: most, whole: whole && axis.format != .percent)
    self.low = min(low, steps.value(steps.first))
    self.high = max(high, steps.value(steps.last))
    ticks = (steps.first...steps.last).map {
      Tick(at: steps.value($0), label: steps.label($0, as: axis.format))
    }
  }

  /// Whether a value can be drawn: beyond a quadrillion no figure of a shop goes.
  static func canShow(_ value: Double) -> Bool { value.isFinite && abs(value) <= 1e15 }

  /// How far from the low end to the high end a value stands: 0 to 1.
  func place(_ value: Double) -> Double { (value - low) / (high - low) }
}
