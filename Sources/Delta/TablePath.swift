// In the log, a path is a URI relative to the table's root, so with %XX for bytes that URIs reserve:
//
//   bucket=3/part-0f…e2.parquet        region=a%20b/part-….parquet

/// The place of a data file in a table: below its root and outside the log, whatever the log says.
///
/// Two paths are equal if their bytes are: Swift's texts take different file names for one.
public struct TablePath: Sendable, Hashable {
  private let bytes: [UInt8]

  /// The path of that name, `/` between folders.
  ///
  /// - Throws: `DeltaError`, a bad request, if it is not relative or leads out of the table or into the log.
  public init(_ path: String) throws(DeltaError) {
    bytes = Array(path.utf8)
    if let fault = Self.fault(of: bytes) {
      throw .badRequest("the path \(Self.quoted(path)) \(fault)")
    }
  }

  /// The path that a log writes as `uri`.
  ///
  /// - Throws: `DeltaError` if it is not a path within the table.
  package init(uri: String) throws(DeltaError) {
    if Self.hasScheme(uri.utf8) {
      throw .unsupported(
        "the path \(Self.quoted(uri)) is absolute; only files inside the table are read")
    }
    guard let bytes = Self.decoded(uri.utf8), String(validating: bytes, as: UTF8.self) != nil else {
      throw .corrupt("the path \(Self.quoted(uri)) is not a URI of UTF-8 bytes")
    }
    if let fault = Self.fault(of: bytes) { throw .corrupt("the path \(Self.quoted(uri)) \(fault)") }
    self.bytes = bytes
  }

  /// The path of a commit that was never made: of all that is in the log, the one thing that may go.
  init(unfinishedCommit name: String) { bytes = Array("\(DeltaTable.logFolder)/\(name)".utf8) }

  /// The names of the folders and of the file.
  var components: [String] {
    bytes.split(separator: UInt8(ascii: "/")).map { String(decoding: $0, as: UTF8.self) }
  }

  /// How a log writes it.
  package var uri: String {
    let digits = Array("0123456789ABCDEF".utf8)
    // All that a path of RFC 2396 may hold, for delta-rs compares texts here and there. Only the colon is
    // left out: it may end a scheme.
    let plain = Array("/-._~!$&'()*+,;=@".utf8)
    var text: [UInt8] = []
    for byte in bytes {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"):
        text.append(byte)
      case _ where plain.contains(byte): text.append(byte)
      default:
        text += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
      }
    }
    return String(decoding: text, as: UTF8.self)
  }

  /// What is wrong with a path, as it continues "the path …", or nil.
  private static func fault(of bytes: [UInt8]) -> String? {
    if bytes.contains(0) { return "has a NUL in it" }
    if bytes.first == UInt8(ascii: "/") {
      return "is absolute; only files inside the table are read"
    }
    let components = bytes.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
    for component in components {
      if component.isEmpty { return "has a component without a name" }
      if component.elementsEqual("..".utf8) { return "leads out of its folder" }
      if component.elementsEqual(".".utf8) { return "has the component ." }
      // The longest name of Linux's file systems.
      if component.count > 255 { return "has a name of \(component.count) bytes" }
    }
    if components[0].elementsEqual(DeltaTable.logFolder.utf8) { return "leads into the log" }
    return nil
  }

  /// Whether a URI begins with a scheme such as `s3:`.
  private static func hasScheme(_ uri: String.UTF8View) -> Bool {
    for (index, byte) in uri.enumerated() {
      switch byte {
      case UInt8(ascii: ":"): return index > 0
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): continue
      case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "-"),
        UInt8(ascii: "."):
        if index == 0 { return false }
      default: return false
      }
    }
    return false
  }

  private static func decoded(_ uri: String.UTF8View) -> [UInt8]? {
    var bytes: [UInt8] = []
    var rest = uri.makeIterator()
    while let byte = rest.next() {
      if byte != UInt8(ascii: "%") {
        bytes.append(byte)
        continue
      }
      guard let high = rest.next().flatMap(digit), let low = rest.next().flatMap(digit) else {
        return nil
      }
      bytes.append(high << 4 | low)
    }
    return bytes
  }

  private static func digit(_ byte: UInt8) -> UInt8? {
    Character(UnicodeScalar(byte)).hexDigitValue.map(UInt8.init)
  }

  /// A path in an error: without control characters, and cut if it is long.
  private static func quoted(_ path: String) -> String {
    let shown = path.unicodeScalars.prefix(200).map { $0.value < 32 ? "?" : String($0) }
    return "'\(shown.joined())'"
  }
}

extension TablePath: Comparable {
  /// The order of the bytes.
  public static func < (left: TablePath, right: TablePath) -> Bool {
    left.bytes.lexicographicallyPrecedes(right.bytes)
  }
}

extension TablePath: CustomStringConvertible {
  /// The path as a user would type it, `/` between folders.
  public var description: String { String(decoding: bytes, as: UTF8.self) }
}

extension TablePath: Codable {
  /// Reads a URI.
  public init(from decoder: any Decoder) throws {
    try self.init(uri: decoder.singleValueContainer().decode(String.self))
  }

  /// Writes a URI.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(uri)
  }
}
