import Bytes
import Columns
import Parquet
import TestSupport
import Testing

extension FileWalk {
  /// Reads the indexes between the last row group and the footer, and checks where they say pages are.
  mutating func walkIndexes(_ file: [UInt8], from start: Int, to footerStart: Int) throws {
    var end = start
    let rowGroupList = try #require(footer[4]?.list)
    for (index, rowGroup) in rowGroupList.enumerated() {
      for (place, column) in try #require(rowGroup[1]?.list).enumerated() {
        guard let offset = column[6]?.integer else { continue }
        #expect(offset == end, "column indexes follow the last row group")
        rowGroups[index][place].columnIndex = try ThriftValue(file, at: &end)
        #expect(column[7]?.integer == end - offset)
      }
    }
    for (index, rowGroup) in rowGroupList.enumerated() {
      for (place, column) in try #require(rowGroup[1]?.list).enumerated() {
        #expect(column[4]?.integer == end, "offset indexes follow the column indexes")
        let offsetIndex = try ThriftValue(file, at: &end)
        #expect(column[5]?.integer == end - (column[4]?.integer ?? 0))
        try Self.check(offsetIndex, of: rowGroups[index][place])
      }
    }
    #expect(end == footerStart, "the footer follows the indexes")
  }

  private static func check(_ offsetIndex: ThriftValue, of chunk: Chunk) throws {
    let locations = try #require(offsetIndex[1]?.list)
    let pages = chunk.pages.filter { !$0.isDictionary }
    try #require(locations.count == pages.count)
    var row = 0
    for (location, page) in zip(locations, pages) {
      #expect(location[1]?.integer == page.place.lowerBound)
      #expect(location[2]?.integer == page.place.count)
      #expect(location[3]?.integer == row)
      row += try #require(page.valueCount)
    }
  }

  /// Decodes every page and compares its values with what is said about them.
  func checkBounds(of file: [UInt8]) throws {
    let folder = try TemporaryFolder()
    let parquet = try ParquetFile(InputFile(folder.file("walk.parquet", file)))
    var decoder = PageDecoder()
    for (rowGroup, chunks) in rowGroups.enumerated() {
      for (column, chunk) in zip(parquet.columns, chunks) {
        let pages = try parquet.chunk(of: column, rowGroup: rowGroup, using: &decoder)
        var claims: [Claim] = []
        for page in pages.pages {
          var values = PhysicalValues(emptyOf: column)
          let flags = try decoder.decode(page, of: pages, into: &values)
          claims.append(Claim(values, flags))
        }
        try Self.check(chunk, claims, column)
      }
    }
  }

  /// What should be said about values, in pages or in a chunk.
  private struct Claim {
    var cells: [Cell] = []
    var nulls = 0
    var nans = 0

    init(_ values: PhysicalValues, _ flags: [Bool]?) {
      for row in 0..<values.count {
        if flags?[row] == false {
          nulls += 1
        } else if let cell = Cell(values, row) {
          cells.append(cell)
        } else {
          nans += 1
        }
      }
    }

    init(_ parts: [Claim]) {
      cells = parts.flatMap(\.cells)
      nulls = parts.reduce(0) { $0 + $1.nulls }
      nans = parts.reduce(0) { $0 + $1.nans }
    }
  }

  private static func check(_ chunk: Chunk, _ pages: [Claim], _ column: ParquetColumn) throws {
    let all = Claim(pages)
    let statistics = try #require(chunk.statistics)
    #expect(statistics[3]?.integer == all.nulls)
    #expect(statistics[9]?.integer == (column.type == .float ? all.nans : nil))
    check(statistics[6]?.binary, statistics[5]?.binary, all, column)
    #expect(statistics[7]?.bool == statistics[5].map { Cell($0.binary, column) == all.cells.max() })
    #expect(statistics[8]?.bool == statistics[6].map { Cell($0.binary, column) == all.cells.min() })
    guard let index = chunk.columnIndex else { return }
    let least = try #require(index[2]?.list).map(\.binary)
    let greatest = try #require(index[3]?.list).map(\.binary)
    let nullPages = try #require(index[1]?.list).map(\.bool)
    #expect(nullPages == pages.map { $0.cells.isEmpty && $0.nans == 0 })
    #expect(index[5]?.list?.map(\.integer) == pages.map(\.nulls))
    #expect(
      index[8]?.list?.map(\.integer) == (column.type == .float ? pages.map(\.nans) : nil))
    try #require(least.count == pages.count && greatest.count == pages.count)
    for (page, bounds) in zip(pages, zip(least, greatest)) {
      if page.cells.isEmpty {
        #expect(bounds.0 == [] && bounds.1 == [])
      } else {
        check(bounds.0, bounds.1, page, column)
      }
    }
    let withValues = pages.indices.filter { !pages[$0].cells.isEmpty }
    let lows = withValues.compactMap { Cell(least[$0], column) }
    let highs = withValues.compactMap { Cell(greatest[$0], column) }
    let rises = lows == lows.sorted() && highs == highs.sorted()
    let falls = lows == lows.sorted(by: >) && highs == highs.sorted(by: >)
    #expect(index[4]?.integer == (rises ? 1 : falls ? 2 : 0))
  }

  /// Bounds are the least and greatest values; of long texts, a little less and a little more.
  private static func check(
    _ least: [UInt8]?, _ greatest: [UInt8]?, _ claim: Claim, _ column: ParquetColumn
  ) {
    if let least, let low = claim.cells.min() {
      let bound = Cell(least, column)
      #expect(low.isLong ? bound.map { $0 < low } == true && least.count <= 64 : bound == low)
    }
    if let greatest, let high = claim.cells.max() {
      let bound = Cell(greatest, column)
      #expect(high.isLong ? bound.map { $0 > high } == true && greatest.count <= 64 : bound == high)
    }
    if claim.cells.isEmpty { #expect(least == nil && greatest == nil) }
  }
}

/// A value with the order that the format gives it; there is none for NaN.
private enum Cell: Comparable {
  case integer(Int64)
  case real(Float)
  case bytes([UInt8])

  init?(_ values: PhysicalValues, _ row: Int) {
    switch values {
    case .boolean(let flags): self = .integer(flags[row] ? 1 : 0)
    case .int32(let values): self = .integer(Int64(values[row]))
    case .int64(let values): self = .integer(values[row])
    case .float(let values):
      if values[row].isNaN { return nil }
      self = .real(values[row])
    case .byteArray(let texts): self = .bytes(Array(texts[row]))
    default: return nil
    }
  }

  /// The value of a bound.
  init?(_ stored: [UInt8]?, _ column: ParquetColumn) {
    guard let stored else { return nil }
    let number = Scalar.littleEndian(stored)
    switch column.type {
    case .boolean: self = .integer(Int64(number))
    case .int32: self = .integer(Int64(Int32(truncatingIfNeeded: number)))
    case .int64: self = .integer(Int64(bitPattern: number))
    case .float: self = .real(Float(bitPattern: UInt32(number)))
    default: self = .bytes(stored)
    }
  }

  /// Whether it is a text that is too long for a bound.
  var isLong: Bool { if case .bytes(let bytes) = self { bytes.count > 64 } else { false } }

  static func < (left: Cell, right: Cell) -> Bool {
    switch (left, right) {
    case (.integer(let left), .integer(let right)): left < right
    case (.real(let left), .real(let right)): left < right
    case (.bytes(let left), .bytes(let right)): left.lexicographicallyPrecedes(right)
    default: preconditionFailure("values of one type")
    }
  }
}
