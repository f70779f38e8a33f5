import Bytes
import CSV
import Columns
import Orders

/// The rows that could not be read: handed back in a file, and the first ones in a message.
struct Rejects: ~Copyable {
  /// Where they are to be handed back, or nil if nowhere.
  let path: String?
  /// A folder that is made when there is a row to hand back.
  private let folder: String?
  /// Whether they are handed back even if they stop the run.
  private let isRequested: Bool
  private var file: OutputFile?
  private var first: [OrderReader.RejectedRow] = []

  /// - Parameters:
  ///   - path: where they go, or nil if nowhere.
  ///   - isRequested: whether the user named the file, which then appears even without rows, so that
  ///     one of an earlier run is never taken for this one's.
  ///   - folder: the folder of `path`, if it is to be made when there is a row to hand back.
  /// - Throws: `FileError` if a requested file cannot be written.
  init(path: String?, isRequested: Bool = false, folder: String? = nil) throws {
    self.path = path
    self.folder = folder
    self.isRequested = isRequested
    if let path, isRequested { file = try Self.begin(path) }
  }

  private static let header = "file,line,reason,text\n"

  /// Whether a file is one that an earlier run handed rows back in.
  static func wrote(_ path: String) -> Bool {
    guard let file = try? InputFile(path), file.size >= header.utf8.count else { return false }
    return (try? file.read(at: 0, count: header.utf8.count)) == Array(header.utf8)
  }

  private static func begin(_ path: String) throws -> OutputFile {
    var file = try OutputFile(path)
    try file.write(Array(header.utf8))
    return file
  }

  /// Takes one row.
  mutating func add(_ row: OrderReader.RejectedRow) throws {
    if first.count < 3 { first.append(row) }
    guard let path else { return }
    if file == nil {
      if let folder { _ = try Folder.create(folder) }
      file = try Self.begin(path)
    }
    var line: [UInt8] = []
    CSVEncoder.append(Array(row.path.utf8)[...], to: &line)
    line += ",\(row.line),\(row.reason.rawValue),".utf8
    CSVEncoder.append(row.bytes[...], to: &line)
    line.append(UInt8(ascii: "\n"))
    try file?.write(line)
  }

  /// Stops the run if too many rows were rejected.
  func check(_ account: Account, limit: RejectLimit) throws {
    let rejected = account.rejectedRows
    guard limit.isExceeded(by: rejected, of: account.all.rows) else { return }
    let reasons = account.rejected
      .map { "\(Figures.count($0.tally.rows)) \($0.reason.rawValue)" }.joined(separator: ", ")
    let examples = first.map { row in
      "\n  \(row.path), \(row.unit) \(row.line) (\(row.reason.rawValue)): "
        + Figures.printable(String(row.text.prefix(120)))
    }.joined()
    let hints =
      account.rejected.map { "\n\($0.reason.rawValue): \(Self.hint($0.reason))." }
      .joined() + (isRequested ? "" : "\n--rejects FILE hands all of them back.")
    throw RunError(
      status: .input,
      description:
        "\(Figures.count(rejected)) of \(Figures.count(account.all.rows)) rows cannot be "
        + "read (\(reasons)), more than --max-rejects \(limit) allows. The first:\(examples)\(hints)"
    )
  }

  /// What to do about rows that were rejected for a reason.
  private static func hint(_ reason: RejectReason) -> String {
    switch reason {
    case .brokenRow:
      "a row needs as many fields as the header, and quotes that close where a field ends"
    case .badCustomer:
      "ids must be UTF-8 without NUL; iconv -f LATIN1 -t UTF-8 converts an older file"
    case .badDate:
      "dates are ISO, YYYYMMDD, day/month/year with four digits or counts since 1970; --date names "
        + "another column, --date-format another form"
    case .badAmount:
      "amounts are decimals such as 1234.50, 1.234,50 or € 12,50; --decimal tells what 1,234 is, "
        + "and --amount names another column"
    case .badQuantity: "quantities are decimals such as 2 or 0.5; --quantity names another column"
    case .badRefund: "a refund is an amount, and its date a date, like those of the order"
    case .contradictingRows:
      "rows of one order name two customers, totals or currencies; --order-id names another column"
    }
  }

  /// The finished file, or nil if there were none or they are not wanted.
  mutating func finish() throws -> SyncedFile? {
    guard let file = file.take() else { return nil }
    return try file.sync()
  }
}
