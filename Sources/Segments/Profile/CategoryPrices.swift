internal import Columns
internal import Orders

/// Which prices the lines of each category have.
struct CategoryPrices: Sendable {
  /// By category, for each price how many lines have it.
  private var lines: [[UInt8]: [Int64: Int]] = [:]

  /// No lines.
  init() {}

  /// Of the lines of some customers.
  init(_ details: LineDetails) {
    guard let categories = details.texts[.category] else { return }
    var own = [[Int64: Int]](repeating: [:], count: categories.names.count)
    for line in categories.codes.indices {
      let category = Int(categories.codes[line])
      guard category >= 0, let price = details.boughtPrice(line) else { continue }
      own[category][price, default: 0] += 1
    }
    for (place, lines) in own.enumerated() {
      self.lines[Array(categories.names[place])] = lines
    }
  }

  static func += (left: inout CategoryPrices, right: CategoryPrices) {
    left.lines.merge(right.lines) { $0.merging($1, uniquingKeysWith: +) }
  }

  /// The median of each category's prices; of two in the middle their mean.
  func medians() -> [[UInt8]: Double] {
    lines.compactMapValues { lines in
      let all = lines.values.reduce(0, +)
      var (before, lower) = (0, Int64?.none)
      for (price, count) in lines.sorted(by: { $0.key < $1.key }) {
        before += count
        if lower == nil && before * 2 >= all { lower = price }
        if before * 2 > all, let lower { return (Double(lower) + Double(price)) / 2 }
      }
      return nil
    }
  }
}

extension LineDetails {
  /// What a piece of a line cost, in hundredths of minor units; nil if nothing was bought or it was for nothing.
  func boughtPrice(_ line: Int) -> Int64? {
    guard quantities[line] > 0, let price = prices[line], price > 0 else { return nil }
    return price
  }
}
