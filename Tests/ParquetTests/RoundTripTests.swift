import Bytes
import Columns
import Parquet
import TestSupport
import Testing

/// What is written is read back, through the reader of any other file.
@Suite struct RoundTripTests {
  @Test(arguments: Sample.all.map(\.name))
  func `reads what was written`(name: String) throws {
    let sample = try #require(Sample.all.first { $0.name == name })
    let folder = try TemporaryFolder()
    let bytes = try sample.file()
    let file = try ParquetFile(InputFile(folder.file("sample.parquet", bytes)))
    let blocks = sample.blocks.filter { $0[0].count > 0 }
    try #require(file.rowGroupRows == blocks.map { $0[0].count })
    var decoder = PageDecoder()
    for (rowGroup, block) in blocks.enumerated() {
      for (column, written) in zip(file.columns, block) {
        let chunk = try file.chunk(of: column, rowGroup: rowGroup, using: &decoder)
        let (values, validity) = try chunk.values(using: &decoder)
        #expect(
          (validity?.contains(false) ?? false) == (written.validity?.contains(false) ?? false))
        let wrong = (0..<written.count).first { row in
          let isPresent = written.validity?[row] ?? true
          return validity?[row] ?? true != isPresent
            || isPresent && !areEqual(values, written.values, row)
        }
        #expect(wrong == nil, "\(written.field.name), row group \(rowGroup)")
        if !column.isNullable { try expectPagesAppend(chunk, values, &decoder) }
      }
    }
  }

  /// Expects that integers decoded into an array are the chunk's values.
  private func expectPagesAppend(
    _ chunk: ChunkPages, _ values: PhysicalValues, _ decoder: inout PageDecoder
  ) throws {
    var int32: [Int32] = []
    var int64: [Int64] = []
    for page in chunk.pages {
      switch values {
      case .int32: try decoder.append(page, of: chunk, to: &int32)
      case .int64: try decoder.append(page, of: chunk, to: &int64)
      default: return
      }
    }
    #expect(values == .int32(int32) || values == .int64(int64), "\(chunk.column.name)")
  }

  @Test func `tells texts of a dictionary apart that differ in a single byte`() throws {
    let field = Field("t", .text)
    var texts: [[UInt8]] = [[]]
    for length in 1...40 {
      let zeros = [UInt8](repeating: 0, count: length)
      texts.append(zeros)
      for byte in 0..<length {
        texts.append(zeros)
        texts[texts.count - 1][byte] = 1
      }
    }
    let column = Column(field, .text(TextColumn(bytes: texts + texts)))
    let bytes = try parquetFile(
      [field], [[column]], options: ["t": ColumnOptions(isClustered: true)])
    let folder = try TemporaryFolder()
    let file = try ParquetFile(InputFile(folder.file("texts.parquet", bytes)))
    var decoder = PageDecoder()
    let chunk = try file.chunk(of: file.columns[0], rowGroup: 0, using: &decoder)
    #expect(chunk.dictionary?.count == texts.count)
    guard case .byteArray(let read) = try chunk.values(using: &decoder).values else { return }
    #expect(read.list == texts + texts)
  }

  private func areEqual(_ read: PhysicalValues, _ written: ColumnValues, _ row: Int) -> Bool {
    switch (read, written) {
    case (.byteArray(let read), .text(let written)): read[row] == written[row]
    case (.byteArray(let read), .labels(let codes, let names)):
      Array(read[row]) == Array(names[Int(codes[row])].utf8)
    case (.int32(let read), .int32(let written)): read[row] == written[row]
    case (.int64(let read), .int64(let written)): read[row] == written[row]
    case (.float(let read), .real(let written)):
      read[row].bitPattern == Float(written[row]).bitPattern
    case (.boolean(let read), .boolean(let written)): read[row] == written[row]
    default: false
    }
  }
}
