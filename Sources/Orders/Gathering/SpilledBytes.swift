internal import Bytes

/// Bytes that wait in a scratch file, and are found out if they are not what was written.
struct SpilledBytes {
  let file: ScratchFile
  /// Where they stand in it.
  let range: Range<Int>
  /// Their CRC-32 as they were written.
  let checksum: UInt32

  /// How many they are.
  var count: Int { range.count }

  /// The bytes.
  ///
  /// - Throws: `FileError` if they cannot be read, or are not what was written.
  func read() throws(FileError) -> [UInt8] {
    let bytes = try file.input.read(at: range.lowerBound, count: range.count)
    if CRC32.checksum(bytes.span) != checksum {
      throw FileError(
        path: file.input.path, action: "be used",
        reason: "bytes \(range) are not what was written: the disk or the memory is faulty")
    }
    return bytes
  }
}
