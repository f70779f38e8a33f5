/// Why a table's log cannot be read or written, and where.
///
/// What the system would not do is a `FileError`.
public struct DeltaError: Error, Equatable {
  /// What the reader of the error can do about it.
  public enum Kind: Sendable {
    /// The log breaks the protocol, or bytes of it changed: restore the file from a copy.
    case corrupt
    /// The table uses a part of the protocol that is not read or not written here.
    case unsupported
    /// Somebody else committed what this commit does not go with: read the table again and start over.
    case conflict
    /// The caller asked for what the table or the protocol does not have.
    case badRequest
    /// The commit stands, but may be lost if the power fails now: keep its files, and read the table to see.
    case unconfirmed
  }

  /// Where in a table; what is not known is nil.
  public struct Place: Sendable, Equatable {
    /// The path of the table or of the file concerned.
    public var file: String?
    /// The version whose commit is concerned.
    public var version: Int?
    /// The bytes of the file concerned.
    public var bytes: Range<Int>?

    /// An unknown place.
    public init() {}
  }

  /// What the reader of the error can do about it.
  public let kind: Kind
  /// What was found, what was expected, and where useful what to do.
  public let finding: String
  /// Where.
  public private(set) var place = Place()

  private init(_ kind: Kind, _ finding: String) {
    self.kind = kind
    self.finding = finding
  }

  /// The log breaks the protocol.
  static func corrupt(_ finding: String, bytes: Range<Int>? = nil) -> DeltaError {
    var error = DeltaError(.corrupt, finding)
    error.place.bytes = bytes
    return error
  }

  /// The table uses what is not read or written.
  static func unsupported(_ finding: String) -> DeltaError { DeltaError(.unsupported, finding) }

  /// Another commit came first.
  static func conflict(_ finding: String) -> DeltaError { DeltaError(.conflict, finding) }

  /// The caller asked for what is not there.
  static func badRequest(_ finding: String) -> DeltaError { DeltaError(.badRequest, finding) }

  /// The commit stands, but is not known to be durable.
  static func unconfirmed(_ finding: String) -> DeltaError { DeltaError(.unconfirmed, finding) }

  /// The same error at a place that is now better known; what was known before stays.
  func at(file: String? = nil, version: Int? = nil, bytes: Range<Int>? = nil) -> DeltaError {
    var error = self
    error.place.file = place.file ?? file
    error.place.version = place.version ?? version
    error.place.bytes = place.bytes ?? bytes
    return error
  }
}

extension DeltaError: CustomStringConvertible {
  /// One line: file, place, what was found.
  public var description: String {
    var parts: [String] = []
    if let version = place.version { parts.append("version \(version)") }
    if let bytes = place.bytes { parts.append("bytes \(bytes.lowerBound) to \(bytes.upperBound)") }
    let heading = [place.file, parts.isEmpty ? nil : parts.joined(separator: ", ")]
    return (heading.compactMap { $0 } + [finding]).joined(separator: ": ")
  }
}
