import Parquet

/// Where 0, 1, 2, … begin, of which `known` are known already.
func decodeStarts(
  _ bytes: [UInt8], width: Int, count: Int, known: [Int] = [], limit: Int
) throws(ParquetError) -> ([Int], end: Int)? {
  var starts = known
  let end = try RunLengthDecoder.decodeStarts(
    bytes.span, width: width, count: count, at: 1000, limit: limit, into: &starts)
  return end.map { (starts, $0) }
}

/// Where 0, 1, 2, … begin, one value at a time, none of which is the limit or more; nil if they are not in order.
func starts(_ values: [UInt32], known: [Int]) -> [Int]? {
  var starts = known
  for (place, value) in values.enumerated() {
    if Int(value) == starts.count {
      starts.append(1000 + place)
    } else if Int(value) + 1 != starts.count {
      return nil
    }
  }
  return starts
}
