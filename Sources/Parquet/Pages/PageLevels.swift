/// What the levels of a page say.
struct PageLevels {
  /// Rows or, in columns below a repeated node, elements of lists.
  private(set) var count: Int
  /// One flag for each of them, true where a value is present; nil if all are.
  private(set) var validity: [Bool]?
  /// In columns below a repeated node, the levels themselves; a row without elements has one of each too.
  private(set) var repetition: [UInt32] = []
  private(set) var definition: [UInt32] = []

  /// The levels of `count` rows that are all present.
  init(allPresent count: Int) { self.count = count }

  /// Decodes `count` levels of each kind that the column has, from the given ranges of `bytes`.
  init(
    in bytes: Span<UInt8>, repetition: Range<Int>, definition: Range<Int>, count: Int,
    of column: ParquetColumn
  ) throws(ParquetError) {
    self.init(allPresent: count)
    let greatest = column.definitionLevel
    if column.isNested {
      self.repetition = try Self.at(repetition) { () throws(ParquetError) in
        try Levels.decode(
          bytes.extracting(repetition), greatest: column.repetitionLevel, count: count)
      }
      self.definition = try Self.at(definition) { () throws(ParquetError) in
        try Levels.decode(bytes.extracting(definition), greatest: greatest, count: count)
      }
      let elements = self.definition.filter { $0 >= column.elementLevel }
      self.count = elements.count
      validity = elements.map { $0 == greatest }
    } else if greatest > 0 {
      validity = try Self.at(definition) { () throws(ParquetError) in
        try Levels.flags(bytes.extracting(definition), greatest: greatest, count: count)
      }
    }
  }

  /// Moves the place of an error in levels to where in the page these stand.
  private static func at<Value>(
    _ range: Range<Int>, _ body: () throws(ParquetError) -> Value
  ) throws(ParquetError) -> Value {
    do {
      return try body()
    } catch {
      throw error.shifted(by: range.lowerBound)
    }
  }

  /// The number of values that are present.
  var presentCount: Int { validity?.span.setCount ?? count }
}
