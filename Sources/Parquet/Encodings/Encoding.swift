/// How the values of a page are laid out, by its number in the format.
public enum Encoding: Int32, Sendable {
  /// Values end to end.
  case plain = 0
  /// Indices into the chunk's dictionary; in a dictionary page, values end to end.
  case plainDictionary = 2
  /// Runs and packed bits, of levels and flags.
  case runLength = 3
  /// Packed bits, of levels; deprecated.
  case bitPacked = 4
  /// Differences of integers as packed bits.
  case deltaBinaryPacked = 5
  /// Lengths as differences, then all bytes.
  case deltaLengthByteArray = 6
  /// Lengths of the prefixes shared with the value before, then the suffixes.
  case deltaByteArray = 7
  /// Indices into the chunk's dictionary.
  case dictionary = 8
  /// The first bytes of all values, then the second bytes, and so on.
  case byteStreamSplit = 9

  /// Whether values are indices into the chunk's dictionary.
  var isDictionary: Bool { self == .dictionary || self == .plainDictionary }
}
