internal import Bytes
internal import Parquet

// _delta_log/00000000000000000005.checkpoint.parquet, the state at version 5, made by another writer. A row is
// an action, and only the columns of that action are present in it:
//
//   add        path, partitionValues {}, size, modificationTime, dataChange, stats, tags {}, deletionVector …
//   remove     path, deletionTimestamp, dataChange, extendedFileMetadata, partitionValues {}, size, tags {} …
//   metaData   id, name, description, format.provider, format.options {}, schemaString, partitionColumns [],
//              createdTime, configuration {}
//   protocol   minReaderVersion, minWriterVersion, readerFeatures [], writerFeatures []
//   txn        appId, version, lastUpdated
//
// {} is a map of texts and [] a list of texts. Other columns mean nothing here, as in commits.
//
// Such a file is as safe as its writer made it. Where pages have checksums, a changed byte in them is an error;
// delta-rs 1.6 writes none, and of a changed byte only what contradicts the rest of the file is noticed. So a
// checkpoint is read only where commits are missing, and none is made here.

/// A table's state at a version as the Parquet files that hold it.
enum CheckpointFile {
  /// The most values that a byte of a file may stand for, and the most bytes of values.
  ///
  /// A row stands in a byte at least, as every action has a text that no other has. Lists and equal texts
  /// take less.
  private static let mostValues = 64
  private static let mostBytes = 1024

  /// The state that the files hold together, as a commit that makes it at once.
  ///
  /// - Throws: `FileError`, or `DeltaError` if the files break the format, contradict themselves, or leave
  ///   out what the table's files cannot be read without.
  static func read(_ files: [InputFile], version: Int) throws -> Commit {
    let actions = try files.flatMap { file in
      do {
        return try read(file)
      } catch let error as ParquetError {
        throw DeltaError(error).at(version: version)
      } catch let error as DeltaError {
        throw error.at(file: file.path, version: version)
      }
    }
    let commit = Commit(version: version, actions: actions, info: nil)
    do {
      try check(commit)
    } catch {
      throw error.at(file: files.first?.path, version: version)
    }
    return commit
  }

  /// Checks that the actions go together, and that no column was left out that tells partitions apart.
  private static func check(_ commit: Commit) throws(DeltaError) {
    if let fault = commit.fault { throw .corrupt("in the checkpoint \(fault)") }
    for case .metadata(let metadata) in commit.actions {
      for add in commit.adds {
        for column in metadata.partitionColumns where add.partitionValues[column] == nil {
          throw .unsupported(
            "the checkpoint lacks the value of the partition column '\(column)' for '\(add.path)'")
        }
      }
    }
  }

  private static func read(_ file: InputFile) throws -> [Action] {
    let size = min(file.size, 1 << 40)
    var limits = ParquetLimits()
    limits.pageValues = min(limits.pageValues, mostValues * size)
    limits.pageBytes = min(limits.pageBytes, mostBytes * size)
    limits.chunkBytes = min(limits.chunkBytes, mostBytes * size)
    let parquet = try ParquetFile(file, limits: limits)
    if parquet.rowCount > file.size {
      throw DeltaError.corrupt("a checkpoint of \(parquet.rowCount) rows in \(file.size) bytes")
    }
    return try parquet.rowGroupRows.indices.flatMap { rowGroup in
      var columns = CheckpointColumns(parquet, rowGroup: rowGroup)
      for name in ["sidecar", "checkpointMetadata"]
      where try columns.presence(below: name).contains(true) {
        throw DeltaError.unsupported(
          "the checkpoint is of version 2, with a row of '\(name)'; those of version 1 are read")
      }
      return try actions(of: &columns)
    }
  }

  private static func actions(of columns: inout CheckpointColumns) throws -> [Action] {
    let kinds = [
      try columns.adds(), try columns.removes(), try columns.metadata(), try columns.protocols(),
      try columns.transactions(),
    ]
    return try (0..<columns.rowCount).compactMap { row in
      let actions = kinds.compactMap { $0[row] }
      if actions.count > 1 { throw DeltaError.corrupt("two actions in row \(row)") }
      return actions.first
    }
  }
}

