/// Texts end to end in one buffer, so that a column of ids is two allocations and not one per row.
public struct TextColumn: Sendable, Equatable {
  /// The UTF-8 of all texts, in order.
  public private(set) var bytes: [UInt8]
  /// Text i is `bytes[ends[i - 1]..<ends[i]]`, the first from 0.
  public private(set) var ends: [Int]

  /// A column without rows.
  public init() {
    bytes = []
    ends = []
  }

  /// The given texts.
  public init(_ texts: some Sequence<String>) {
    self.init()
    for text in texts { append(text.utf8) }
  }

  /// The number of texts.
  public var count: Int { ends.count }

  /// The bytes of text `row`, as a range of `bytes`.
  public func range(_ row: Int) -> Range<Int> { (row == 0 ? 0 : ends[row - 1])..<ends[row] }

  /// The UTF-8 of text `row`.
  public subscript(_ row: Int) -> ArraySlice<UInt8> { bytes[range(row)] }

  /// Adds one text.
  public mutating func append(_ utf8: some Collection<UInt8>) {
    bytes.append(contentsOf: utf8)
    ends.append(bytes.count)
  }

  /// Makes room for more rows of more bytes.
  public mutating func reserve(rows: Int, bytes count: Int) {
    ends.reserveCapacity(ends.count + rows)
    bytes.reserveCapacity(bytes.count + count)
  }
}
