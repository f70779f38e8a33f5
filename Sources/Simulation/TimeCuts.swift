/// A range of time, in ticks, cut into parts of about equal length.
package struct TimeCuts: Sendable {
  /// Where each cut begins, and where the last one ends; rising.
  private let bounds: [UInt64]
  /// Cuts in a tick, about.
  private let scale: Double

  /// The cuts between bounds.
  ///
  /// - Precondition: there are at least two bounds, rising and evenly spread but for what rounding takes, and
  ///   below 2^53.
  package init(_ bounds: some Sequence<UInt64>) {
    let bounds = Array(bounds)
    guard let start = bounds.first, let end = bounds.last, start < end else {
      preconditionFailure("a cut of some length")
    }
    self.bounds = bounds
    scale = Double(bounds.count - 1) / Double(end - start)
  }

  /// The number of cuts.
  package var count: Int { bounds.count - 1 }

  /// The end of the last cut.
  package var end: UInt64 { bounds[bounds.count - 1] }

  /// The times of a cut.
  package subscript(_ cut: Int) -> Range<UInt64> { bounds[cut]..<bounds[cut + 1] }

  /// The cut that a time is in.
  ///
  /// - Precondition: it is in one.
  package func cut(at time: UInt64) -> Int {
    let guess = min(Int(Double(Int64(time - bounds[0])) * scale), count - 1)
    // At a border, rounding may have led to the neighbour.
    if time < bounds[guess] { return guess - 1 }
    return time < bounds[guess + 1] ? guess : guess + 1
  }
}
