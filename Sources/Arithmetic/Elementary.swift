/// Exponential, logarithm and their relatives, alike on every CPU.
///
/// Goals, in this order:
/// 1. The same bits everywhere: only +, -, *, /, fused multiply-add and integer steps, in an order
///    that the source fixes. No libm.
/// 2. At most 1 ulp of error, and the right value for zeros, infinities, NaN and subnormals.
/// 3. Speed over eight lanes. The scalar forms are lane 0 of the vector forms, so they agree bit for
///    bit; they cost as much as eight values. Call the vector forms in loops.
///
/// Largest errors over the committed references: see ElementaryTests. Coefficients:
/// fixtures/reference/arithmetic_constants.py.
public enum Elementary {
  /// ln 2 to 41 bits; its product with an exponent is exact.
  @usableFromInline static let ln2High = 0x1.62e42fefa3000p-1
  /// ln 2 - ln2High.
  @usableFromInline static let ln2Low = 2.8235290563031577e-13
}
