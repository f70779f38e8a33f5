internal import Bytes
internal import Columns
internal import Synchronization

// chunks → partitions → who assembles
//
//   record      its size, 4 bytes; the hash of its key, 8 bytes; low byte first; what it says
//   chunk       records grouped by partition, in the order of the file
//   partition   records of all chunks end to end, in the order they were added; those put aside come first
//
// What records say is nobody's business here: so the same shuffle brings rows together by order, and orders by
// customer.

/// Gathers records in partitions of equal shares of their keys' hashes.
final class RecordGatherer: Sendable {
  /// The number of partitions: that of the plain orders.
  static let partitions = OrderGatherer.partitions

  private let partitions: [RecordPartition]

  /// A gatherer without records, which knows their keys also when they wait elsewhere or does not.
  init(remembersKeys: Bool) {
    partitions = (0..<Self.partitions).map { _ in RecordPartition(remembersKeys: remembersKeys) }
  }

  /// Adds records that are grouped by partition.
  ///
  /// - Parameters:
  ///   - records: the records, end to end.
  ///   - starts: those of partition p are `starts[p]..<starts[p + 1]`.
  /// - Precondition: there is a start for each partition and one more, ascending, the last at the end of the records.
  func add(_ records: [UInt8], starts: [Int]) {
    precondition(starts.count == Self.partitions + 1, "a start for each partition, and the end")
    precondition(starts[0] == 0 && starts[Self.partitions] == records.count, "all records")
    for (index, partition) in partitions.enumerated() where starts[index] < starts[index + 1] {
      partition.add(records[starts[index]..<starts[index + 1]])
    }
  }

  /// Adds the records of a chunk.
  func add(_ chunk: DetailChunk) { add(chunk.records, starts: chunk.starts) }

  /// The bytes that it takes in memory.
  var bytesInMemory: Int { partitions.reduce(0) { $0 + $1.bytesInMemory } }

  /// The bytes of a partition's records, in memory or not.
  func bytes(of partition: Int) -> Int { partitions[partition].bytes }

  /// The hashes of all keys, ascending, each once: 8 bytes a key.
  ///
  /// - Precondition: no records were handed over, and the gatherer remembers keys.
  func keyHashes(threads: Threads) throws -> [UInt64] {
    // Partitions are ranges of the hashes.
    try threads.map(Self.partitions) { partitions[$0].keyHashes }.flatMap { $0 }
  }

  /// Moves all records to a scratch file beside `path`, which goes once they were handed over.
  ///
  /// - Throws: `FileError`.
  func spill(to path: String) throws(FileError) {
    var file = try OutputFile(path)
    var parts: [(bytes: Range<Int>, checksum: UInt32)] = []
    for partition in partitions {
      let bytes = partition.inMemory
      parts.append((file.size..<file.size + bytes.count, CRC32.checksum(bytes.span)))
      if !bytes.isEmpty { try file.write(bytes) }
    }
    let scratch = try file.scratch()
    for (partition, part) in zip(partitions, parts) where !part.bytes.isEmpty {
      partition.spill(
        to: SpilledBytes(file: scratch, range: part.bytes, checksum: part.checksum))
    }
  }

  /// Hands over the records of a partition and forgets them; may be called on any thread.
  ///
  /// - Throws: `FileError` if those in scratch files cannot be read, or are not what was written.
  func take(_ partition: Int) throws(FileError) -> [UInt8] { try partitions[partition].take() }
}

/// The records of one partition: those in memory, and those that wait in scratch files.
final class RecordPartition: Sendable {
  private struct State {
    var records: [UInt8] = []
    var spilled: [Spilled] = []
  }

  private struct Spilled {
    let bytes: SpilledBytes
    /// The hashes of its keys, ascending, each once, if they are remembered.
    let keyHashes: [UInt64]
  }

  private let state = Mutex(State())
  private let remembersKeys: Bool

  /// A partition without records.
  init(remembersKeys: Bool) { self.remembersKeys = remembersKeys }

  /// Adds records.
  func add(_ records: ArraySlice<UInt8>) {
    state.withLock { $0.records.append(contentsOf: records) }
  }

  /// The records in memory.
  var inMemory: [UInt8] { state.withLock { $0.records } }

  /// The bytes that they take there, and the keys of those that wait elsewhere.
  var bytesInMemory: Int {
    state.withLock { state in
      state.spilled.reduce(state.records.capacity) { $0 + 8 * $1.keyHashes.count }
    }
  }

  /// The bytes of all records.
  var bytes: Int {
    state.withLock { state in state.spilled.reduce(state.records.count) { $0 + $1.bytes.count } }
  }

  /// Forgets the records in memory, now that they wait in bytes of a file.
  func spill(to bytes: SpilledBytes) {
    state.withLock { state in
      let keyHashes = remembersKeys ? Self.keyHashes(of: state.records) : []
      state.records = []
      state.spilled.append(Spilled(bytes: bytes, keyHashes: keyHashes))
    }
  }

  /// The hashes of all keys, ascending, each once.
  var keyHashes: [UInt64] {
    precondition(remembersKeys, "keys that are remembered")
    return state.withLock { state in
      let recent = Self.keyHashes(of: state.records)
      if state.spilled.isEmpty { return recent }
      return Self.distinct(state.spilled.reduce(recent) { $0 + $1.keyHashes })
    }
  }

  private static func keyHashes(of records: [UInt8]) -> [UInt64] {
    let bytes = records.span
    var hashes: [UInt64] = []
    var at = 0
    while at < bytes.count {
      hashes.append(Words.word(bytes, at + 4))
      at += Int(UInt32(truncatingIfNeeded: Words.word(bytes, at)))
    }
    return distinct(hashes)
  }

  private static func distinct(_ hashes: [UInt64]) -> [UInt64] {
    var sorted = hashes.sorted()
    var kept = 0
    for index in sorted.indices where index == 0 || sorted[index] != sorted[index - 1] {
      sorted[kept] = sorted[index]
      kept += 1
    }
    sorted.removeLast(sorted.count - kept)
    return sorted
  }

  /// Hands over all records in the order they were added, and forgets them.
  func take() throws(FileError) -> [UInt8] {
    let taken = state.withLock { state in
      defer { state = State() }
      return state
    }
    if taken.spilled.isEmpty { return taken.records }
    var all: [UInt8] = []
    all.reserveCapacity(taken.spilled.reduce(taken.records.count) { $0 + $1.bytes.count })
    for part in taken.spilled { all += try part.bytes.read() }
    all += taken.records
    return all
  }
}
