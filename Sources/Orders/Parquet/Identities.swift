internal import Bytes
internal import Columns

/// The hashes of a column of customer ids, found for all of them at once.
struct Identities: Sendable {
  /// The hash of each id that is plain; of another it has no meaning.
  private(set) var hashes: [UInt64] = []
  /// One flag for each: whether it is UTF-8 without a NUL and not of blanks alone.
  private(set) var arePlain: [Bool] = []

  /// The ids that are present, and those that are not; `validity` is nil if all are.
  init(of texts: TextColumn, validity: [Bool]?) {
    let bytes = texts.bytes
    let ends = texts.ends.span
    // SAFETY: a byte takes any bits; the two loads are checked against the span's bounds.
    let raw = unsafe bytes.span.bytes
    hashes.append(addingCapacity: ends.count) { hashes in
      arePlain.append(addingCapacity: ends.count) { arePlain in
        var start = 0
        for row in 0..<ends.count {
          let end = ends[row]
          defer { start = end }
          if end - start <= 16 && start <= raw.byteCount - 16 {
            let low = unsafe raw.unsafeLoadUnaligned(fromByteOffset: start, as: UInt64.self)
            let high = unsafe raw.unsafeLoadUnaligned(fromByteOffset: start + 8, as: UInt64.self)
            let words = FieldWords(low, high, count: end - start)
            if end > start && words.isPlainText && words.low & 0xFF != 0x20 {
              hashes.append(XXH64.hash(short: words.low, words.high, count: words.count))
              arePlain.append(validity?[row] != false)
              continue
            }
          }
          let id = Identity(bytes, start..<end, start: start)
          hashes.append(id?.hash ?? 0)
          arePlain.append(id?.isBlank == false && validity?[row] != false)
        }
      }
    }
  }
}
