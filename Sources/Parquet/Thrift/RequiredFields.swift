/// The fields that a structure must have and that have not been read yet.
struct RequiredFields {
  /// One bit for each, at its id.
  private var missing: UInt32 = 0

  /// Fields with ids of 1 to 31.
  init(_ ids: ClosedRange<Int16>...) {
    for range in ids {
      for id in range { missing |= 1 << UInt32(id) }
    }
  }

  /// Counts the field as read.
  mutating func read(_ id: Int16) {
    if (1...31).contains(id) { missing &= ~(1 << UInt32(id)) }
  }

  /// Throws if one is missing from `structure`, which began at `offset`.
  func check(_ structure: String, offset: Int) throws(ParquetError) {
    if missing != 0 {
      throw .corrupt(
        "\(structure) without its field \(missing.trailingZeroBitCount)", offset: offset)
    }
  }
}
