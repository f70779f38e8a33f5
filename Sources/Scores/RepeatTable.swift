internal import Arithmetic
internal import Models

/// What depends on x alone, for every x up to a largest: `width` numbers after one another.
struct RepeatTable: Sendable {
  /// The rows.
  ///
  /// First ln a − ln(b + x + s − 1), the part of the log odds of dropout that holds no days; −∞ where a
  /// customer cannot have dropped out, 0 under Pareto/NBD. Then, for each quartile, the wait in units of α + t_x.
  let values: [Double]

  /// The numbers of a row.
  static let width = 4
  /// Where in a row the log odds stand.
  static let logOdds = 0
  /// Where in a row the wait to a quartile, from 0, stands.
  static func wait(_ quartile: Int) -> Int { 1 + quartile }
  /// The shares of the next orders that have come by then.
  static let shares = [0.25, 0.5, 0.75]

  /// The numbers of the x below `count`.
  init(_ model: PurchaseModel, count: Int) {
    let logs = Self.shares.map { -Elementary.log(1 - $0) }
    var values: [Double] = []
    values.reserveCapacity(count * Self.width)
    for first in stride(from: 0, to: count, by: 8) {
      let x = Double(first) + Lanes(0, 1, 2, 3, 4, 5, 6, 7)
      let odds = Self.logOdds(model, x)
      let waits = logs.map { Elementary.expMinusOne($0 / (model.r + x)) }
      for lane in 0..<min(8, count - first) {
        values += [odds[lane], waits[0][lane], waits[1][lane], waits[2][lane]]
      }
    }
    self.values = values
  }

  private static func logOdds(_ model: PurchaseModel, _ x: Lanes) -> Lanes {
    // Those of Pareto/NBD depend on the days too.
    guard case .betaGeometric(let model) = model else { return Lanes() }
    // s − 1, added to the integer x first: b may be tiny.
    let shift = model.family == .bg ? -1.0 : 0
    let cannotDrop: SIMDMask<SIMD8<Int64>> =
      model.family == .bg ? x .== 0 : SIMDMask(repeating: false)
    let bx = (model.b + (x + shift)).replacing(with: 1, where: cannotDrop)
    return (Elementary.log(model.a) - Elementary.log(bx))
      .replacing(with: -.infinity, where: cannotDrop)
  }
}
