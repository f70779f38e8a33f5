import CSV
import Columns

extension CSVFile {
  /// All records after the header, as the reader gives them.
  func records(
    threads: Int = 1, chunkSize: Int = 4 << 20, oneByOne: Bool = false
  ) throws -> [Record] {
    var all: [Record] = []
    try forEachChunk(
      threads: Threads(threads), chunkSize: chunkSize,
      parse: { oneByOne ? $0.allOneByOne() : $0.all() },
      consume: { chunk, firstLine, _ in
        all += chunk.map {
          Record(line: firstLine + $0.line, fields: $0.fields, isMalformed: $0.isMalformed)
        }
      })
    return all
  }
}

extension CSVRecords {
  /// The records that are left, none of them taken for regular.
  mutating func allOneByOne() -> [Record] {
    var all: [Record] = []
    while next() { all.append(current) }
    return all
  }

  /// The records that are left, the regular ones in stretches.
  mutating func all() -> [Record] {
    var all: [Record] = []
    var regular = RegularRecords()
    while true {
      while nextRegular(into: &regular) {
        for record in 0..<regular.count {
          let fields = (0..<regular.columns).map {
            regular.field($0, of: record, in: bytes).content(in: bytes)
          }
          all.append(Record(line: regular.line(of: record), fields: fields))
        }
      }
      guard next() else { return all }
      all.append(current)
    }
  }

  private var current: Record {
    Record(
      line: line, fields: fields.indices.map { content($0) }, isMalformed: isMalformed)
  }
}

/// A record of texts.
func record(_ line: Int, _ fields: String..., isMalformed: Bool = false) -> Record {
  Record(line: line, fields: fields.map { Array($0.utf8) }, isMalformed: isMalformed)
}
