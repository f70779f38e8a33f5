import Bytes
import Parquet
import TestSupport
import Testing

/// All that can be read from a file.
struct FileContents: Equatable {
  /// One column of one row group.
  struct Chunk: Equatable {
    let values: PhysicalValues
    let validity: [Bool]?
    let meaning: LogicalValues
  }

  let columns: [ParquetColumn]
  let rowGroupRows: [Int]
  let keyValueMetadata: [[String]]
  let createdBy: String
  /// The chunks of all columns, row group by row group.
  let chunks: [Chunk]

  /// Reads the file at `path`; a nested column is an error.
  init(of path: String, limits: ParquetLimits = ParquetLimits()) throws {
    let file = try ParquetFile(InputFile(path), limits: limits)
    columns = file.columns
    rowGroupRows = file.rowGroupRows
    keyValueMetadata = file.keyValueMetadata.map { [$0.key, $0.value] }
    createdBy = file.createdBy
    var decoder = PageDecoder()
    var chunks: [Chunk] = []
    for rowGroup in rowGroupRows.indices {
      for column in columns {
        let chunk = try file.chunk(of: column, rowGroup: rowGroup, using: &decoder)
        let (values, validity) = try chunk.values(using: &decoder)
        chunks.append(
          Chunk(
            values: values, validity: validity,
            meaning: try LogicalValues(values, validity: validity, of: column)))
      }
    }
    self.chunks = chunks
  }
}

/// Files on disk, one at a time, for readers that take a path.
struct Disk {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// What is read from a file of these bytes.
  func contents(
    of bytes: [UInt8], limits: ParquetLimits = ParquetLimits()
  ) throws -> FileContents {
    try FileContents(of: folder.file("x.parquet", bytes), limits: limits)
  }

  /// The error that reading a file of these bytes ends in; nil if it is read.
  func refusal(
    of bytes: [UInt8], limits: ParquetLimits = ParquetLimits()
  ) throws -> ParquetError? {
    do {
      _ = try contents(of: bytes, limits: limits)
      return nil
    } catch let error as ParquetError {
      return error
    }
  }

  /// Expects that a file of these bytes is refused in this way, and that the error names the file.
  func expectRefusal(
    of bytes: [UInt8], _ kind: ParquetError.Kind, _ finding: String, rowGroup: Int? = nil,
    column: String? = nil, page: Int? = nil, byte: Int? = nil,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let refusal = try refusal(of: bytes)
    let error = try #require(refusal, "a file that is refused", sourceLocation: sourceLocation)
    #expect(error.kind == kind, "\(error)", sourceLocation: sourceLocation)
    #expect(error.finding.contains(finding), "\(error)", sourceLocation: sourceLocation)
    #expect(error.place.file?.hasSuffix("x.parquet") == true, sourceLocation: sourceLocation)
    #expect(error.place.rowGroup == rowGroup, "\(error)", sourceLocation: sourceLocation)
    #expect(error.place.column == column, "\(error)", sourceLocation: sourceLocation)
    #expect(error.place.page == page, "\(error)", sourceLocation: sourceLocation)
    #expect(error.place.byte == byte, "\(error)", sourceLocation: sourceLocation)
  }
}
