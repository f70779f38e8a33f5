import Bytes
import Columns
import TestSupport
import Testing

@testable import Orders

/// Records gathered in memory and through scratch files.
@Suite struct RecordGathererTests {
  /// Chunks of random records, and what each partition is to have.
  private static func chunks(
    _ generator: inout Generator
  ) -> (chunks: [(records: [UInt8], starts: [Int])], expected: [[UInt8]], hashes: Set<UInt64>) {
    var expected = [[UInt8]](repeating: [], count: RecordGatherer.partitions)
    var hashes: Set<UInt64> = []
    let chunks = (0..<6).map { _ in
      var records: [UInt8] = []
      var starts = [0]
      for partition in 0..<RecordGatherer.partitions {
        // Most have none, a few have many.
        let count = Int.random(in: 0..<20, using: &generator) == 0 ? partition % 50 : 0
        for _ in 0..<count {
          let low = UInt64.random(in: 0..<9, using: &generator)
          let width = UInt64.max / UInt64(RecordGatherer.partitions) + 1
          let hash = UInt64(partition) * width + low
          hashes.insert(hash)
          let record = TestRecord.bytes(
            hash: hash, (0..<low).map { _ in UInt8.random(in: .min ... .max, using: &generator) })
          records += record
          expected[partition] += record
        }
        starts.append(records.count)
      }
      return (records, starts)
    }
    return (chunks, expected, hashes)
  }

  @Test func `records come back in the order they came, from memory or scratch files`() throws {
    var generator = Generator.seeded()
    let folder = try TemporaryFolder()
    let (chunks, expected, hashes) = Self.chunks(&generator)
    for spills in [[], [0], [2, 3], [0, 1, 2, 3, 4, 5]] {
      let gatherer = RecordGatherer(remembersKeys: true)
      for (index, chunk) in chunks.enumerated() {
        gatherer.add(chunk.records, starts: chunk.starts)
        if spills.contains(index) {
          try gatherer.spill(to: "\(folder.path)/scratch")
          #expect(gatherer.bytesInMemory <= 8 * 6 * hashes.count)
        }
      }
      let sizes = (0..<RecordGatherer.partitions).map { gatherer.bytes(of: $0) }
      #expect(sizes == expected.map(\.count))
      #expect(try gatherer.keyHashes(threads: Threads(2)) == hashes.sorted())
      let taken = try Threads(2).map(RecordGatherer.partitions) { try gatherer.take($0) }
      #expect(taken == expected)
      let some = try #require(expected.firstIndex { !$0.isEmpty })
      #expect(try gatherer.take(some) == [], "each is handed over once")
      #expect(folder.names == [], "scratch files go with their records")
    }
  }

  @Test func `a scratch file with a flipped bit is reported`() throws {
    let folder = try TemporaryFolder()
    let partition = RecordPartition(remembersKeys: false)
    var bytes = TestRecord.bytes(hash: 1, [1, 2, 3])
    let checksum = CRC32.checksum(bytes.span)
    bytes[13] ^= 1
    var file = try OutputFile("\(folder.path)/scratch")
    try file.write(bytes)
    partition.spill(
      to: SpilledBytes(file: try file.scratch(), range: 0..<bytes.count, checksum: checksum))
    let error = #expect(throws: FileError.self) { try partition.take() }
    #expect(error?.description.contains("not what was written") == true)
  }
}
