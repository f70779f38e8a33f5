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
package struct RunLengthEncoder {
  /// Packed bits on their way out.
  private var words: [UInt64] = []

  /// An encoder.
  package init() {}

  /// Appends `values` at `width` bits each.
  ///
  /// - Precondition: no value needs more bits than `width`, which is at most 32.
  package mutating func append(_ values: Span<UInt32>, width: Int, to bytes: inout [UInt8]) {
    precondition((0...32).contains(width), "a width of 0 to 32 bits")
    let count = values.count
    let shortestRun = Self.shortestRun(width: width)
    var packedStart = 0
    var next = 0
    while next < count {
      let value = values[next]
      var end = next + 1
      while end < count, values[end] == value { end += 1 }
      if end - next >= shortestRun || end == count {
        pack(values.extracting(packedStart..<next), width: width, to: &bytes)
        Self.appendRun(of: value, count: end - next, width: width, to: &bytes)
        next = end
        packedStart = end
      } else {
        next = min(next + 8, count)
      }
    }
    pack(values.extracting(packedStart..<count), width: width, to: &bytes)
  }

  /// Appends the number of bytes that follow in four bytes, then flags at one bit each.
  package mutating func append(lengthPrefixed flags: ArraySlice<Bool>, to bytes: inout [UInt8]) {
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
    if width == 0 { return 1 }
    let runBytes = 1 + (width + 7) / 8 + 1
    return 8 * (runBytes / width + 1)
  }

  private mutating func pack(_ values: Span<UInt32>, width: Int, to bytes: inout [UInt8]) {
    if values.isEmpty { return }
    let groups = (values.count + 7) / 8
    bytes.append(varint: UInt64(groups) << 1 | 1)
    let wordCount = (groups * width + 7) / 8
    if words.count < wordCount { words = Array(repeating: 0, count: wordCount) }
    var target = words.mutableSpan
    var highest: UInt32 = 0
    var word: UInt64 = 0
    var filled = 0
    var wordIndex = 0
    for index in 0..<values.count {
      let value = values[index]
      highest |= value
      word |= UInt64(value) &<< filled
      filled += width
      if filled >= 64 {
        target[wordIndex] = word
        wordIndex += 1
        filled -= 64
        word = UInt64(value) &>> (width - filled)
      }
    }
    precondition(UInt64(highest) >> width == 0, "values of at most \(width) bits")
    while wordIndex < wordCount {
      target[wordIndex] = word
      word = 0
      wordIndex += 1
    }
    bytes.append(first: groups * width, of: words.span)
  }
}
