/// When a dictionary is given up, so that columns without repetition cost little.
struct DictionaryLimit {
  /// After so many values, at least one in 64 must have been a repetition: with fewer, the dictionary of
  /// values drawn at random would outgrow `capacity`.
  private static let trial = 4096
  /// So many distinct values are taken however often they occur: indices of 16 bits.
  private static let capacity = 1 << 16

  /// The entries must take fewer bytes, or the dictionary cannot be smaller than what is there already;
  /// nil if the column gets a dictionary in any case.
  let bytes: Int?

  /// The rows in stretches, at whose ends the limit is to be looked at besides after every new entry.
  func stretches(_ count: Int) -> [Range<Int>] {
    let first = min(count, Self.trial)
    return [0..<first, first..<count]
  }

  /// Whether a dictionary whose entries take `bytes` after `rows` values is to be given up.
  @inline(__always)
  func isReached(entries: Int, bytes: Int, rows: Int) -> Bool {
    guard let limit = self.bytes else { return false }
    return bytes >= limit || rows == Self.trial && entries > rows - rows / 64
      // Each entry has to pay for itself beyond that.
      || entries > Self.capacity && entries > rows / 4
  }
}
