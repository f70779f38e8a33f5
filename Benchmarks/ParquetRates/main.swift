import Bytes
import Parquet

// Reads the files named on standard input, one a line, each column whole on one thread, and prints for
// each the nanoseconds and a checksum of the values, which is not in the time.

/// The values of every column, row group by row group, as the file's reader gives them.
func columns(of path: String) throws -> [PhysicalValues] {
  let file = try ParquetFile(InputFile(path))
  var decoder = PageDecoder()
  return try file.columns.map { column in
    var values = PhysicalValues(emptyOf: column)
    for rowGroup in file.rowGroupRows.indices {
      let chunk = try file.chunk(of: column, rowGroup: rowGroup, using: &decoder)
      for page in chunk.pages { _ = try decoder.decode(page, of: chunk, into: &values) }
    }
    return values
  }
}

/// The sum of numbers as integers, the number of bytes of texts.
func checksum(_ values: PhysicalValues) -> Int64 {
  switch values {
  case .int32(let values): values.reduce(0) { $0 &+ Int64($1) }
  case .int64(let values): values.reduce(0, &+)
  case .double(let values): values.reduce(0) { $0 &+ Int64($1) }
  case .byteArray(let values): Int64(values.bytes.count)
  default: 0
  }
}

while let path = readLine() {
  let clock = ContinuousClock()
  let start = clock.now
  let values = try columns(of: path)
  let time = clock.now - start
  let nanoseconds =
    time.components.seconds * 1_000_000_000 + time.components.attoseconds / 1_000_000_000
  print(nanoseconds, values.map(checksum).reduce(0, &+))
}
