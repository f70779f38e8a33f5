internal import Bytes
internal import Delta

// What a name on the command line stands for:
//
//   -                  what is piped in
//   orders.csv         a file
//   exports/           a folder: its files in the order of their names, but not those of its folders, and none
//                      whose name begins with a dot or _
//   table/             a folder with _delta_log: the data files of a Delta table's newest version
//   '2024-*.csv'       a pattern that the shell has left alone: what matches, in the order of the names
//   shop/              a store, which is nothing to read files from

/// Finds the files that sources stand for.
public enum SourcePaths {
  /// Whether a path is a store's folder, or an empty one where a store might be.
  public static func isStore(_ path: String) -> Bool {
    guard let folder = try? Folder(path) else { return false }
    if isStore(folder) { return true }
    return (try? isTable(folder)) == false && (try? files(in: folder))?.isEmpty == true
  }

  private static func isStore(_ folder: Folder) -> Bool {
    guard let orders = try? folder.folder(OrderStore.ordersFolder) else { return false }
    return (try? isTable(orders)) == true
  }

  private static func isTable(_ folder: Folder) throws(FileError) -> Bool {
    try folder.status("_delta_log")?.kind == .folder
  }

  /// The paths of the files of a folder.
  private static func files(in folder: Folder) throws(FileError) -> [String] {
    var paths: [String] = []
    for name in try folder.names() where !name.hasPrefix(".") && !name.hasPrefix("_") {
      switch try folder.status(name)?.kind {
      case .file, .link: paths.append("\(folder.path)/\(name)")
      case .folder, .other, nil: break
      }
    }
    return paths
  }

  /// All files that the names stand for, in their order; none of them is read yet.
  ///
  /// - Throws: `FileError` if one is not there; `OrderError` if a folder or pattern stands for nothing, or
  ///   standard input is named twice; `DeltaError` of a table's log.
  static func sources(_ names: [String]) throws -> [Source] {
    var sources: [Source] = []
    for name in names {
      if name == "-" {
        if sources.contains(where: \.isStandardInput) {
          throw OrderError(
            .usage, problem: "-: standard input is named twice, and can be read once")
        }
        sources.append(.standardInput)
        continue
      }
      var paths = [name]
      // A file may be called like a pattern.
      if Glob.isPattern(name), (try? InputFile(name)) == nil, (try? Folder(name)) == nil {
        paths = try Glob.paths(matching: name)
        if paths.isEmpty { throw OrderError(path: name, problem: "no file matches this pattern") }
      }
      for path in paths { sources += try self.sources(at: path) }
    }
    return sources
  }

  private static func sources(at path: String) throws -> [Source] {
    guard let folder = try? Folder(path) else { return [.file(try InputFile(path))] }
    if isStore(folder) {
      throw OrderError(
        .usage, path: path, problem: "this is a store, and no file of orders; patron score reads it"
      )
    }
    if try isTable(folder) { return try TableSource(path).files.map { .tableFile($0) } }
    let files = try files(in: Folder(Self.withoutSlash(path)))
    if files.isEmpty { throw OrderError(path: path, problem: "there is no file in this folder") }
    return try files.map { .file(try InputFile($0)) }
  }

  /// A path without `/` at its end, so that names below it have one.
  private static func withoutSlash(_ path: String) -> String {
    var path = path[...]
    while path.count > 1, path.last == "/" { path.removeLast() }
    return String(path)
  }
}

/// A file that a source stands for.
enum Source: Sendable {
  /// What is piped in.
  case standardInput
  /// A file as it is.
  case file(InputFile)
  /// A data file of a table.
  case tableFile(TableSource.File)

  fileprivate var isStandardInput: Bool { if case .standardInput = self { true } else { false } }
}
