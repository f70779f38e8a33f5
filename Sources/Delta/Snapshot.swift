internal import Bytes

/// A table's state at one version; later commits do not change it.
public struct Snapshot: Sendable, Equatable {
  /// The version, from 0.
  public let version: Int
  /// What a client must understand.
  public let `protocol`: TableProtocol
  /// Columns as text, partition columns and settings.
  public let metadata: Metadata
  /// The columns.
  public let schema: Schema
  /// The files of the table, in the order of their paths.
  public let files: [Add]
  /// The files that were in the table and may still be in its folder, in the order of their paths.
  public let tombstones: [Remove]
  /// How far each application has come, by its id.
  public let transactions: [String: Int]
  /// The versions of other tables that this one goes with, by their names.
  public let tables: [String: Int]
}

extension DeltaTable {
  /// The table at a version, the newest if none is given.
  ///
  /// It is replayed from the first commit on. Where commits were removed, a checkpoint of another writer
  /// stands in for them; what commits say of themselves is lost with them, `tables` too.
  ///
  /// - Throws: `FileError`, or `DeltaError` if there is no such version, the log has a gap or breaks the
  ///   protocol, or the table needs a part of the protocol that is not read here.
  public func snapshot(version: Int? = nil) throws -> Snapshot {
    do {
      var (target, route) = try self.route(to: version)
      // A folder that is added to while it is listed may show a name and not an older one.
      if route == nil { (target, route) = try self.route(to: version) }
      guard let route else { throw try gap(before: target) }
      var replay = Replay()
      if let checkpoint = route.checkpoint {
        let files = try checkpoint.names.map { try log.file($0) }
        replay.apply(try CheckpointFile.read(files, version: checkpoint.version))
      }
      for version in route.commits.map(Array.init) ?? [] {
        guard let commit = try commit(version) else {
          throw DeltaError.corrupt("the commit was removed while the log was read").at(
            version: version)
        }
        replay.apply(commit)
      }
      do {
        return try replay.snapshot(version: target)
      } catch {
        throw error.at(version: target)
      }
    } catch let error as DeltaError {
      throw error.at(file: path)
    }
  }

  private func route(to version: Int?) throws -> (target: Int, LogListing.Route?) {
    let listing = try LogListing(names: log.names())
    guard let newest = listing.newest else {
      throw DeltaError.badRequest("the table has no version: its log has no commit")
    }
    let target = version ?? newest
    if !(0...newest).contains(target) {
      throw DeltaError.badRequest("there is no version \(target); the newest is \(newest)")
    }
    return (target, listing.route(to: target))
  }

  private func gap(before target: Int) throws -> DeltaError {
    let listing = try LogListing(names: log.names())
    let missing = listing.firstMissing(in: 0...target) ?? target
    if let (_, name) = listing.version2Checkpoints.first(where: { (missing...target) ~= $0.key }) {
      return .unsupported(
        "the commit of version \(missing) is missing, and \(Self.logFolder)/\(name) is a checkpoint of "
          + "version 2, which is not read here")
    }
    return .corrupt(
      "the commit of version \(missing) is missing and no checkpoint stands in for it: restore "
        + "\(Self.logFolder)/\(CommitFile.name(of: missing)) from a copy")
  }
}
