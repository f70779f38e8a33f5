internal import Columns
internal import Orders

/// What can be added up.
protocol Summable: Sendable {
  /// Of nothing.
  init()
  static func += (left: inout Self, right: Self)
}

/// Sums by a text, such as a channel.
struct TextSums<Sum: Summable>: Sendable {
  private var sums: [[UInt8]: Sum] = [:]

  /// Adds sums of a block: one for each of its texts.
  mutating func add(_ own: some Sequence<Sum>, of texts: CodedTexts) {
    for (place, sum) in own.enumerated() {
      sums[Array(texts.names[place]), default: Sum()] += sum
    }
  }

  static func += (left: inout TextSums, right: TextSums) {
    left.sums.merge(right.sums) { old, new in
      var sum = old
      sum += new
      return sum
    }
  }

  /// The texts with the greatest values of a measure, equal ones by their bytes, and the sum of all others.
  ///
  /// - Parameters:
  ///   - most: so many.
  ///   - measure: what is compared.
  /// - Returns: the former in that order; nil for the latter if there are none.
  func ranked(
    _ most: Int, by measure: (Sum) -> Int128
  ) -> (first: [(name: String, sum: Sum)], others: Sum?) {
    let all = sums.map { (text: $0.key, measure: measure($0.value), sum: $0.value) }.sorted {
      $0.measure != $1.measure
        ? $0.measure > $1.measure : $0.text.lexicographicallyPrecedes($1.text)
    }
    let others = all.dropFirst(most)
    return (
      all.prefix(most).map { (String(decoding: $0.text, as: UTF8.self), $0.sum) },
      others.isEmpty ? nil : others.reduce(into: Sum()) { $0 += $1.sum }
    )
  }
}
