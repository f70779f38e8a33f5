internal import Parquet

/// A column of a row group that is being read.
struct OpenColumn: Sendable {
  private let bound: BoundColumn
  private let chunk: ChunkPages
  /// The values of the dictionary, if there is one.
  private let dictionary: Cells?
  /// The first page that is not decoded.
  private var nextPage = 0
  /// What is decoded and still needed.
  private(set) var blocks: [Block] = []

  /// Pages are decoded together until they have so many rows: a small page is not worth a task.
  private static let blockRows = 1 << 17

  /// Reads the bytes of the column, still compressed, and its dictionary.
  init(_ bound: BoundColumn, of file: ParquetFile, rowGroup: Int) throws {
    self.bound = bound
    var decoder = PageDecoder()
    chunk = try file.chunk(of: bound.column, rowGroup: rowGroup, using: &decoder)
    do {
      dictionary = try chunk.dictionary.map { try bound.read($0, nil) }
    } catch let error as ParquetError {
      throw error.at(file: file.path, rowGroup: rowGroup)
    }
  }

  /// How far pages can be decoded for no more than `budget` bytes, from which it takes theirs.
  ///
  /// - Parameters:
  ///   - position: the first row needed; its page is never too many.
  ///   - end: the last result that is wanted.
  ///   - budget: bytes before compression.
  /// - Returns: the row before which that is.
  func end(from position: Int, to end: Int, budget: inout Int) -> Int {
    for page in chunk.pages[nextPage...] where page.rows.upperBound > position {
      if page.rows.lowerBound >= end { break }
      if page.size > budget && page.rows.lowerBound > position { return page.rows.lowerBound }
      budget -= page.size
    }
    return end
  }

  /// The pages to be decoded for the rows before `end`, in stretches that make one block each.
  func pages(before end: Int) -> [Range<Int>] {
    let pages = chunk.pages
    var stretches: [Range<Int>] = []
    var at = nextPage
    while at < pages.count && pages[at].rows.lowerBound < end {
      let first = at
      repeat {
        at += 1
      } while at < pages.count && pages[at].rows.lowerBound < end
        && pages[at].rows.lowerBound - pages[first].rows.lowerBound < Self.blockRows
        && pages[at].isDictionaryEncoded == pages[first].isDictionaryEncoded
      stretches.append(first..<at)
    }
    return stretches
  }

  /// Decodes some pages.
  ///
  /// - Precondition: they are a stretch that `pages(before:)` gave.
  func decode(
    _ pages: Range<Int>, of file: ParquetFile, using decoder: inout PageDecoder
  ) throws -> Block {
    let pages = chunk.pages[pages]
    let rows = pages[pages.startIndex].rows.lowerBound..<pages[pages.endIndex - 1].rows.upperBound
    if let dictionary, pages[pages.startIndex].isDictionaryEncoded {
      let absent = UInt32(clamping: chunk.dictionary?.count ?? 0)
      var places: [UInt32] = []
      places.reserveCapacity(rows.count)
      for page in pages {
        let start = places.count
        if let validity = try decoder.indices(page, of: chunk, into: &places) {
          Self.spread(&places, from: start, over: validity, absent: absent)
        }
      }
      return Block(rows: rows, cells: dictionary, places: places)
    }
    var values = PhysicalValues(emptyOf: chunk.column)
    var validity: [Bool]?
    for page in pages {
      let flags = try decoder.decode(page, of: chunk, into: &values)
      if validity == nil && flags == nil { continue }
      let before = page.rows.lowerBound - rows.lowerBound
      if validity == nil { validity = Array(repeating: true, count: before) }
      validity?.append(contentsOf: flags ?? Array(repeating: true, count: page.rows.count))
    }
    do {
      return Block(rows: rows, cells: try bound.read(values, validity), places: nil)
    } catch let error as ParquetError {
      throw error.at(file: file.path, rowGroup: chunk.rowGroup)
    }
  }

  /// Spreads the places from `start` on, one for each flag that is set, over as many rows as there are flags.
  private static func spread(
    _ places: inout [UInt32], from start: Int, over validity: [Bool], absent: UInt32
  ) {
    var next = places.count
    places.append(contentsOf: repeatElement(absent, count: validity.count - (next - start)))
    // From the last row backwards: a place moves up or stays.
    for (row, isPresent) in validity.enumerated().reversed() {
      if isPresent { next -= 1 }
      places[start + row] = isPresent ? places[next] : absent
    }
  }

  /// Takes what was decoded of the next pages.
  mutating func append(_ block: Block, pages: Range<Int>) {
    blocks.append(block)
    nextPage = pages.upperBound
  }

  /// Forgets blocks without a row from `position` on.
  mutating func forget(before position: Int) {
    blocks.removeAll { $0.rows.upperBound <= position }
  }
}
