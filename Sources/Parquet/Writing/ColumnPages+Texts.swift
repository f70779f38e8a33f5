internal import Bytes
internal import Columns

extension ColumnPages {
  /// Texts: as they stand, their lengths apart, or a dictionary.
  static func pages(
    of texts: TextColumn, _ present: [Bool]?, _ cuts: [PageCut], _ options: ColumnOptions,
    _ compressor: inout PageCompressor
  ) throws(ParquetError) -> PageList {
    let forced = options.isClustered ? dictionary(of: texts, present, cuts, nil, options) : nil
    if let forced { return forced }
    let sizes = cuts.map { plainSize(of: texts, present, $0.rows) }
    let size = sizes.reduce(0, +)
    let sample = sampleRows(of: texts, present)
    let sampleSize = plainSize(of: texts, present, sample)
    if sampleSize > 0 {
      let plain = try compressor.size { bytes in
        Plain.append(texts, rows: sample, present: present, count: sampleSize, to: &bytes)
      }
      let apart = try compressor.size { bytes in
        DeltaLengthByteArray.append(texts, rows: sample, present: present, to: &bytes)
      }
      // That has to pay, in bytes or in time: pyarrow 26 does not read such pages into dictionaries. Digits take
      // as few bytes without the search for matches, which takes the longest of all that is done to a table; in a
      // sample a twelfth more, for the codes and what stands before them.
      let isApart =
        PageCompressor.pays(apart.stored, of: plain.stored)
        || apart.effort == .literals && plain.effort == .matches && apart.pays
          && apart.compressed - apart.compressed / 12 <= plain.compressed
      let cost = (isApart ? apart : plain).cost / Double(sampleSize) * Double(size)
      if let list = dictionary(of: texts, present, cuts, size, options),
        try compressor.judge(list).cost < cost
      {
        return list
      }
      if isApart {
        return PageList(.deltaLengthByteArray, cuts) { cut, bytes in
          DeltaLengthByteArray.append(texts, rows: cut.rows, present: present, to: &bytes)
        }
      }
    }
    var next = sizes.makeIterator()
    return PageList(.plain, cuts) { cut, bytes in
      Plain.append(
        texts, rows: cut.rows, present: present, count: next.next() ?? 0, to: &bytes)
    }
  }

  /// The rows of a sample, from the first one that is present on.
  private static func sampleRows(of texts: TextColumn, _ present: [Bool]?) -> Range<Int> {
    let start = present?.firstIndex(of: true) ?? 0
    var end = start
    var size = 0
    while end < texts.count && size < PageCompressor.sampleBytes {
      if present.isPresent(end) { size += 4 + texts.range(end).count }
      end += 1
    }
    return start..<end
  }

  /// A dictionary of the texts; nil when its entries take `limit` bytes, or there are no values.
  private static func dictionary(
    of texts: TextColumn, _ present: [Bool]?, _ cuts: [PageCut], _ limit: Int?,
    _ options: ColumnOptions
  ) -> PageList? {
    guard
      let dictionary = TextDictionary(
        texts, present: present, limit: DictionaryLimit(bytes: limit)),
      dictionary.entries.count > 0
    else { return nil }
    let entries = dictionary.entries
    return PageList(
      dictionaryOf: entries.count, dictionary.indices, cuts, isClustered: options.isClustered
    ) { bytes in
      Plain.append(
        entries, rows: 0..<entries.count, present: nil,
        count: entries.bytes.count + 4 * entries.count, to: &bytes)
    }
  }

  /// Bytes of the present texts of `rows` with their lengths.
  private static func plainSize(
    of texts: TextColumn, _ present: [Bool]?, _ rows: Range<Int>
  ) -> Int {
    if rows.isEmpty { return 0 }
    guard let present else {
      return texts.ends[rows.upperBound - 1] - texts.range(rows.lowerBound).lowerBound
        + 4 * rows.count
    }
    return rows.reduce(0) { $0 + (present[$1] ? 4 + texts.range($1).count : 0) }
  }

  /// A dictionary of the labels that occur, in the order of `names`.
  static func pages(
    ofLabels codes: [UInt8], names: [String], _ cuts: [PageCut], _ options: ColumnOptions
  ) -> PageList {
    // No reader minds a page without values; some mind a dictionary without entries.
    if codes.isEmpty { return PageList(.plain, cuts) { _, _ in } }
    var occurs = [Bool](repeating: false, count: 256)
    for code in codes { occurs[Int(code)] = true }
    var indexOfCode = [UInt32](repeating: 0, count: 256)
    var labels: [String] = []
    for code in 0..<256 where occurs[code] {
      indexOfCode[code] = UInt32(labels.count)
      labels.append(names[code])
    }
    let indices = codes.map { indexOfCode[Int($0)] }
    return PageList(
      dictionaryOf: labels.count, indices, cuts, isClustered: options.isClustered
    ) { bytes in
      for label in labels { Plain.append(label, to: &bytes) }
    }
  }
}
