internal import Bytes

/// Compresses pages, and samples of pages to learn what would be stored: one for each thread.
struct PageCompressor: ~Copyable {
  /// Bytes of a sample: enough for zstd to find what there is to find in numbers and ids, and a small part
  /// of the work on a page.
  static let sampleBytes = 1 << 15

  private let compressor: Compressor

  init() throws(ParquetError) {
    do {
      compressor = try Compressor()
    } catch {
      throw ParquetError(error)
    }
  }

  /// Whether compressed bytes are few enough for the work of undoing it: they save at least 5 %.
  static func pays(_ compressed: Int, of count: Int) -> Bool { compressed * 20 <= count * 19 }

  /// Appends `page` to `output` as one frame.
  func append(_ page: Span<UInt8>, to output: inout [UInt8]) throws(ParquetError) {
    do {
      try compressor.append(page, to: &output)
    } catch {
      throw ParquetError(error)
    }
  }

  /// What would be stored of a page.
  struct Size {
    /// Bytes before and after compression.
    let count: Int
    let compressed: Int

    /// Bytes as stored: compressed if that pays.
    var stored: Int { PageCompressor.pays(compressed, of: count) ? compressed : count }

    /// The bytes stored and a twentieth of those that are to be decompressed: what compression has to save
    /// to pay.
    var cost: Double { min(Double(count), Double(compressed) + Double(count) / 20) }
  }

  /// What would be stored of `page`.
  func size(of page: Span<UInt8>) throws(ParquetError) -> Size {
    var frame: [UInt8] = []
    try append(page, to: &frame)
    return Size(count: page.count, compressed: frame.count)
  }

  /// What would be stored of the page that `write` appends.
  func size(_ write: (inout [UInt8]) -> Void) throws(ParquetError) -> Size {
    var page: [UInt8] = []
    write(&page)
    return try size(of: page.span)
  }

  /// What the pages of `list` cost, judged by the beginnings of its dictionary and its first data page.
  func cost(of list: PageList) throws(ParquetError) -> Double {
    var cost = 0.0
    for kind in [PageKind.dictionary, .data] {
      let pages = list.pages.filter { $0.kind == kind }
      guard let first = pages.first?.body, !first.isEmpty else { continue }
      let sample = list.bodies.span.extracting(first).extracting(first: Self.sampleBytes)
      let count = pages.reduce(0) { $0 + $1.body.count }
      cost += try size(of: sample).cost / Double(sample.count) * Double(count)
    }
    return cost
  }
}
