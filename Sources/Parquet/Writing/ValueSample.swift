/// Some values of a chunk, from all parts of it, by which its encoding is chosen.
struct ValueSample<Value: FixedWidthInteger & BitwiseCopyable & Sendable> {
  /// Values of the whole sample.
  static var size: Int { 2048 }
  /// Neighbours that are taken together, for encodings that live on them.
  private static var stretch: Int { 512 }

  /// The neighbours of each part, end to end.
  let values: [Value]
  /// The parts of `values`.
  let parts: [Range<Int>]

  /// A sample of `values`; all of them if they are few.
  init(_ values: [Value]) {
    if values.count <= Self.size {
      self.values = values
      parts = [0..<values.count]
      return
    }
    let count = Self.size / Self.stretch
    self.values = (0..<count).flatMap { part in
      let start = (values.count - Self.stretch) * part / (count - 1)
      return values[start..<start + Self.stretch]
    }
    parts = (0..<count).map { $0 * Self.stretch..<($0 + 1) * Self.stretch }
  }

  /// About how many distinct values there are at least among `count` that the sample was taken from.
  ///
  /// Were all equally frequent, two of a sample of n values would be alike in n² / 2D pairs; where some are more
  /// frequent than others, there are more of them than this says.
  func distinctCount(of count: Int) -> Int {
    guard let dictionary = ValueDictionary(values, limit: DictionaryLimit(bytes: nil)) else {
      return count
    }
    let distinct = dictionary.entries.count
    let repeated = values.count - distinct
    if repeated == 0 { return count }
    return min(max(distinct, values.count * distinct / (2 * repeated)), count)
  }
}
