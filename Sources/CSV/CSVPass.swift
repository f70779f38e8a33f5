internal import Bytes

/// A CSV file read once from its start to its end, on the calling thread, chunk by chunk as the caller asks for them.
///
/// `CSVFile.forEachChunk` is faster for who takes the whole file; this is for who reads two side by side.
public struct CSVPass: Sendable {
  private let file: CSVFile
  private let chunkSize: Int
  /// Where the next record starts.
  private var position: Int
  /// Its line, from 1.
  private var line: Int

  /// A pass from the record after the header on.
  ///
  /// - Parameters:
  ///   - file: the file.
  ///   - chunkSize: nominal bytes per chunk, at least 1; the records do not depend on it.
  public init(_ file: CSVFile, chunkSize: Int = 1 << 20) {
    self.file = file
    self.chunkSize = chunkSize
    position = file.firstRecord
    line = file.headerLines + 1
  }

  /// Parses the records of the next chunk.
  ///
  /// - Parameter parse: makes a result of all records of a chunk, which begins at the file's line `firstLine`.
  /// - Returns: the result; nil after the last chunk.
  /// - Throws: what `parse` throws, `FileError`, or `CSVError` for a line that is too long.
  public mutating func next<Result: Sendable>(
    _ parse: @Sendable (_ records: inout CSVRecords, _ firstLine: Int) throws -> Result
  ) throws -> Result? {
    guard position < file.input.size else {
      try file.input.checkUnchanged()
      return nil
    }
    let firstLine = line
    var bytes: ArraySlice<UInt8>?
    let chunk = try file.parseChunk(
      position..<min(position + chunkSize, file.input.size), line: line, bytes: &bytes
    ) { try parse(&$0, firstLine) }
    guard let chunk else { preconditionFailure("a chunk whose first record is known is parsed") }
    position = chunk.end
    line += chunk.lines
    return chunk.result
  }
}
