// A column with one repeated node on its path, here of a map that may be absent, with values that may be:
//
//   optional tags (1) { repeated key_value (2) { required key; optional value (3) } }
//
//   row                 repetition    definition of value
//   {"a":"x","b":null}  0, 1          3, 2      from 2, the element level, on there is an element
//   {}                  0             1         one below it there is a list without any
//   NULL                0             0

/// The lists of a column in one row group.
public struct ParquetLists: Sendable, Equatable {
  /// The elements of all lists, in order; what stands at an absent one has no meaning.
  public private(set) var elements: PhysicalValues
  /// One flag for each of them, true where it is present.
  public private(set) var validity: [Bool] = []
  /// For each row its elements; nil where the list itself is absent.
  public private(set) var rows: [Range<Int>?] = []

  /// Decodes the pages of a chunk, which must have `rowCount` lists.
  init(
    _ chunk: ChunkPages, rowCount: Int, using decoder: inout PageDecoder
  ) throws(ParquetError) {
    elements = PhysicalValues(emptyOf: chunk.column)
    for page in chunk.pages {
      let levels = try decoder.decode(values: page, of: chunk, into: &elements)
      try chunk.check(elements)
      do {
        try append(levels, elementLevel: chunk.column.elementLevel)
      } catch {
        throw error.at(page: page.number)
      }
    }
    if rows.count != rowCount {
      throw .corrupt("\(rows.count) lists in a row group of \(rowCount) rows")
    }
  }

  /// Cuts the elements of a page into lists.
  private mutating func append(_ levels: PageLevels, elementLevel: Int) throws(ParquetError) {
    var end = validity.count
    validity += levels.validity ?? Array(repeating: true, count: levels.count)
    for (repetition, definition) in zip(levels.repetition, levels.definition) {
      let isElement = definition >= elementLevel
      if repetition > 0 {
        // A list goes on, from the page before too.
        guard isElement, case let list?? = rows.last, !list.isEmpty else {
          throw .corrupt("a list that goes on without having begun")
        }
        rows[rows.count - 1] = list.lowerBound..<end + 1
      } else {
        rows.append(
          isElement ? end..<end + 1 : definition + 1 == elementLevel ? end..<end : nil)
      }
      if isElement { end += 1 }
    }
  }
}