// What each row says of one kind of action; nil where it is of another.
extension CheckpointColumns {
  fileprivate mutating func adds() throws -> [Action?] {
    let paths = try texts("add.path")
    let partitionValues = try maps("add.partitionValues")
    let sizes = try integers("add.size")
    let times = try integers("add.modificationTime")
    let changes = try flags("add.dataChange")
    let stats = try texts("add.stats")
    let tags = try maps("add.tags")
    let vectors = try presence(below: "add.deletionVector")
    return try (0..<rowCount).map { row in
      guard let path = paths[row] else {
        let isEmpty = sizes[row] == nil && times[row] == nil && changes[row] == nil
        if isEmpty && stats[row] == nil && !vectors[row] { return nil }
        throw missing("add.path", row)
      }
      var add = Add(
        path: try TablePath(uri: path), partitionValues: partitionValues[row] ?? [:],
        size: try required(sizes, "add.size", row),
        modificationTime: try required(times, "add.modificationTime", row),
        dataChange: try required(changes, "add.dataChange", row), stats: stats[row],
        tags: tags[row])
      add.deletionVector = vectors[row] ? DeletionVector() : nil
      return .add(add)
    }
  }

  fileprivate mutating func removes() throws -> [Action?] {
    let paths = try texts("remove.path")
    let times = try integers("remove.deletionTimestamp")
    let changes = try flags("remove.dataChange")
    let isExtended = try flags("remove.extendedFileMetadata")
    let partitionValues = try maps("remove.partitionValues")
    let sizes = try integers("remove.size")
    let tags = try maps("remove.tags")
    let vectors = try presence(below: "remove.deletionVector")
    return try (0..<rowCount).map { row in
      guard let path = paths[row] else {
        if times[row] == nil && changes[row] == nil { return nil }
        throw missing("remove.path", row)
      }
      return .remove(
        Remove(
          path: try TablePath(uri: path), deletionTimestamp: times[row],
          dataChange: try required(changes, "remove.dataChange", row),
          extendedFileMetadata: isExtended[row], partitionValues: partitionValues[row],
          size: sizes[row], tags: tags[row], deletionVector: vectors[row] ? DeletionVector() : nil))
    }
  }

  fileprivate mutating func metadata() throws -> [Action?] {
    let ids = try texts("metaData.id")
    let names = try texts("metaData.name")
    let descriptions = try texts("metaData.description")
    let providers = try texts("metaData.format.provider")
    let options = try maps("metaData.format.options")
    let schemas = try texts("metaData.schemaString")
    let partitionColumns = try lists("metaData.partitionColumns")
    let times = try integers("metaData.createdTime")
    let configurations = try maps("metaData.configuration")
    return try (0..<rowCount).map { row in
      guard let id = ids[row] else {
        if schemas[row] == nil && providers[row] == nil { return nil }
        throw missing("metaData.id", row)
      }
      let provider = try required(providers, "metaData.format.provider", row)
      return .metadata(
        Metadata(
          id: id, name: names[row], description: descriptions[row],
          format: .init(provider: provider, options: options[row]?.compactMapValues(\.self)),
          schemaString: try required(schemas, "metaData.schemaString", row),
          partitionColumns: try required(partitionColumns, "metaData.partitionColumns", row),
          createdTime: times[row], configuration: configurations[row] ?? [:]))
    }
  }

  fileprivate mutating func protocols() throws -> [Action?] {
    let readers = try integers("protocol.minReaderVersion")
    let writers = try integers("protocol.minWriterVersion")
    let readerFeatures = try lists("protocol.readerFeatures")
    let writerFeatures = try lists("protocol.writerFeatures")
    return try (0..<rowCount).map { row in
      if readers[row] == nil && writers[row] == nil { return nil }
      var it = TableProtocol(
        minReaderVersion: try required(readers, "protocol.minReaderVersion", row),
        minWriterVersion: try required(writers, "protocol.minWriterVersion", row))
      it.readerFeatures = readerFeatures[row]
      it.writerFeatures = writerFeatures[row]
      return .protocol(it)
    }
  }

  fileprivate mutating func transactions() throws -> [Action?] {
    let ids = try texts("txn.appId")
    let versions = try integers("txn.version")
    let times = try integers("txn.lastUpdated")
    return try (0..<rowCount).map { row in
      if ids[row] == nil && versions[row] == nil { return nil }
      return .transaction(
        ApplicationTransaction(
          appId: try required(ids, "txn.appId", row),
          version: try required(versions, "txn.version", row), lastUpdated: times[row]))
    }
  }

  private func required<Value>(
    _ values: [Value?], _ name: String, _ row: Int
  ) throws(DeltaError) -> Value {
    guard let value = values[row] else { throw missing(name, row) }
    return value
  }

  private func missing(_ name: String, _ row: Int) -> DeltaError {
    .corrupt("\(name) is missing in row \(row) of row group \(rowGroup)")
  }
}
