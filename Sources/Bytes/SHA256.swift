internal import CCodecs

/// The SHA-256 digest of a stream of bytes, by OpenSSL.
@safe public struct SHA256: ~Copyable {
  private let context: OpaquePointer

  /// Looked up once: OpenSSL would do so for each digest, which takes longer than that of a short text.
  // SAFETY: it is never freed, and nothing changes it.
  nonisolated(unsafe) private static let algorithm = unsafe EVP_MD_fetch(nil, "SHA256", nil)

  /// The digest of no bytes yet.
  public init() {
    // SAFETY: the context is owned by this value alone and freed once, in deinit.
    guard let context = unsafe EVP_MD_CTX_new(),
      unsafe EVP_DigestInit_ex(context, Self.algorithm, nil) == 1
    else { fatalError("OpenSSL has no SHA-256") }
    unsafe self.context = context
  }

  deinit { unsafe EVP_MD_CTX_free(context) }

  /// Adds bytes at the end.
  public mutating func update(_ bytes: [UInt8]) { update(bytes[...]) }

  /// Adds bytes at the end.
  public mutating func update(_ bytes: ArraySlice<UInt8>) {
    // SAFETY: pointer and count are those of the slice, which outlives the call.
    let done = unsafe bytes.withUnsafeBytes {
      unsafe EVP_DigestUpdate(context, $0.baseAddress, $0.count)
    }
    precondition(done == 1, "SHA-256 update")
  }

  /// The digest as 64 lower-case hexadecimal digits.
  public consuming func finish() -> String {
    let digits = Array("0123456789abcdef".utf8)
    return String(
      decoding: finishBytes().flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] },
      as: UTF8.self)
  }

  /// The 32 bytes of the digest.
  public consuming func finishBytes() -> [UInt8] {
    var digest = [UInt8](repeating: 0, count: 32)
    // SAFETY: SHA-256 writes exactly 32 bytes.
    let done = unsafe digest.withUnsafeMutableBufferPointer {
      unsafe EVP_DigestFinal_ex(context, $0.baseAddress, nil)
    }
    precondition(done == 1, "SHA-256 finish")
    return digest
  }
}

extension InputFile {
  /// The SHA-256 of the whole file, or of what it is a copy of, in hexadecimal.
  public func sha256() throws(FileError) -> String {
    if let sourceSHA256 { return sourceSHA256 }
    var digest = SHA256()
    var offset = 0
    while offset < size {
      let bytes = try read(at: offset, count: min(1 << 20, size - offset))
      digest.update(bytes)
      offset += bytes.count
    }
    return digest.finish()
  }
}
