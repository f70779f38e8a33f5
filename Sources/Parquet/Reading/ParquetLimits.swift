/// What a file may ask for at most, whatever it says.
///
/// Sizes are bounded by the file's own size besides.
public struct ParquetLimits: Sendable {
  /// Bytes of the footer.
  public var footerBytes = 1 << 27
  /// Bytes of a page before compression.
  public var pageBytes = 1 << 30
  /// Values of a page, absent ones included: a run of any length takes a few bytes.
  public var pageValues = 1 << 26
  /// Bytes of the values of a chunk that is decoded as a whole.
  public var chunkBytes = 1 << 36

  /// Limits far above what writers make.
  public init() {}
}
