/// Some values of a chunk, from all parts of it, by which its encoding is chosen.
struct ValueSample<Value: FixedWidthInteger & BitwiseCopyable & Sendable> {
  /// How many stretches of neighbours are taken, for encodings that live on neighbours.
  private static var partCount: Int { 4 }

  /// The neighbours of each part, end to end.
  let values: [Value]
  /// The parts of `values`.
  let parts: [Range<Int>]

  /// A sample of `values` in four stretches; all of them if they are few.
  init(_ values: [Value], stretch: Int = 512) {
    let count = Self.partCount
    if values.count <= 2 * count * stretch {
      self.values = values
      parts = [0..<values.count]
      return
    }
    self.values = (0..<count).flatMap { part in
      let start = (values.count - stretch) * part / (count - 1)
      return values[start..<start + stretch]
    }
    parts = (0..<count).map { $0 * stretch..<($0 + 1) * stretch }
  }

  /// About how many distinct values there are among the `count` that the sample was taken from.
  ///
  /// Each part brings fewer new values than the one before, by a factor that the last two tell. Were there as many
  /// parts as make up all values, the numbers would go on so: that is right for values that are all equally
  /// frequent, whose factor is constant, and for those of which a share is unique, whose factor goes to 1.
  func distinctCount(of count: Int) -> Int {
    guard let dictionary = ValueDictionary(values, limit: DictionaryLimit(bytes: nil)) else {
      return count
    }
    // Entries are in order of first occurrence: the highest place in a part tells how many there are by then.
    var seen = 0
    let news = parts.map { part in
      let before = seen
      seen = max(seen, Int(dictionary.indices[part].max() ?? 0) + 1)
      return Double(seen - before)
    }
    guard let last = news.last, parts.count > 1 else { return seen }
    let factor = min(last / max(news[parts.count - 2], 1), 1)
    var new = last
    var total = Double(seen)
    for _ in parts.count..<max(count * parts.count / values.count, parts.count) {
      new *= factor
      total += new
    }
    return min(Int(total), count)
  }
}
