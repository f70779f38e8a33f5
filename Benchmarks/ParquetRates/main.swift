import Bytes
import Columns
import Parquet

// Reads the files named on standard input, one a line, each column whole on one thread, and prints for
// each the nanoseconds and a checksum of the values, which is not in the time.

/// The values of every chunk, all of them held in memory.
func chunks(of path: String) throws -> [PhysicalValues] {
  let file = try ParquetFile(InputFile(path))
  var decoder = PageDecoder()
  var chunks: [PhysicalValues] = []
  for rowGroup in file.rowGroupRows.indices {
    for column in file.columns {
      let chunk = try file.chunk(of: column, rowGroup: rowGroup, using: &decoder)
      chunks.append(try chunk.values(using: &decoder).values)
    }
  }
  return chunks
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

FreedMemory.keep()
while let path = readLine() {
  let clock = ContinuousClock()
  let start = clock.now
  let values = try chunks(of: path)
  let time = clock.now - start
  let nanoseconds =
    time.components.seconds * 1_000_000_000 + time.components.attoseconds / 1_000_000_000
  let sum = values.map(checksum).reduce(0, &+)
  // Written past the buffers of `print`: the other side waits for the line.
  try Descriptor.standardOutput.write(Array("\(nanoseconds) \(sum)\n".utf8))
}
