internal import Bytes
internal import Columns

extension ColumnPages {
  /// Integers: values, differences or a dictionary.
  ///
  /// `delta` appends the values of a page as packed differences.
  static func pages<Value: FixedWidthInteger & BitwiseCopyable & Sendable>(
    of values: [Value], _ cuts: [PageCut], _ options: ColumnOptions,
    _ compressor: inout PageCompressor, delta: (Span<Value>, inout [UInt8]) -> Void
  ) throws(ParquetError) -> PageList {
    let all = values.span
    guard let (least, greatest) = all.ends else { return plain(values, cuts) }
    if options.isClustered, let list = dictionary(of: values, cuts, nil, true) { return list }
    // Not by what compression leaves of them: to decompress eight bytes a value takes several times as
    // long as to decode either of the others.
    let plainSize = cuts.reduce(values.count * MemoryLayout<Value>.size) { $0 + $1.levels.count }
    if least == greatest {
      let list = PageList(dictionaryOfOne: cuts) { Plain.append(all.extracting(first: 1), to: &$0) }
      return list.bodies.count < plainSize ? list : plain(values, cuts)
    }
    let sample = ValueSample(values)
    let differences = try compressor.size { bytes in
      for part in sample.parts { delta(sample.values.span.extracting(part), &bytes) }
    }
    let scale = Double(values.count) / Double(sample.values.count)
    if let list = dictionary(
      of: values, in: least...greatest, cuts, below: Double(differences.count) * scale),
      list.bodies.count < plainSize,
      try compressor.judge(list).cost < differences.cost * scale
    {
      return list
    }
    let list = PageList(.deltaBinaryPacked, cuts) { cut, bytes in
      delta(values.span.extracting(cut.values), &bytes)
    }
    return list.bodies.count < plainSize ? list : plain(values, cuts)
  }

  /// A dictionary of integers; nil if it is not likely to take fewer than `limit` bytes.
  private static func dictionary<Value: FixedWidthInteger & BitwiseCopyable & Sendable>(
    of values: [Value], in range: ClosedRange<Value>, _ cuts: [PageCut], below limit: Double
  ) -> PageList? {
    if RangeDictionary.suits(range, count: values.count) {
      let dictionary = RangeDictionary(values, in: range)
      return PageList(dictionaryOf: dictionary.entries.count, dictionary.indices, cuts) {
        Plain.append(dictionary.entries.span, to: &$0)
      }
    }
    return dictionary(of: values, cuts, below: limit)
  }

  /// A dictionary of numbers; nil if it is not likely to take fewer than `limit` bytes.
  private static func dictionary<Value: FixedWidthInteger & BitwiseCopyable & Sendable>(
    of values: [Value], _ cuts: [PageCut], below limit: Double
  ) -> PageList? {
    let distinct = ValueSample(values, stretch: 1024).distinctCount(of: values.count)
    let width = Int.bitWidth - (distinct - 1).leadingZeroBitCount
    let size = distinct * MemoryLayout<Value>.size + values.count * width / 8
    if Double(size) >= limit { return nil }
    return dictionary(of: values, cuts, Int(limit), false)
  }

  /// A dictionary of numbers; nil if its entries take `limit` bytes, or there are no values.
  private static func dictionary<Value: FixedWidthInteger & BitwiseCopyable & Sendable>(
    of values: [Value], _ cuts: [PageCut], _ limit: Int?, _ isClustered: Bool
  ) -> PageList? {
    // No reader minds a page without values; some mind a dictionary without entries.
    if values.isEmpty { return nil }
    guard let dictionary = ValueDictionary(values, limit: DictionaryLimit(bytes: limit)) else {
      return nil
    }
    return PageList(
      dictionaryOf: dictionary.entries.count, dictionary.indices, cuts, isClustered: isClustered
    ) { Plain.append(dictionary.entries.span, to: &$0) }
  }

  /// Floats, given as their bits: values, their bytes in streams, or a dictionary.
  static func pages(
    ofFloats bits: [UInt32], _ cuts: [PageCut], _ options: ColumnOptions,
    _ compressor: inout PageCompressor
  ) throws(ParquetError) -> PageList {
    if bits.isEmpty { return plain(bits, cuts) }
    if options.isClustered, let list = dictionary(of: bits, cuts, nil, true) { return list }
    let sample = ValueSample(bits)
    let plainSize = try compressor.size { Plain.append(sample.values.span, to: &$0) }
    let streams = try StreamSizes(sample.values.span, &compressor)
    // Streams take time to be put together: that has to pay, too.
    let isSplit = PageCompressor.pays(streams.stored, of: plainSize.stored)
    let cost = isSplit ? streams.cost : plainSize.cost
    let scale = Double(bits.count) / Double(sample.values.count)
    if let list = dictionary(of: bits, cuts, below: cost * scale),
      try compressor.judge(list).cost < cost * scale
    {
      return list
    }
    if !isSplit { return plain(bits, cuts) }
    return PageList(.byteStreamSplit, cuts) { cut, bytes in
      ByteStreamSplit.append(bits.span.extracting(cut.values), to: &bytes)
    }
  }

  /// Flags: bits, or runs.
  static func pages(
    of values: [Bool], _ cuts: [PageCut], _ compressor: inout PageCompressor
  ) throws(ParquetError) -> PageList {
    let plain = PageList(.plain, cuts) { cut, bytes in
      Plain.append(values.span.extracting(cut.values), to: &bytes)
    }
    let runs = PageList(.runLength, cuts) { cut, bytes in
      RunLengthEncoder.append(lengthPrefixed: values[cut.values], to: &bytes)
    }
    return try compressor.judge(runs).cost < compressor.judge(plain).cost ? runs : plain
  }

  private static func plain(
    _ values: [some FixedWidthInteger & BitwiseCopyable], _ cuts: [PageCut]
  ) -> PageList {
    PageList(.plain, cuts) { cut, bytes in
      Plain.append(values.span.extracting(cut.values), to: &bytes)
    }
  }
}

/// What would be stored of the streams of some floats, each compressed by itself.
private struct StreamSizes {
  /// Bytes as stored.
  private(set) var stored = 0
  /// As `PageCompressor.Size.cost`.
  private(set) var cost = 0.0

  init(_ bits: Span<UInt32>, _ compressor: inout PageCompressor) throws(ParquetError) {
    var bytes: [UInt8] = []
    ByteStreamSplit.append(bits, to: &bytes)
    for stream in 0..<4 {
      let range = stream * bits.count..<(stream + 1) * bits.count
      let size = try compressor.size(of: bytes.span.extracting(range), .literals)
      stored += size.stored
      cost += size.cost
    }
  }
}
