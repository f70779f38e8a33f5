// part-0f1e2d3c4b5a69788796a5b4c3d2e1f0.parquet: 128 random bits, so that no name is ever used twice.
// Spark and delta-rs number their parts and write UUIDs with dashes: their names are never taken for ours.

/// The names of data files that are written here.
public enum DataFile {
  private static let prefix = "part-"
  private static let suffix = ".parquet"
  private static let digits = 32

  /// A new name.
  public static func uniqueName() -> String { prefix + randomDigits() + suffix }

  /// A new id for a table: a UUID of random bits (RFC 9562, version 4).
  public static func uniqueID() -> String {
    var text = Array(randomDigits())
    text[12] = "4"
    text[16] = "8"
    for place in [8, 13, 18, 23] { text.insert("-", at: place) }
    return String(text)
  }

  private static func randomDigits() -> String {
    let text = String(UInt128.random(in: .min ... .max), radix: 16)
    return String(repeating: "0", count: digits - text.count) + text
  }

  /// A new path, in a folder for the value of each partition column.
  ///
  /// The protocol leaves folders to the writer; Polars takes the values from their names all the same, and
  /// fails or finds NULL if a single file of the table stands elsewhere.
  public static func uniquePath(_ partition: KeyValuePairs<String, Int> = [:]) -> String {
    partition.map { "\($0.key)=\($0.value)/" }.joined() + uniqueName()
  }

  /// Whether a file of that name was written here, whole or, if its writer was killed, in part.
  package static func isOurs(_ name: String) -> Bool {
    let name = Array(name.utf8)
    let stem = prefix.utf8.count + digits
    guard name.count >= stem + suffix.utf8.count, name.starts(with: prefix.utf8),
      name[prefix.utf8.count..<stem].allSatisfy(isHexadecimal),
      name[stem...].starts(with: suffix.utf8)
    else { return false }
    let rest = name[(stem + suffix.utf8.count)...]
    // The temporary name that OutputFile gives: .process-number.tmp
    return rest.isEmpty
      || rest.first == UInt8(ascii: ".") && rest.suffix(4).elementsEqual(".tmp".utf8)
  }

  private static func isHexadecimal(_ byte: UInt8) -> Bool {
    (0x30...0x39).contains(byte) || (0x61...0x66).contains(byte)
  }
}

/// What the log says of the rows of a file: the JSON in `Add.stats`.
public struct FileStatistics: Sendable, Equatable, Codable {
  /// The number of rows.
  public var numRecords: Int
  /// The least value of a column, dates as `2026-11-21`; for columns that may be known to all who list the
  /// table.
  public var minValues: [String: String]
  /// The greatest value of a column.
  public var maxValues: [String: String]
  /// The number of NULLs of a column.
  public var nullCount: [String: Int]

  /// Statistics of a file's rows.
  public init(
    numRecords: Int, minValues: [String: String] = [:], maxValues: [String: String] = [:],
    nullCount: [String: Int] = [:]
  ) {
    self.numRecords = numRecords
    self.minValues = minValues
    self.maxValues = maxValues
    self.nullCount = nullCount
  }

  /// The text for `Add.stats`.
  public var json: String { String(decoding: JSON.bytes(of: self), as: UTF8.self) }
}

extension Add {
  private struct Records: Decodable { var numRecords: Int? }

  /// The number of rows, nil if the log does not say.
  public var numRecords: Int? {
    guard let stats else { return nil }
    return (try? JSON.value(Records.self, from: stats.utf8))?.numRecords
  }
}
