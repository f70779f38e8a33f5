import Columns
import TestSupport
import Testing

@testable import Orders

@Suite struct DetailRecordTests {
  private func row(_ generator: inout Generator) -> DetailRow {
    var row = DetailRow(sequence: generator.next(), digest: generator.next())
    for role in Role.allCases where Bool.random(using: &generator) {
      switch role.form {
      case .text:
        row.texts[role] = (0..<Int.random(in: 1...40, using: &generator)).map { _ in
          UInt8.random(in: 1...255, using: &generator)
        }
      case .exact:
        row.money[role] = ExactMoney(
          femto: Int128(Int64.random(in: .min ... .max, using: &generator)) << 40)
      case .stamp:
        row.day = Int32.random(in: .min ... .max, using: &generator)
        row.micros = Bool.random(using: &generator) ? -5 : nil
        row.isUTC = .random(using: &generator)
      case .day: row.refundDay = UndecidedDate(first: 1, second: 2, year: 2024).packed
      }
    }
    return row
  }

  @Test func `every role has the place of its case`() {
    #expect(Role.allCases.map(\.place) == Array(Role.allCases.indices))
    // Bits of the records say which roles are there.
    #expect(Role.allCases.count <= 64)
    for role in Role.allCases {
      let (isExact, isText) = (Role.exact & role.bit != 0, Role.texts & role.bit != 0)
      #expect(isExact == (role.form == .exact) && isText == (role.form == .text), "\(role)")
    }
    #expect(Role.all == Role.allCases.reduce(0) { $0 | $1.bit })
  }

  @Test func `gives back the rows that were appended`() throws {
    var generator = Generator.seeded()
    let rows = [DetailRow()] + (0..<500).map { _ in row(&generator) }
    var bytes: [UInt8] = []
    for (index, row) in rows.enumerated() {
      DetailRecord.append(row, keyHash: UInt64(index) << 50, to: &bytes)
    }
    var at = 0
    for (index, row) in rows.enumerated() {
      let span = bytes.span
      let hash = DetailRecord(span, at: at)?.keyHash
      #expect(hash == UInt64(index) << 50)
      let found = DetailRecord.read(span, at: at)
      let (read, next) = try #require(found)
      #expect(read == row)
      at = next
    }
    #expect(at == bytes.count)
    #expect(try DetailRecord.rows(of: bytes).all == rows)
    #expect(throws: OrderError.self) { _ = try DetailRecord.rows(of: Array(bytes.dropLast())) }
  }

  @Test func `bytes that are no record are none`() throws {
    var generator = Generator.seeded()
    var bytes: [UInt8] = []
    DetailRecord.append(row(&generator), keyHash: 1, to: &bytes)
    for count in bytes.indices {
      let cut = Array(bytes[..<count])
      let span = cut.span
      let isRecord = DetailRecord(span, at: 0) != nil
      #expect(!isRecord)
    }
    let whole = bytes.span
    for at in [-1, bytes.count, Int.max, Int.min] {
      let isRecord = DetailRecord(whole, at: at) != nil
      #expect(!isRecord)
    }
    // Any bytes are read without a trap, and never beyond their end.
    for _ in 0..<20_000 {
      var broken = bytes
      for _ in 0..<Int.random(in: 1...4, using: &generator) {
        let place = Int.random(in: 0..<min(broken.count, 60), using: &generator)
        broken[place] = UInt8.random(in: .min ... .max, using: &generator)
      }
      let span = broken.span
      if let (_, next) = DetailRecord.read(span, at: 0) { #expect(next <= broken.count) }
    }
  }

  @Test func `records are grouped by the top bits of their keys and stay in order`() throws {
    var generator = Generator.seeded()
    var bytes: [UInt8] = []
    let hashes = (0..<3000).map { _ in
      generator.next() >> UInt64.random(in: 0...8, using: &generator)
    }
    for (index, hash) in hashes.enumerated() {
      var row = row(&generator)
      row.sequence = UInt64(index)
      DetailRecord.append(row, keyHash: hash, to: &bytes)
    }
    let (records, starts) = DetailChunk.grouped(bytes)
    var chunk = DetailChunk(
      records: records, starts: starts, rows: hashes.count, rejected: [], account: Account(),
      evidence: DateEvidence(), hasUTC: false)
    chunk.number(file: 7, from: 100)
    let expected = hashes.indices.sorted {
      (OrderGatherer.partition(of: hashes[$0]), $0) < (OrderGatherer.partition(of: hashes[$1]), $1)
    }
    var sequences: [UInt64] = []
    let span = chunk.records.span
    for partition in 0..<OrderGatherer.partitions {
      var at = starts[partition]
      while at < starts[partition + 1] {
        let found = DetailRecord(span, at: at)
        let record = try #require(found)
        #expect(OrderGatherer.partition(of: record.keyHash) == partition)
        sequences.append(record.sequence)
        at = record.range.upperBound
      }
      #expect(at == starts[partition + 1])
    }
    #expect(sequences == expected.map { 7 << 40 + 100 + UInt64($0) })
  }

  @Test func `a time is a moment by its offset, or by the zone of the shop`() throws {
    let berlin = try #require(TimeZoneTable(name: "Europe/Berlin"))
    let day: Int32 = 19_737  // 2024-01-15
    let midnight: Int64 = 1_705_276_800_000_000
    #expect(DetailStamp.time(day: day, micros: nil, isUTC: true, zone: berlin) == nil)
    #expect(DetailStamp.time(day: day, micros: -5, isUTC: true, zone: berlin) == midnight - 5)
    #expect(DetailStamp.time(day: day, micros: 5, isUTC: false, zone: nil) == midnight + 5)
    #expect(
      DetailStamp.time(day: day, micros: 7_200_000_001, isUTC: false, zone: berlin) == midnight
        + 3_600_000_001)
    // Before 1970.
    #expect(DetailStamp.time(day: -1, micros: 1, isUTC: false, zone: .utc) == -86_399_999_999)
  }
}
