/// Why a file cannot be read or a table cannot be written as Parquet, and where.
public struct ParquetError: Error, Equatable {
  /// What the reader of the error can do about it.
  public enum Kind: Sendable {
    /// The file breaks the format: write it again, or fetch it again.
    case corrupt
    /// The file uses a part of the format that is not read: write it in another way.
    case unsupported
    /// The file asks for more than the limits allow.
    case overLimit
    /// The caller asked for what the file or the format does not have.
    case badRequest
  }

  /// Where in a file; what is not known is nil.
  public struct Place: Sendable, Equatable {
    /// The file's path.
    public var file: String?
    /// The row group, from 0.
    public var rowGroup: Int?
    /// The column's name; names of nested columns are joined by dots.
    public var column: String?
    /// The page of the column chunk, from 0, the dictionary page counted.
    public var page: Int?
    /// The offset in the file of the structure concerned: footer, column chunk or page.
    public var byte: Int?
    /// The offset within that structure, after decompression.
    public var offset: Int?

    /// An unknown place.
    public init() {}
  }

  /// What the reader of the error can do about it.
  public let kind: Kind
  /// What was found and what was expected.
  public let finding: String
  /// Where.
  public private(set) var place = Place()

  private init(_ kind: Kind, _ finding: String, offset: Int?) {
    self.kind = kind
    self.finding = finding
    place.offset = offset
  }

  /// The file breaks the format, `offset` bytes into what is being read.
  static func corrupt(_ finding: String, offset: Int? = nil) -> ParquetError {
    ParquetError(.corrupt, finding, offset: offset)
  }

  /// The file uses what is not read.
  static func unsupported(_ finding: String, offset: Int? = nil) -> ParquetError {
    ParquetError(.unsupported, finding, offset: offset)
  }

  /// The file asks for more than the limits allow.
  static func overLimit(_ finding: String, offset: Int? = nil) -> ParquetError {
    ParquetError(.overLimit, finding, offset: offset)
  }

  /// The caller asked for what is not there.
  static func badRequest(_ finding: String) -> ParquetError {
    ParquetError(.badRequest, finding, offset: nil)
  }

  /// The same error at a place that is now better known; what was known before stays.
  package func at(
    file: String? = nil, rowGroup: Int? = nil, column: String? = nil, page: Int? = nil,
    byte: Int? = nil
  ) -> ParquetError {
    var error = self
    error.place.file = place.file ?? file
    error.place.rowGroup = place.rowGroup ?? rowGroup
    error.place.column = place.column ?? column
    error.place.page = place.page ?? page
    error.place.byte = place.byte ?? byte
    return error
  }

  /// The same error `count` bytes further into what is being read.
  func shifted(by count: Int) -> ParquetError {
    var error = self
    error.place.offset = place.offset.map { $0 + count }
    return error
  }
}

extension ParquetError: CustomStringConvertible {
  /// One line: file, place, what was found.
  public var description: String {
    var parts: [String] = []
    if let rowGroup = place.rowGroup { parts.append("row group \(rowGroup)") }
    if let column = place.column { parts.append("column \(column)") }
    if let page = place.page { parts.append("page \(page)") }
    if let byte = place.byte { parts.append("byte \(byte)") }
    if let offset = place.offset, offset > 0 { parts.append("\(offset) bytes into it") }
    let heading = [place.file, parts.isEmpty ? nil : parts.joined(separator: ", ")]
    return (heading.compactMap { $0 } + [finding]).joined(separator: ": ")
  }
}
