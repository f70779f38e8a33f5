/// Why bytes cannot be decompressed or compressed.
public struct CodecError: Error, Equatable, CustomStringConvertible {
  /// What the reader of the error can do about it.
  public enum Kind: Sendable {
    /// The bytes break their format, or do not stand for as many as they should.
    case corrupt
    /// They ask for more memory than there is.
    case overLimit
  }

  /// What the reader of the error can do about it.
  public let kind: Kind
  /// One line: the codec, what was found and what was expected.
  public let description: String

  static func corrupt(_ codec: Compression, _ finding: String) -> CodecError {
    CodecError(kind: .corrupt, description: "\(codec.rawValue): \(finding)")
  }

  static func overLimit(_ codec: Compression, _ finding: String) -> CodecError {
    CodecError(kind: .overLimit, description: "\(codec.rawValue): \(finding)")
  }
}
