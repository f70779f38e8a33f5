// The hybrid of runs and packed bits (encoding RLE), at a width of w bits a value:
//
//   run          varint(count << 1), then the value in ceil(w / 8) bytes, low byte first
//   packed bits  varint(groups << 1 | 1), then groups of 8 values, each w bytes, low bits first;
//                only the last group of the page may be padded
//
//   at the start of every group of 8:
//     the value repeats often enough to be smaller as a run, or to the end?  ->  close the packed bits, write a run
//     else  ->  the group joins the packed bits

/// Encodes levels, dictionary indices and other small numbers as runs and packed bits.
package enum RunLengthEncoder {
  /// Appends `values` at `width` bits each.
  ///
  /// - Precondition: no value needs more bits than `width`, which is at most 32.
  package static func append(_ values: Span<UInt32>, width: Int, to bytes: inout [UInt8]) {
    precondition((0...32).contains(width), "a width of 0 to 32 bits")
    let shortestRun = shortestRun(width: width)
    var next = 0
    while next < values.count {
      let start = values.nextRun(from: next, atLeast: shortestRun)
      pack(values.extracting(next..<start), width: width, to: &bytes)
      next = start
      if start == values.count { break }
      let value = values[start]
      repeat { next += 1 } while next < values.count && values[next] == value
      appendRun(of: value, count: next - start, width: width, to: &bytes)
    }
  }

  /// Appends the number of bytes that follow in four bytes, then flags at one bit each.
  package static func append(lengthPrefixed flags: ArraySlice<Bool>, to bytes: inout [UInt8]) {
    var encoded: [UInt8] = []
    let values: [UInt32] = flags.map { $0 ? 1 : 0 }
    append(values.span, width: 1, to: &encoded)
    bytes.append(littleEndian: UInt32(encoded.count))
    bytes.append(contentsOf: encoded)
  }

  /// Appends `values` at `width` bits each, every run of equal ones as a run, however short.
  package static func appendRuns(_ values: Span<UInt32>, width: Int, to bytes: inout [UInt8]) {
    var next = 0
    while next < values.count {
      var end = next + 1
      while end < values.count, values[end] == values[next] { end += 1 }
      appendRun(of: values[next], count: end - next, width: width, to: &bytes)
      next = end
    }
  }

  /// Appends one run.
  package static func appendRun(
    of value: UInt32, count: Int, width: Int, to bytes: inout [UInt8]
  ) {
    precondition(UInt64(value) >> width == 0, "a value of at most \(width) bits")
    bytes.append(varint: UInt64(count) << 1)
    for byte in 0..<(width + 7) / 8 { bytes.append(UInt8(truncatingIfNeeded: value >> (8 * byte))) }
  }

  /// The least multiple of 8 values that takes less room as a run, the header of the packed bits that
  /// it interrupts included, than as packed bits of `width` bytes a group.
  private static func shortestRun(width: Int) -> Int {
    if width == 0 { return 8 }
    let runBytes = 1 + (width + 7) / 8 + 1
    return 8 * (runBytes / width + 1)
  }

  private static func pack(_ values: Span<UInt32>, width: Int, to bytes: inout [UInt8]) {
    if values.isEmpty { return }
    let groups = (values.count + 7) / 8
    bytes.append(varint: UInt64(groups) << 1 | 1)
    var highest: UInt32 = 0
    for index in 0..<values.count { highest |= values[index] }
    precondition(UInt64(highest) >> width == 0, "values of at most \(width) bits")
    let whole = values.count / 8 * 8
    bytes.append(addingCapacity: groups * width) { output in
      output.append(packing: values.extracting(..<whole), width: width)
      if whole == values.count { return }
      var last = InlineArray<8, UInt32>(repeating: 0)
      for index in whole..<values.count { last[index - whole] = values[index] }
      output.append(packing: last.span, width: width)
    }
  }
}
