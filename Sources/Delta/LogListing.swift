// _delta_log/:
//
//   00000000000000000005.json                                           the commit of version 5
//   00000000000000000005.checkpoint.parquet                             the table's state at version 5
//   00000000000000000005.checkpoint.0000000001.0000000002.parquet       the same in parts
//   00000000000000000005.checkpoint.80a083e8-….json or .parquet         the same in version 2
//   .….tmp, ….tmp, ….crc, ….compacted.json, _last_checkpoint, …         nothing that a reader needs

/// What versions a log holds, from the names of its files.
package struct LogListing: Equatable {
  /// The state of a table at a version, written by somebody to save readers the commits before it.
  package struct Checkpoint: Equatable {
    package let version: Int
    /// The names of its files, in order.
    package let names: [String]
  }

  /// A reader's way to a version: a checkpoint if commits are missing, and the commits after it.
  package struct Route: Equatable {
    package let checkpoint: Checkpoint?
    package let commits: ClosedRange<Int>?
  }

  /// Doubles, which other clients keep versions in, end to be exact here.
  static let greatestVersion = 1 << 53

  /// The versions that have a commit, ascending.
  package let commits: [Int]
  /// The complete checkpoints, ascending.
  package let checkpoints: [Checkpoint]
  /// By version, the name of a checkpoint of the kind that is not read.
  package let version2Checkpoints: [Int: String]

  /// The listing of a log folder; names that mean nothing here are left out.
  ///
  /// - Throws: `DeltaError` if a name has a version that no log gets to.
  package init(names: [String]) throws(DeltaError) {
    var commits: [Int] = []
    var whole: [Int: String] = [:]
    // By version and number of parts; the value at an index is the part of that number, less one.
    var parts: [Int: [Int: [Int: String]]] = [:]
    var version2: [Int: String] = [:]
    for name in names {
      let fields = name.split(separator: ".", omittingEmptySubsequences: false)
      guard fields.count >= 2, let digits = Self.digits(fields[0], count: 20) else { continue }
      let rest = fields.dropFirst()
      let isVersion2 = rest.count == 3 && rest.last == "json"
      let isCheckpoint = rest.first == "checkpoint" && (rest.last == "parquet" || isVersion2)
      guard rest == ["json"] || isCheckpoint else { continue }
      guard let version = digits, version <= Self.greatestVersion else {
        throw .corrupt("the file \(name) is of a version beyond 2^53, which no log gets to")
      }
      if rest == ["json"] {
        commits.append(version)
      } else if rest.count == 2 {
        whole[version] = name
      } else if rest.count == 3 {
        version2[version] = name
      } else if rest.count == 4, case let part?? = Self.digits(fields[2], count: 10),
        case let count?? = Self.digits(fields[3], count: 10), (1...max(1, count)).contains(part)
      {
        parts[version, default: [:]][count, default: [:]][part] = name
      }
    }
    self.commits = commits.sorted()
    version2Checkpoints = version2
    var checkpoints = whole.mapValues { [$0] }
    for (version, byCount) in parts where checkpoints[version] == nil {
      // Parts are not written at once: those of a writer that was stopped are never complete.
      guard let complete = byCount.first(where: { $0.key == $0.value.count }) else { continue }
      checkpoints[version] = complete.value.sorted { $0.key < $1.key }.map(\.value)
    }
    self.checkpoints = checkpoints.map(Checkpoint.init).sorted { $0.version < $1.version }
  }

  /// The number of exactly `count` digits: nil if it is none, an inner nil if it is too large.
  private static func digits(_ text: Substring, count: Int) -> Int?? {
    guard text.utf8.count == count, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
      return nil
    }
    return .some(Int(text))
  }

  /// The newest version.
  package var newest: Int? { [commits.last, checkpoints.last?.version].compactMap { $0 }.max() }

  /// How to come to a version, from the first commit if all commits are there; nil if some are missing.
  package func route(to version: Int) -> Route? {
    if firstMissing(in: 0...version) == nil { return Route(checkpoint: nil, commits: 0...version) }
    for checkpoint in checkpoints.reversed() where checkpoint.version <= version {
      if checkpoint.version == version { return Route(checkpoint: checkpoint, commits: nil) }
      let commits = checkpoint.version + 1...version
      if firstMissing(in: commits) == nil { return Route(checkpoint: checkpoint, commits: commits) }
    }
    return nil
  }

  /// The first version of a range without a commit.
  package func firstMissing(in versions: ClosedRange<Int>) -> Int? {
    var expected = versions.lowerBound
    for version in commits where versions.contains(version) {
      if version != expected { return expected }
      expected += 1
    }
    return expected > versions.upperBound ? nil : expected
  }
}
