// Dictionary-encoded values, once the page's indices are decoded:
//
//   for every block of indices
//     the greatest of the block is less than the size of the dictionary, or the page is corrupt
//     every value is the dictionary's at its index
//
// The greatest of a block is found without a branch on each index; an unsigned comparison leaves no index
// of 2^31 or more through.

package import Columns

/// Turns indices into the values of a dictionary that they stand for.
package enum DictionaryGather {
  /// Appends 32-bit integers.
  package static func append(
    _ indices: Span<UInt32>, of dictionary: Span<Int32>, to values: inout [Int32]
  ) throws(ParquetError) {
    try gather(indices, of: dictionary, to: &values)
  }

  /// Appends 64-bit integers.
  package static func append(
    _ indices: Span<UInt32>, of dictionary: Span<Int64>, to values: inout [Int64]
  ) throws(ParquetError) {
    try gather(indices, of: dictionary, to: &values)
  }

  /// Appends stamps.
  package static func append(
    _ indices: Span<UInt32>, of dictionary: Span<Int96>, to values: inout [Int96]
  ) throws(ParquetError) {
    try gather(indices, of: dictionary, to: &values)
  }

  /// Appends 32-bit floats.
  package static func append(
    _ indices: Span<UInt32>, of dictionary: Span<Float>, to values: inout [Float]
  ) throws(ParquetError) {
    try gather(indices, of: dictionary, to: &values)
  }

  /// Appends 64-bit floats.
  package static func append(
    _ indices: Span<UInt32>, of dictionary: Span<Double>, to values: inout [Double]
  ) throws(ParquetError) {
    try gather(indices, of: dictionary, to: &values)
  }

  /// Appends flags.
  package static func append(
    _ indices: Span<UInt32>, of dictionary: Span<Bool>, to values: inout [Bool]
  ) throws(ParquetError) {
    try gather(indices, of: dictionary, to: &values)
  }

  /// Appends byte arrays, of `byteLimit` bytes together at most.
  ///
  /// A few bytes of indices can stand for any number of copies of a long text: hence the limit.
  package static func append(
    _ indices: Span<UInt32>, of dictionary: TextColumn, to values: inout TextColumn, byteLimit: Int
  ) throws(ParquetError) {
    try check(indices, size: dictionary.count)
    let dictionaryEnds = dictionary.ends.span
    try values.append { (bytes, ends) throws(ParquetError) in
      let start = bytes.count
      var end = start
      try ends.append(count: indices.count) { newEnds throws(ParquetError) in
        for position in 0..<indices.count {
          let index = Int(indices[position])
          let before = dictionaryEnds[max(index, 1) - 1]
          // No sum overflows: there are fewer than 2^31 indices, and texts of fewer than 2^31 bytes.
          end &+= dictionaryEnds[index] &- before &* (index == 0 ? 0 : 1)
          newEnds[position] = end
        }
        try check(end &- start, limit: byteLimit)
      }
      let newEnds = ends.span.extracting((ends.count - indices.count)...)
      try bytes.append(indices, of: dictionary, newEnds: newEnds, from: start)
    }
  }

  /// Appends byte arrays of one length, of `byteLimit` bytes together at most.
  ///
  /// - Precondition: the values of `dictionary` have the length that `values` have.
  package static func append(
    _ indices: Span<UInt32>, of dictionary: FixedLengthBytes, to values: inout FixedLengthBytes,
    byteLimit: Int
  ) throws(ParquetError) {
    let length = dictionary.length
    precondition(length == values.length, "values of one length")
    try check(indices, size: dictionary.count)
    let (total, overflow) = indices.count.multipliedReportingOverflow(by: length)
    try check(overflow ? .max : total, limit: byteLimit)
    try values.bytes.append(indices, of: dictionary.bytes.span, length: length)
  }

  /// Appends the entries of `dictionary` that `indices` stand for.
  @inline(__always)
  private static func gather<Value: BitwiseCopyable>(
    _ indices: Span<UInt32>, of dictionary: Span<Value>, to values: inout [Value]
  ) throws(ParquetError) {
    try values.append(count: indices.count) { target throws(ParquetError) in
      try check(indices, size: dictionary.count)
      for position in 0..<indices.count { target[position] = dictionary[Int(indices[position])] }
    }
  }

  /// Throws unless every index is that of one of `size` entries.
  private static func check(_ indices: Span<UInt32>, size: Int) throws(ParquetError) {
    var greatest: UInt32 = 0
    for position in 0..<indices.count { greatest = max(greatest, indices[position]) }
    guard Int(greatest) < size || indices.isEmpty else {
      throw .corrupt("index \(greatest) into a dictionary of \(size) values")
    }
  }

  private static func check(_ total: Int, limit: Int) throws(ParquetError) {
    guard total <= limit else {
      throw .overLimit("\(total) bytes of values in a page, the limit is \(limit)")
    }
  }
}
