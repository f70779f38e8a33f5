/// What a client must understand to read and to write a table.
public struct TableProtocol: Sendable, Equatable, Codable {
  /// The least version of the protocol's reading part.
  public var minReaderVersion: Int
  /// The least version of its writing part.
  public var minWriterVersion: Int
  /// From reader version 3 on, the features a reader must know.
  public var readerFeatures: [String]?
  /// From writer version 7 on, the features a writer must know.
  public var writerFeatures: [String]?

  /// What tables are created with: the oldest that Delta's clients still write.
  public static let own = TableProtocol(minReaderVersion: 1, minWriterVersion: 2)

  /// A protocol without table features.
  public init(minReaderVersion: Int, minWriterVersion: Int) {
    self.minReaderVersion = minReaderVersion
    self.minWriterVersion = minWriterVersion
  }

  /// Features that change nothing in what the log means to a reader of it.
  ///
  /// `timestampNtz` is one more column type, `vacuumProtocolCheck` asks for what vacuum does anyway.
  private static let knownToReader: Set<String> = ["timestampNtz", "vacuumProtocolCheck"]
  private static let knownToWriter = knownToReader.union(["appendOnly", "invariants"])

  /// Checks that tables of this protocol are read right here.
  ///
  /// - Throws: `DeltaError`, unsupported, which names the features.
  func checkReading() throws(DeltaError) {
    switch minReaderVersion {
    case 1: return
    case 3: try check(readerFeatures ?? [], Self.knownToReader, "reading")
    default:
      throw .unsupported(
        "the table needs reader version \(minReaderVersion) of the Delta protocol; versions 1 and 3 are read"
      )
    }
  }

  /// Checks that tables of this protocol may be written here.
  ///
  /// - Throws: `DeltaError`, unsupported, which names the features.
  func checkWriting() throws(DeltaError) {
    try checkReading()
    switch minWriterVersion {
    case 1, 2: return
    case 7: try check(writerFeatures ?? [], Self.knownToWriter, "writing")
    default:
      throw .unsupported(
        "the table needs writer version \(minWriterVersion) of the Delta protocol; versions 1, 2 and 7 are written"
      )
    }
  }

  private func check(
    _ features: [String], _ known: Set<String>, _ use: String
  ) throws(DeltaError) {
    let missing = Set(features).subtracting(known).sorted()
    if missing.isEmpty { return }
    throw .unsupported(
      "\(use) the table needs features that are not known here: \(missing.joined(separator: ", "))")
  }
}
