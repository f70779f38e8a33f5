/// What a commit says of itself: who made it, how and why.
///
/// It changes nothing in the table.
public struct CommitInfo: Sendable, Equatable, Codable {
  /// When, in milliseconds since 1970-01-01 UTC; nothing here relies on it.
  public var timestamp: Int?
  /// What was done, such as `WRITE` or `OPTIMIZE`.
  public var operation: String?
  /// With what settings.
  public var operationParameters: [String: String]?
  /// The program; set when the commit is written.
  public internal(set) var engineInfo: String?
  /// The version that the commit was made for, so that a commit under another number is noticed.
  public internal(set) var version: Int?
  /// The version that the commit was made from; nil for the first.
  public internal(set) var readVersion: Int?
  /// Whether the commit depends on nothing that it read.
  public internal(set) var isBlindAppend: Bool?
  /// The versions of other tables that this version goes with, by their names.
  public var patronTables: [String: Int]?
  /// The CRC-32 of the commit file with these eight digits read as 0.
  var patronCrc32: String?

  /// The account of a commit to be made.
  public init(
    operation: String, timestamp: Int, parameters: [String: String] = [:],
    tables: [String: Int]? = nil
  ) {
    self.operation = operation
    self.timestamp = timestamp
    operationParameters = parameters
    patronTables = tables
  }

  /// Reads what is known here: other writers may say anything in any form.
  public init(from decoder: any Decoder) throws {
    guard let fields = try? decoder.container(keyedBy: CodingKeys.self) else { return }
    func field<Value: Decodable>(_ key: CodingKeys) -> Value? {
      (try? fields.decodeIfPresent(Value.self, forKey: key)) ?? nil
    }
    timestamp = field(.timestamp)
    operation = field(.operation)
    operationParameters = field(.operationParameters)
    engineInfo = field(.engineInfo)
    version = field(.version)
    readVersion = field(.readVersion)
    isBlindAppend = field(.isBlindAppend)
    patronTables = field(.patronTables)
    patronCrc32 = field(.patronCrc32)
  }
}
