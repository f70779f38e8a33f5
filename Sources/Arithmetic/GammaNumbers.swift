// For shapes from 1 on (Marsaglia and Tsang, "A simple method for generating gamma variables", 2000):
//
//   d = shape - 1/3,  c = 1 / sqrt(9 d)
//   z normal, u uniform, w = (1 + c z)^3: if w > 0 and ln u < z^2 / 2 + d (1 - w + ln w), it is d w
//
// Else a number of shape + 1, times u^(1 / shape).

/// Random numbers of a Gamma distribution of rate 1.
public struct GammaNumbers: Sendable {
  private let d: Double
  private let c: Double
  /// 1 / shape where it is below 1, else 0.
  private let power: Double

  /// Numbers of the given shape.
  ///
  /// - Precondition: the shape is positive and finite.
  public init(shape: Double) {
    precondition(shape > 0 && shape < .infinity, "a positive shape")
    d = (shape < 1 ? shape + 1 : shape) - 1.0 / 3
    c = 1 / (9 * d).squareRoot()
    power = shape < 1 ? 1 / shape : 0
  }

  /// The numbers of eight places, of which each is the counters' last three words.
  ///
  /// The first word counts attempts: 5 in 100 fail at shape 1, fewer above. A lane does not depend on its
  /// neighbours.
  public func draw(
    _ random: Philox, at c1: Philox.Words, _ c2: Philox.Words, _ c3: Philox.Words
  ) -> Lanes {
    var result = Lanes(repeating: 0)
    var isOpen = result .== 0
    var attempt: UInt64 = 0
    while anyLane(isOpen) {
      let (first, second) = random.uniforms(at: Philox.Words(repeating: attempt), c1, c2, c3)
      let z = normalQuantile(first)
      let root = 1 + c * z
      let cube = root * root * root
      let isPositive = cube .> 0
      let square = z * z
      // Where this holds, so does the inequality above.
      var isBelow = second .< 1 - 0.0331 * square * square
      if anyLane(isOpen .& isPositive .& .!isBelow) {
        let w = cube.replacing(with: 1, where: .!isPositive)
        let bound = 0.5 * square + d * (1 - w + Elementary.log(w))
        isBelow = isBelow .| (Elementary.log(second) .< bound)
      }
      let isTaken = isOpen .& isPositive .& isBelow
      result.replace(with: d * cube, where: isTaken)
      isOpen = isOpen .& .!isTaken
      attempt += 1
    }
    if power == 0 { return result }
    // A place that no attempt reaches.
    let (u, _) = random.uniforms(at: Philox.Words(repeating: 0xffff_ffff), c1, c2, c3)
    return result * Elementary.exp(power * Elementary.log(u))
  }
}
