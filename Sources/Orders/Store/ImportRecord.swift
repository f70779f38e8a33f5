internal import Columns
internal import Delta

// What an import says of itself in the log of `orders`, commitInfo.operationParameters["patron.import"]: no ids, and
// nothing of the files' contents but sums.
//
//   {"files":[{"name":"orders.csv","sha256":"…"}],"preset":"shopify",
//    "rows":{"in":120,"rejected":{"bad_date":1},"set_aside":{"guest":4},"used":115},
//    "revenue":{"in":"1234.50","rejected":{"bad_date":"0.00"},"set_aside":{"guest":"40.00"},"used":"1194.50"}}

/// One import of a store's history.
public struct ImportRecord: Sendable, Equatable, Codable {
  /// A file.
  public struct File: Sendable, Equatable, Codable {
    /// Its name, without its folders.
    public var name: String
    /// The SHA-256 of its bytes.
    public var sha256: String
  }

  /// Rows by what became of them.
  public struct Rows: Sendable, Equatable, Codable {
    /// All of them.
    public var all: Int
    /// Those that count.
    public var used: Int
    /// Those that could not be read, by reason.
    public var rejected: [String: Int]
    /// Those that do not count, by reason.
    public var setAside: [String: Int]

    private enum CodingKeys: String, CodingKey {
      case all = "in"
      case used, rejected
      case setAside = "set_aside"
    }
  }

  /// Their revenue as decimal numbers.
  public struct Revenue: Sendable, Equatable, Codable {
    /// All of it.
    public var all: String
    /// That of rows that count.
    public var used: String
    /// That of rows that could not be read, by reason.
    public var rejected: [String: String]
    /// That of rows that do not count, by reason.
    public var setAside: [String: String]
    /// What was paid back of orders that count, where no row says it for itself.
    public var refunds: String

    private enum CodingKeys: String, CodingKey {
      case all = "in"
      case used, rejected, refunds
      case setAside = "set_aside"
    }
  }

  /// Orders by what became of them, where rows have order ids.
  public struct Orders: Sendable, Equatable, Codable {
    /// Those that count.
    public var live: Int
    /// Those that took the place of another state of theirs, of this import or of the store.
    public var restated: Int
    /// Those that were there already, the same.
    public var duplicate: Int
  }

  /// What was imported.
  public var files: [File]
  /// What wrote the files.
  public var preset: String
  /// Where every row went.
  public var rows: Rows
  /// Where its revenue went; nil without amounts.
  public var revenue: Revenue?
  /// What became of orders; nil if each row was one.
  public var orders: Orders?

  /// The name under which it stands in the log.
  static let parameter = "patron.import"

  /// An import that came to something.
  init(_ outcome: StoreImport.Outcome, settings: StoreSettings) {
    let account = outcome.account
    files = outcome.inputs.compactMap { input in
      let name = input.path.split(separator: "/").last.map(String.init) ?? input.path
      return input.sha256.map { File(name: name, sha256: $0) }
    }
    let presets = Set(outcome.inputs.compactMap { $0.layout?.preset })
    preset = presets.sorted().joined(separator: ", ")
    if outcome.inputs.contains(where: { $0.layout?.plain == nil }) {
      let counts = outcome.conflicts
      orders = Orders(
        live: counts.live, restated: counts.restatedInImport + counts.restatedInStore,
        duplicate: counts.duplicates)
    }
    let (rejected, setAside) = (account.rejected, account.setAside)
    func by<Value>(_ tallies: [(String, Tally)], _ value: (Tally) -> Value) -> [String: Value] {
      Dictionary(uniqueKeysWithValues: tallies.map { ($0.0, value($0.1)) })
    }
    let rejects = rejected.map { ($0.reason.rawValue, $0.tally) }
    let others = setAside.map { ($0.reason.rawValue, $0.tally) }
    rows = Rows(
      all: account.all.rows, used: account.used.rows, rejected: by(rejects) { $0.rows },
      setAside: by(others) { $0.rows })
    guard settings.hasAmounts else { return }
    let scale = settings.currency.scale
    revenue = Revenue(
      all: Self.decimal(account.all.revenue, scale: scale),
      used: Self.decimal(account.used.revenue, scale: scale),
      rejected: by(rejects) { Self.decimal($0.revenue, scale: scale) },
      setAside: by(others) { Self.decimal($0.revenue, scale: scale) },
      refunds: Self.decimal(account.refunds, scale: scale))
  }

  /// Minor units as a decimal number.
  static func decimal(_ minor: Int128, scale: Int) -> String {
    var digits = String(minor.magnitude)
    if digits.count <= scale {
      digits = String(repeating: "0", count: scale + 1 - digits.count) + digits
    }
    if scale > 0 { digits.insert(".", at: digits.index(digits.endIndex, offsetBy: -scale)) }
    return (minor < 0 ? "-" : "") + digits
  }

  /// As the log has it.
  var json: String { String(decoding: JSON.bytes(of: self), as: UTF8.self) }
}

/// One version of a store's history.
public struct StoreVersion: Sendable {
  /// The version.
  public let version: Int
  /// When it was made, in milliseconds since 1970-01-01 UTC; nil if its writer does not say.
  public let time: Int?
  /// What was done, as Delta calls it.
  public let operation: String
  /// What was imported, if it was an import of ours.
  public let imported: ImportRecord?
}

extension OrderStore {
  /// All versions whose commits are there, oldest first.
  ///
  /// - Throws: `FileError`, or `DeltaError` if a commit's file is not as it was written.
  public func history() throws -> [StoreVersion] {
    try table.history().filter { $0.version <= snapshot.version }.map { version, info in
      StoreVersion(
        version: version, time: info.timestamp, operation: info.operation ?? "",
        imported: info.operationParameters?[ImportRecord.parameter].flatMap {
          try? JSON.value(ImportRecord.self, from: $0.utf8)
        })
    }
  }
}
