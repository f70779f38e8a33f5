import Bytes

/// A checksum bit by bit, by the definition.
private func slowChecksum(_ bytes: [UInt8]) -> UInt32 {
  ~bytes.reduce(~0) { checksum, byte in
    (0..<8).reduce(checksum ^ UInt32(byte)) { bits, _ in bits >> 1 ^ (bits & 1) &* 0xEDB8_8320 }
  }
}

/// Days as little-endian bytes, as PLAIN has them.
private func page() -> [UInt8] {
  Samples.days(Samples.page).flatMap { day in
    (0..<4).map { UInt8(truncatingIfNeeded: day >> ($0 * 8)) }
  }
}

private func compressed(_ page: [UInt8]) throws -> [UInt8] {
  var bytes: [UInt8] = []
  try Compressor().append(page.span, to: &bytes)
  return bytes
}

private func decompressed(_ bytes: [UInt8], size: Int) throws -> [UInt8] {
  var decompressor = Decompressor()
  var page: [UInt8] = []
  try decompressor.decompress(bytes.span, .zstd, size: size, into: &page)
  return page
}

func bytesKernels() {
  kernel("CRC32.checksum, a page of 256 KiB", input: page, expected: slowChecksum) {
    CRC32.checksum($0.span)
  }
  // By python-xxhash: the ids' hashes with seed 42, one xor the other.
  kernel(
    "XXH64.hash, 10,000 ids of 13 bytes", input: { Samples.ids(10_000).map { Array($0.utf8) } }
  ) { _ in
    0x203E_D212_31C2_8857 as UInt64
  } work: {
    $0.reduce(0) { $0 ^ XXH64.hash($1, $1.indices) }
  }
  kernel("Compressor, a page of 256 KiB", input: page) { page in
    try roundTrips(compressed(page), decompressed(compressed(page), size: page.count) == page)
  } work: {
    try compressed($0)
  }
  kernel("Decompressor, a zstd page of 256 KiB", input: { try compressed(page()) }) { _ in
    page()
  } work: {
    try decompressed($0, size: 4 * Samples.page)
  }
}
