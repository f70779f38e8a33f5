import Arithmetic
import Foundation
import Testing

@Suite struct GammaNumbersTests {
  /// Numbers of a shape, in order of size.
  private static func sample(shape: Double, count: Int = 40_000) -> [Double] {
    let numbers = GammaNumbers(shape: shape)
    let random = Philox(seed: 77)
    let none = Philox.Words(repeating: 0)
    var sample: [Double] = []
    for start in stride(from: 0, to: count, by: 8) {
      let place = Philox.Words(repeating: UInt64(start)) &+ [0, 1, 2, 3, 4, 5, 6, 7]
      let drawn = numbers.draw(random, at: place, none, none)
      for lane in 0..<8 { sample.append(drawn[lane]) }
    }
    return sample.sorted()
  }

  /// Shapes whose distributions need no incomplete gamma function.
  private static let distributions:
    [(shape: Double, probabilityBelow: @Sendable (Double) -> Double)] = [
      (0.5, { erf($0.squareRoot()) }),
      (1, { 1 - exp(-$0) }),
      (1.5, { erf($0.squareRoot()) - exp(-$0) * 2 * ($0 / Double.pi).squareRoot() }),
      (2, { 1 - exp(-$0) * (1 + $0) }),
      (
        6,
        { x in 1 - exp(-x) * (0..<6).reduce(0) { $0 + pow(x, Double($1)) / tgamma(Double($1 + 1)) }
        }
      ),
    ]

  /// The largest distance of 40,000 numbers is above 1.95 / sqrt(40,000) once in a thousand.
  @Test(arguments: 0..<5)
  func `numbers are distributed as they should be`(index: Int) {
    let (shape, probabilityBelow) = Self.distributions[index]
    let sample = Self.sample(shape: shape)
    let n = Double(sample.count)
    var distance = 0.0
    for (index, x) in sample.enumerated() {
      let expected = probabilityBelow(x)
      distance = max(
        distance, abs(expected - Double(index) / n), abs(expected - Double(index + 1) / n))
    }
    #expect(distance < 1.95 / n.squareRoot(), "shape \(shape)")
  }

  @Test(arguments: [0.1, 0.553, 0.999, 1, 3.74, 6.25, 1000])
  func `mean and variance are the shape`(shape: Double) {
    let sample = Self.sample(shape: shape)
    let n = Double(sample.count)
    let mean = sample.reduce(0, +) / n
    let variance = sample.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / n
    #expect(abs(mean - shape) < 4 * (shape / n).squareRoot())
    // The fourth central moment is 3 k^2 + 6 k.
    #expect(abs(variance - shape) < 4 * ((2 * shape * shape + 6 * shape) / n).squareRoot())
    #expect(sample[0] > 0 && sample[sample.count - 1] < .infinity)
  }

  @Test func `a number depends on its place alone`() {
    let numbers = GammaNumbers(shape: 0.6)
    let random = Philox(seed: 3)
    let none = Philox.Words(repeating: 0)
    let places = Philox.Words(9, 8, 7, 1000, 5, 4_294_967_295, 3, 2)
    let together = numbers.draw(random, at: places, none, none)
    for lane in 0..<8 {
      let alone = numbers.draw(random, at: Philox.Words(repeating: places[lane]), none, none)
      #expect(alone[5] == together[lane])
    }
  }
}
