internal import Bytes

/// Compresses pages, and samples of pages to learn what would be stored: one for each thread.
struct PageCompressor: ~Copyable {
  /// Bytes of a sample: enough for zstd to find what there is to find in numbers and ids, and a small part
  /// of the work on a page.
  static let sampleBytes = 1 << 13

  private var compressor: Compressor
  /// What becomes of samples.
  private var frame: [UInt8] = []

  init() throws(ParquetError) {
    do {
      compressor = try Compressor()
    } catch {
      throw ParquetError(error)
    }
  }

  /// Whether compressed bytes are few enough for the work of undoing it: they save at least 5 %.
  static func pays(_ compressed: Int, of count: Int) -> Bool { compressed * 20 <= count * 19 }

  /// Appends a page of the list to `output` as one frame.
  mutating func append(
    _ page: PageList.Page, of list: PageList, _ effort: Compressor.Effort, to output: inout [UInt8]
  ) throws(ParquetError) {
    let body = list.bodies.span.extracting(page.body)
    do {
      if page.encoding == .byteStreamSplit, page.valueBytes > 0 {
        // The bytes of a stream are alike, and unlike those of the others.
        try compressor.append(body, inPiecesOf: page.valueBytes / 4, to: &output)
      } else {
        try compressor.append(body, effort, to: &output)
      }
    } catch {
      throw ParquetError(error)
    }
  }

  /// What would be stored of a page.
  struct Size {
    /// Bytes before and after compression, and the effort that this takes.
    let count: Int
    let compressed: Int
    let effort: Compressor.Effort

    /// Bytes as stored: compressed if that pays.
    var stored: Int { pays ? compressed : count }

    /// Whether compression pays.
    var pays: Bool { PageCompressor.pays(compressed, of: count) }

    /// The bytes stored and a twentieth of those that are to be decompressed: what compression has to save
    /// to pay.
    var cost: Double { min(Double(count), Double(compressed) + Double(count) / 20) }
  }

  /// What would be stored of `page`, with the lesser effort if the greater one does not pay.
  mutating func size(of page: Span<UInt8>) throws(ParquetError) -> Size {
    let literals = try size(of: page, .literals)
    let matches = try size(of: page, .matches)
    return Self.pays(matches.compressed, of: literals.stored) ? matches : literals
  }

  /// What would be stored of `page` with that effort.
  mutating func size(
    of page: Span<UInt8>, _ effort: Compressor.Effort
  ) throws(ParquetError) -> Size {
    frame.removeAll(keepingCapacity: true)
    do {
      try compressor.append(page, effort, to: &frame)
    } catch {
      throw ParquetError(error)
    }
    return Size(count: page.count, compressed: frame.count, effort: effort)
  }

  /// What would be stored of the page that `write` appends.
  mutating func size(_ write: (inout [UInt8]) -> Void) throws(ParquetError) -> Size {
    var page: [UInt8] = []
    write(&page)
    return try size(of: page.span)
  }

  /// The beginning and the end of a page: lengths stand before texts, and levels before values.
  private static func sample(of page: Span<UInt8>) -> [UInt8] {
    var sample: [UInt8] = []
    if page.count <= sampleBytes {
      sample.append(littleEndian: page)
    } else {
      sample.append(littleEndian: page.extracting(first: sampleBytes / 2))
      sample.append(littleEndian: page.extracting(last: sampleBytes / 2))
    }
    return sample
  }

  /// What pages cost, and whether it pays to compress them, judged by samples of the dictionary and of the
  /// first data page.
  struct Judgement {
    /// As `Size.cost`.
    var cost = 0.0
    /// Nil if it does not pay.
    var effort: Compressor.Effort?
  }

  /// What the pages of `list` cost and are best compressed with.
  mutating func judge(_ list: PageList) throws(ParquetError) -> Judgement {
    if list.pages.contains(where: { $0.encoding == .byteStreamSplit }) {
      return Judgement(effort: .literals)
    }
    var judgement = Judgement()
    var stored = 0.0
    for kind in [PageKind.dictionary, .data] {
      guard let page = list.pages.first(where: { $0.kind == kind }) else { continue }
      let sample = Self.sample(of: list.bodies.span.extracting(page.body))
      if sample.isEmpty { continue }
      let count = list.pages.reduce(0) { $0 + ($1.kind == kind ? $1.body.count : 0) }
      let size = try size(of: sample.span)
      let scale = Double(count) / Double(sample.count)
      judgement.cost += size.cost * scale
      stored += Double(size.compressed) * scale
      if size.effort == .matches || judgement.effort == nil { judgement.effort = size.effort }
    }
    if stored * 20 > Double(list.bodies.count) * 19 { judgement.effort = nil }
    return judgement
  }
}
