internal import Bytes
internal import Delta

// What cannot be read at any offset, by many threads and more than once, is copied to a file first:
//
//   standard input     → copy
//   gzip, zstd         → unpacked copy, whatever the file's name
//
// Copies have no name once they are made, so that no end of the program leaves one behind.

/// Makes the copies of sources that cannot be read where they are.
public struct Spool: Sendable {
  private let folder: String
  private let isInTable: Bool

  /// Copies go to a folder for files that come and go.
  public init(folder: String) {
    self.folder = folder
    isInTable = false
  }

  /// Copies go to the folder of a table, whose vacuum knows what a run that was killed has left.
  init(in table: DeltaTable) {
    folder = table.path
    isInTable = true
  }

  /// A file that stands for more bytes than so many times its own, beyond a first few, is none of a shop's.
  private static let mostTimes = 1000
  private static let firstBytes = 16 << 20
  /// After so many bytes the disk is looked at, which must have as many left twice.
  private static let stride = 64 << 20
  /// The bytes that are read at once.
  private static let piece = 1 << 20

  private func newFile() throws(FileError) -> OutputFile {
    try OutputFile("\(folder)/\(isInTable ? DataFile.uniqueName() : "patron")")
  }

  /// A copy of all that is piped in, known by the digest of those bytes.
  ///
  /// - Throws: `FileError`.
  func standardInput() throws(FileError) -> InputFile {
    var file = try newFile()
    while true {
      let bytes = try StandardInput.read(Self.piece)
      if bytes.isEmpty { return try file.copy(of: StandardInput.name) }
      try file.write(bytes)
      try Self.checkDisk(file, wrote: bytes.count, for: StandardInput.name)
    }
  }

  /// The file itself, or, if it is packed, what it stands for, known by the digest of the packed bytes.
  ///
  /// - Throws: `FileError` if it cannot be unpacked, stands for too much, or the disk is too small.
  func unpacked(_ input: InputFile) throws(FileError) -> InputFile {
    do {
      guard var unpacker = try Unpacker(of: try input.read(at: 0, count: min(4, input.size))) else {
        return input
      }
      var file = try newFile()
      var digest = SHA256()
      var offset = 0
      while offset < input.size {
        let bytes = try input.read(at: offset, count: min(Self.piece, input.size - offset))
        digest.update(bytes)
        offset += bytes.count
        try unpacker.unpack(bytes) { unpacked in
          try file.write(unpacked)
          try Self.checkRatio(file.size, of: offset, input.path)
          try Self.checkDisk(file, wrote: unpacked.count, for: input.path)
        }
      }
      try unpacker.finish()
      try input.checkUnchanged()
      return try file.copy(of: input.path, sha256: digest.finish())
    } catch let error as FileError {
      throw error
    } catch {
      throw FileError(path: input.path, action: "be unpacked", reason: "\(error)")
    }
  }

  private static func checkRatio(_ size: Int, of packed: Int, _ path: String) throws(FileError) {
    guard size > firstBytes, size / mostTimes > packed else { return }
    throw FileError(
      path: path, action: "be unpacked",
      reason:
        "\(packed) bytes of it stand for more than \(size >> 20) MiB, and orders do not pack so "
        + "well; if it is right, unpack it first")
  }

  private static func checkDisk(
    _ file: borrowing OutputFile, wrote count: Int, for path: String
  ) throws(FileError) {
    if file.size / stride == (file.size - count) / stride { return }
    let available = try file.available()
    if available >= 2 * stride { return }
    throw FileError(
      path: path, action: "be copied",
      reason:
        "after \(file.size >> 20) MiB the disk has \(available >> 20) MiB left; make room, or "
        + "choose another disk")
  }
}

extension Source {
  /// The bytes as they were given.
  ///
  /// - Throws: `FileError`.
  func given(_ spool: Spool) throws(FileError) -> InputFile {
    switch self {
    case .standardInput: try spool.standardInput()
    case .file(let input): input
    case .tableFile(let file): file.input
    }
  }

  /// The file of orders that given bytes are.
  ///
  /// - Throws: `FileError`, `CSVError`, `ParquetError`, `OrderError`.
  func open(_ given: InputFile, _ options: OrderOptions, _ spool: Spool) throws -> OrderFile {
    if case .tableFile(let file) = self { return try OrderFile(given, constants: file.constants) }
    return try OrderFile(try spool.unpacked(given), columns: options.columns)
  }
}
