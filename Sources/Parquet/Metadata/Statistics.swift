/// What is known about the values of a column chunk without decoding it.
struct Statistics: CompactEncodable {
  /// A value that none is less, or none is greater than.
  struct Bound: Equatable {
    /// As PLAIN lays the value out, without the length of a text.
    let bytes: [UInt8]
    /// Whether the value occurs.
    let isExact: Bool
  }

  /// The number of absent values.
  let nullCount: Int
  /// The number of values that are NaN; nil unless they are floats.
  let nanCount: Int?
  /// Nil where there is none.
  let least: Bound?
  let greatest: Bound?

  func encode(to writer: inout CompactWriter) {
    writer.field(3, Int64(nullCount))
    writer.field(5, greatest?.bytes)
    writer.field(6, least?.bytes)
    if let greatest { writer.field(7, greatest.isExact) }
    if let least { writer.field(8, least.isExact) }
    writer.field(9, nanCount.map(Int64.init))
  }
}
