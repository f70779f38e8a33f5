internal import Bytes
internal import Delta

/// A Delta table of another program as a source of orders: the data files of its newest version.
struct TableSource: Sendable {
  /// A data file, and what the log says of all of its rows.
  struct File: Sendable {
    /// The file.
    let input: InputFile
    /// The values of the partition columns, which stand in no file.
    let constants: [Binding.Constant]
  }

  /// The files in the order of their paths.
  let files: [File]

  /// The table in a folder.
  ///
  /// - Throws: `FileError`; `DeltaError` if its log is damaged or asks for what is not read here; `OrderError` if
  ///   it is a store's own table, or has no files.
  init(_ path: String) throws {
    let table = try DeltaTable(path)
    let snapshot = try table.snapshot()
    if snapshot.metadata.setting(StoreSettings.layoutKey) != nil {
      throw OrderError(
        path: path, problem: "this is the table of a store's orders; name the folder above it")
    }
    if snapshot.files.isEmpty { throw OrderError(path: path, problem: "this table has no rows") }
    let partitions = snapshot.metadata.partitionColumns
    files = try snapshot.files.map { add in
      File(
        input: try table.open(add),
        constants: partitions.map {
          Binding.Constant(name: $0, value: add.partitionValues[$0] ?? nil)
        })
    }
  }
}
