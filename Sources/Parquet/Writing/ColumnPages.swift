internal import Columns

/// The values of one column of a block as pages, and what is said about them.
///
/// Of the encodings that suit the type the one is taken whose pages cost least as they are stored, so
/// compressed where that pays; samples tell. PLAIN is taken where none costs less.
struct ColumnPages {
  /// The pages before compression.
  let list: PageList
  /// Counts and bounds.
  let statistics: ColumnStatistics

  /// Encodes the values that are present.
  init(
    _ column: Column, pages: [Range<Int>], options: ColumnOptions,
    using compressor: inout PageCompressor
  ) throws(ParquetError) {
    var options = options
    if column.count < options.leastClusteredRows { options.isClustered = false }
    // A column that might have absent values and has none takes the way without flags.
    let present = column.validity.flatMap { $0.contains(false) ? $0 : nil }
    let cuts = PageCut.cuts(pages, isNullable: column.field.isNullable, present: present)
    let statistics: ColumnStatistics
    switch column.values {
    case .text(let texts):
      statistics = ColumnStatistics(texts, present, cuts)
      list = try Self.pages(of: texts, present, cuts, options, &compressor)
    case .textRuns(let texts, let ends):
      precondition(present == nil, "runs of texts that are present")
      if options.isClustered && !options.hasBounds {
        statistics = ColumnStatistics(cuts.map { PageStatistics<TextBound>($0) })
        list = PageList(dictionaryOf: texts, runsUpTo: ends, cuts)
      } else {
        let texts = texts.spread(upTo: ends)
        statistics = ColumnStatistics(texts, nil, cuts)
        list = try Self.pages(of: texts, nil, cuts, options, &compressor)
      }
    case .labels(let codes, let names):
      precondition(Set(names.map { Array($0.utf8) }).count == names.count, "distinct labels")
      let codes = codes.present(present)
      if let code = codes.max() {
        precondition(code < names.count, "a code without a name: \(code)")
      }
      statistics = ColumnStatistics(codes, names: names, cuts)
      list = Self.pages(ofLabels: codes, names: names, cuts, options)
    case .int32(let values):
      let values = values.present(present)
      statistics = ColumnStatistics(values, cuts)
      list = try Self.pages(of: values, cuts, options, &compressor) {
        DeltaBinaryPacked.encode($0, to: &$1)
      }
    case .int64(let values):
      let values = values.present(present)
      statistics = ColumnStatistics(values, cuts)
      list = try Self.pages(of: values, cuts, options, &compressor) {
        DeltaBinaryPacked.encode($0, to: &$1)
      }
      if case .money = column.field.type {
        try Self.checkDigits(values, column: column.field.name)
      }
    case .real(let values):
      let bits = Self.floatBits(values.present(present))
      statistics = ColumnStatistics(floats: bits, cuts)
      list = try Self.pages(ofFloats: bits, cuts, options, &compressor)
    case .boolean(let values):
      let values = values.present(present)
      statistics = ColumnStatistics(values, cuts)
      list = try Self.pages(of: values, cuts, &compressor)
    }
    self.statistics =
      options.hasBounds ? statistics : ColumnStatistics(withoutBoundsOf: statistics)
  }

  /// The bits of the nearest floats.
  private static func floatBits(_ values: [Double]) -> [UInt32] {
    let source = values.span
    var bits: [UInt32] = []
    bits.append(count: source.count) { target in
      precondition(target.count == source.count, "a float for each value")
      for index in 0..<source.count { target[index] = Float(source[index]).bitPattern }
    }
    return bits
  }

  private static func checkDigits(_ amounts: [Int64], column: String) throws(ParquetError) {
    var limit: Int64 = 1
    for _ in 0..<SchemaElement.moneyPrecision { limit *= 10 }
    let all = amounts.span
    guard let (least, greatest) = all.ends, least <= -limit || greatest >= limit else { return }
    if let amount = amounts.first(where: { $0 <= -limit || $0 >= limit }) {
      throw .badRequest("\(amount) minor units exceed 18 digits").at(column: column)
    }
  }
}

extension [Bool]? {
  /// Whether the value of `row` is present: the flag, or true without flags.
  @inline(__always)
  func isPresent(_ row: Int) -> Bool {
    guard let self else { return true }
    return self[row]
  }
}

extension Array where Element: BitwiseCopyable {
  /// The elements whose flag is set; all without flags.
  fileprivate func present(_ flags: [Bool]?) -> [Element] {
    guard let flags else { return self }
    // Without a branch, which flags without pattern would have mispredicted.
    var kept = self
    var next = 0
    var target = kept.mutableSpan
    for index in 0..<target.count {
      target[next] = target[index]
      next += flags[index] ? 1 : 0
    }
    kept.removeLast(count - next)
    return kept
  }
}
