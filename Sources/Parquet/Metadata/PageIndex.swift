// The page index stands between the last row group and the footer, so that a reader can find pages by value
// and by row without their headers:
//
//   column index …   per row group and column: which values are in which page
//   offset index …   per row group and column: where which rows are

/// The bounds of every page of a chunk.
struct ColumnIndex: CompactEncodable {
  /// Whether the bounds rise or fall from page to page, by its number in the format.
  enum BoundaryOrder: Int32 {
    case unordered = 0
    case ascending = 1
    case descending = 2
  }

  /// For each page, whether all values are absent.
  let nullPages: [Bool]
  /// As `Statistics` lays them out; empty for such pages.
  let least: [[UInt8]]
  let greatest: [[UInt8]]
  /// Whether both lists rise or fall, pages without values left out.
  let order: BoundaryOrder
  let nullCounts: [Int64]
  /// Nil unless the values are floats.
  let nanCounts: [Int64]?

  func encode(to writer: inout CompactWriter) {
    writer.list(1, nullPages)
    writer.list(2, least)
    writer.list(3, greatest)
    writer.field(4, order.rawValue)
    writer.list(5, nullCounts)
    if let nanCounts { writer.list(8, nanCounts) }
  }
}

/// Where the data pages of a chunk are.
struct OffsetIndex: CompactEncodable {
  /// Where one page is.
  struct Location: CompactEncodable {
    /// Where its header begins: in the chunk, the row group or the file, as far as that is placed.
    var offset: Int
    /// Bytes of header and body as stored.
    let size: Int
    /// Its first row, counted from the row group's.
    let firstRow: Int

    func encode(to writer: inout CompactWriter) {
      writer.field(1, Int64(offset))
      writer.field(2, Int32(size))
      writer.field(3, Int64(firstRow))
    }
  }

  /// The data pages, in order.
  private(set) var locations: [Location]

  init(_ locations: [Location]) { self.locations = locations }

  /// Moves all offsets to where what they are counted from begins.
  mutating func place(at offset: Int) {
    for index in locations.indices { locations[index].offset += offset }
  }

  func encode(to writer: inout CompactWriter) { writer.list(1, locations) }
}
