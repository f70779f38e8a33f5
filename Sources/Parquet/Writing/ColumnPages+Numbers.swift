internal import Columns

extension ColumnPages {
  /// Integers: values, differences or a dictionary.
  ///
  /// `delta` appends the values of a page as packed differences.
  static func pages<Value: FixedWidthInteger & BitwiseCopyable & Sendable>(
    of values: [Value], _ cuts: [PageCut], _ options: ColumnOptions,
    _ compressor: borrowing PageCompressor, delta: (Span<Value>, inout [UInt8]) -> Void
  ) throws(ParquetError) -> PageList {
    let dictionary = dictionary(of: values, cuts, options)
    if let dictionary, options.isClustered { return dictionary }
    let differences = PageList(.deltaBinaryPacked, cuts) { cut, bytes in
      delta(values.span.extracting(cut.values), &bytes)
    }
    var best = differences
    if let dictionary, try compressor.cost(of: dictionary) < compressor.cost(of: differences) {
      best = dictionary
    }
    // Not by what compression leaves of them: to decompress eight bytes a value takes several times as
    // long as to decode either of the others.
    let plainSize = cuts.reduce(values.count * MemoryLayout<Value>.size) { $0 + $1.levels.count }
    return best.bodies.count < plainSize ? best : plain(values, cuts)
  }

  /// Floats: values, their bytes in streams, or a dictionary.
  static func pages(
    of values: [Float], _ cuts: [PageCut], _ options: ColumnOptions,
    _ compressor: borrowing PageCompressor
  ) throws(ParquetError) -> PageList {
    let bits = values.map(\.bitPattern)
    if options.isClustered, let list = dictionary(of: bits, cuts, options) { return list }
    let count = min(values.count, PageCompressor.sampleBytes / 4)
    let sample = values.span.extracting(first: count)
    let plainSize = try compressor.size {
      Plain.append(bits.span.extracting(first: count), to: &$0)
    }
    let splitSize = try compressor.size { ByteStreamSplit.append(sample, to: &$0) }
    // Streams take time to be put together: that has to pay, too.
    let isSplit = PageCompressor.pays(splitSize.stored, of: plainSize.stored)
    let cost = (isSplit ? splitSize : plainSize).cost / Double(max(count, 1)) * Double(values.count)
    if let list = dictionary(of: bits, cuts, options), try compressor.cost(of: list) < cost {
      return list
    }
    if !isSplit { return plain(bits, cuts) }
    return PageList(.byteStreamSplit, cuts) { cut, bytes in
      ByteStreamSplit.append(values.span.extracting(cut.values), to: &bytes)
    }
  }

  /// Flags: bits, or runs.
  static func pages(
    of values: [Bool], _ cuts: [PageCut], _ compressor: borrowing PageCompressor
  ) throws(ParquetError) -> PageList {
    let plain = PageList(.plain, cuts) { cut, bytes in
      Plain.append(values.span.extracting(cut.values), to: &bytes)
    }
    var encoder = RunLengthEncoder()
    let runs = PageList(.runLength, cuts) { cut, bytes in
      encoder.append(lengthPrefixed: values[cut.values], to: &bytes)
    }
    return try compressor.cost(of: runs) < compressor.cost(of: plain) ? runs : plain
  }

  /// A dictionary of the values; nil where it is given up, or there are no values.
  private static func dictionary<Value: FixedWidthInteger & BitwiseCopyable & Sendable>(
    of values: [Value], _ cuts: [PageCut], _ options: ColumnOptions
  ) -> PageList? {
    // No reader minds a page without values; some mind a dictionary without entries.
    if values.isEmpty { return nil }
    let size = values.count * MemoryLayout<Value>.size
    let limit = DictionaryLimit(bytes: options.isClustered ? nil : size)
    guard let dictionary = ValueDictionary(values, limit: limit) else { return nil }
    return PageList(
      dictionaryOf: dictionary.entries.count, dictionary.indices, cuts,
      isClustered: options.isClustered
    ) { Plain.append(dictionary.entries.span, to: &$0) }
  }

  private static func plain(
    _ values: [some FixedWidthInteger & BitwiseCopyable], _ cuts: [PageCut]
  ) -> PageList {
    PageList(.plain, cuts) { cut, bytes in
      Plain.append(values.span.extracting(cut.values), to: &bytes)
    }
  }
}
