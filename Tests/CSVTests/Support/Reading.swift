import CSV
import Columns

extension CSVFile {
  /// All records after the header, as the reader gives them.
  func records(threads: Int = 1, chunkSize: Int = 4 << 20) throws -> [Record] {
    var all: [Record] = []
    try forEachChunk(
      threads: Threads(threads), chunkSize: chunkSize,
      parse: { records in
        var chunk: [Record] = []
        while records.next() {
          chunk.append(
            Record(
              line: records.line, fields: records.fields.indices.map { records.content($0) },
              isMalformed: records.isMalformed))
        }
        return chunk
      },
      consume: { chunk, firstLine, _ in
        all += chunk.map {
          Record(line: firstLine + $0.line, fields: $0.fields, isMalformed: $0.isMalformed)
        }
      })
    return all
  }
}

/// A record of texts.
func record(_ line: Int, _ fields: String..., isMalformed: Bool = false) -> Record {
  Record(line: line, fields: fields.map { Array($0.utf8) }, isMalformed: isMalformed)
}
