public import Bytes

// table/
//   _delta_log/00000000000000000000.json …     what the table is: one file for each version
//   part-….parquet, bucket=3/part-….parquet    data files; those that the log names are in the table

/// A Delta Lake table in a folder: its log, and the data files that the log names.
public struct DeltaTable: Sendable {
  static let logFolder = "_delta_log"
  /// More than any log of ours: a commit of a million files is 300 MB.
  private static let greatestCommit = 1 << 30

  /// The path it was opened by.
  public let path: String
  let root: Folder
  let log: Folder

  /// Opens the table in a folder.
  ///
  /// - Throws: `FileError`, or `DeltaError` if the folder has no log.
  public init(_ path: String) throws {
    let root = try Folder(path)
    guard try root.status(Self.logFolder) != nil else {
      throw DeltaError.badRequest(
        "there is no Delta table: the folder \(Self.logFolder) is missing"
      )
      .at(file: path)
    }
    self.path = path
    self.root = root
    log = try root.folder(Self.logFolder)
  }

  /// Opens the table in a folder; folder and log are created if they are missing.
  ///
  /// A new table has no version before the first commit to it.
  ///
  /// - Throws: `FileError`.
  public static func create(_ path: String) throws -> DeltaTable {
    _ = try Folder.create(path)
    _ = try Folder.create("\(path)/\(logFolder)")
    return try DeltaTable(path)
  }

  /// Whether anything was committed yet: a table that is being made has a folder before it has a version.
  ///
  /// - Throws: `FileError`, or `DeltaError` if the log holds what no log does.
  public func hasVersion() throws -> Bool {
    try LogListing(names: log.names()).newest != nil
  }

  /// The commit that made a version, or nil if there is none.
  ///
  /// - Throws: `FileError`, or `DeltaError` if the commit's file is not as it was written.
  public func commit(_ version: Int) throws -> Commit? {
    let name = CommitFile.name(of: version)
    guard try log.status(name) != nil else { return nil }
    let file = try log.file(name)
    do {
      if file.size > Self.greatestCommit {
        throw DeltaError.unsupported(
          "the commit has \(file.size) bytes; more than \(Self.greatestCommit) are not read")
      }
      return try CommitFile.read(try file.read(at: 0, count: file.size), version: version)
    } catch let error as DeltaError {
      throw error.at(file: file.path, version: version)
    }
  }

  /// What the commits that are still there say of themselves, oldest first.
  ///
  /// - Throws: `FileError`, or `DeltaError` if a commit's file is not as it was written.
  public func history() throws -> [(version: Int, info: CommitInfo)] {
    try LogListing(names: log.names()).commits.compactMap { version in
      try commit(version)?.info.map { (version: version, info: $0) }
    }
  }

  /// Makes durable what others have committed: to be called before anything is promised or removed
  /// because of it, for they may have been killed before they could.
  ///
  /// - Throws: `FileError`.
  public func confirm() throws(FileError) { try log.sync() }

  /// Opens a data file for reading.
  ///
  /// Nothing but a regular file below the table's folder is opened, and no link is followed.
  ///
  /// - Throws: `FileError`, or `DeltaError` if the file has not the size that the log says.
  public func open(_ add: Add) throws -> InputFile {
    let file = try folder(of: add.path).file(add.path.components.last ?? "")
    if file.size != add.size {
      throw DeltaError.corrupt(
        "the file has \(file.size) bytes, the log says \(add.size): restore it from a copy"
      ).at(file: file.path)
    }
    return file
  }

  /// Creates the folders that a data file is to stand in, where they are missing; new ones are durable.
  ///
  /// - Throws: `FileError`.
  public func createFolders(of file: TablePath) throws(FileError) {
    var folder = root
    for name in file.components.dropLast() { folder = try folder.folder(creating: name) }
  }

  /// Removes data files that no commit names, such as those of a commit that was not made.
  ///
  /// What cannot be removed stays for `Vacuum`.
  public func discard(_ files: [TablePath]) {
    for file in files { try? folder(of: file).remove(file.components.last ?? "") }
  }

  /// The bytes that may still be written to the table's file system.
  ///
  /// - Throws: `FileError`.
  public func available() throws(FileError) -> Int { try root.available() }

  /// The folder that a file stands in.
  func folder(of file: TablePath) throws(FileError) -> Folder {
    var folder = root
    for name in file.components.dropLast() { folder = try folder.folder(name) }
    return folder
  }
}
