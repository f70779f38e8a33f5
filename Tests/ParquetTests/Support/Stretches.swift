import Parquet
import TestSupport

/// The values as runs and packed bits.
func hybrid(_ values: [UInt32], width: Int) -> [UInt8] {
  var bytes: [UInt8] = []
  RunLengthEncoder.append(values.span, width: width, to: &bytes)
  return bytes
}

/// Values in stretches of at most `stretch` equal ones.
func stretches(
  _ count: Int, width: Int, stretch: Int, _ generator: inout Generator
) -> [UInt32] {
  var values: [UInt32] = []
  while values.count < count {
    let value = UInt32(truncatingIfNeeded: generator.next() & (1 << UInt64(width) - 1))
    let length = Int.random(in: 1...stretch, using: &generator)
    values += Array(repeating: value, count: min(length, count - values.count))
  }
  return values
}
