extension Array where Element: Numeric & BitwiseCopyable {
  /// An array whose elements mean nothing before they are written: what writes every element anyway is
  /// spared a pass of zeros.
  @inlinable
  public static func unwritten(_ count: Int) -> [Element] {
    // SAFETY: any bits are a number, so elements that nobody has set are values too.
    unsafe Array(unsafeUninitializedCapacity: count) { _, initialized in initialized = count }
  }
}
