import Foundation

/// Functions of the C library, which the engine does without.
enum Libm {
  static func power(_ base: Double, _ exponent: Double) -> Double { pow(base, exponent) }
}
