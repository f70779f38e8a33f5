public import Bytes
public import Columns
internal import Orders

// members, in order  →  rows, on all threads  →  in order again: those whose contact an earlier row has are left out,
//                                                a new file begins where the receiver takes no more

/// Writes a list for a receiver: `PATH.csv`, or `PATH-1.csv`, `PATH-2.csv`, … if one file is not enough.
///
/// Of several people with the same contact the first is written: the most valuable one, if members come in that order.
public struct ListWriter: ~Copyable {
  private let receiver: Receiver
  private let settings: ListSettings
  private let path: String
  private let limits: FileLimits
  private let header: [UInt8]
  private var file: OutputFile?
  private var rows = 0
  private var pending: [UInt8] = []
  private var full: [WrittenList.File] = []
  private var seen: Set<ContactKey> = []
  private var counts = ListCounts()

  /// So many members are a task of a thread.
  private static let blockSize = 4096
  /// So many bytes are written at a time.
  private static let chunk = 1 << 20

  /// Begins a list.
  ///
  /// - Parameters:
  ///   - receiver: who takes it.
  ///   - settings: how it is written.
  ///   - path: where it goes, without the `.csv`.
  /// - Throws: `FileError` if a file cannot be made.
  public init(_ receiver: Receiver, _ settings: ListSettings, to path: String) throws(FileError) {
    try self.init(receiver, settings, to: path, limits: receiver.limits)
  }

  /// Begins a list with other limits than the receiver's.
  init(
    _ receiver: Receiver, _ settings: ListSettings, to path: String, limits: FileLimits
  ) throws(FileError) {
    self.receiver = receiver
    self.settings = settings
    self.path = path
    self.limits = limits
    header = ListRow(header: receiver.header(settings)).line + [UInt8(ascii: "\n")]
    try begin()
  }

  /// Adds people at the end of the list.
  ///
  /// - Parameters:
  ///   - count: how many.
  ///   - threads: who makes the rows.
  ///   - member: one of them, called on any thread.
  /// - Throws: `FileError`, and what the call throws.
  public mutating func write(
    _ count: Int, threads: Threads, member: @Sendable (Int) throws -> ListMember
  ) throws {
    let blocks = Blocks(count, of: Self.blockSize)
    let (receiver, settings) = (receiver, settings)
    let needsConsent = receiver.needsConsent(settings)
    try threads.forEach(
      blocks.count,
      make: { block in
        try blocks[block].map { index -> ListRow? in
          let member = try member(index)
          if needsConsent && member.contact.consent != true { return nil }
          return receiver.row(of: member, settings)
        }
      },
      inOrder: { rows in
        for row in rows { try add(row) }
      })
  }

  /// Adds a row; nil stands for somebody who has not agreed.
  private mutating func add(_ row: ListRow?) throws(FileError) {
    counts.members += 1
    guard var row else {
      counts.withoutConsent += 1
      return
    }
    counts.add(row.unusable)
    if receiver != .csv {
      guard let key = row.key else {
        counts.withoutContact += 1
        return
      }
      guard seen.insert(key).inserted else {
        counts.duplicates += 1
        return
      }
      if let second = row.second, !seen.insert(second.key).inserted {
        row.dropSecond()
        counts.repeatedPhones += 1
      }
    }
    let bytes = row.line.count + 1
    let taken = (file?.size ?? 0) + pending.count
    if rows > 0 && (rows >= limits.rows || bytes > limits.bytes - taken) {
      try end()
      try begin()
    }
    pending += row.line
    pending.append(UInt8(ascii: "\n"))
    rows += 1
    counts.written += 1
    if pending.count >= Self.chunk { try flush() }
  }

  private mutating func begin() throws(FileError) {
    file = try OutputFile("\(path)-\(full.count + 1).csv")
    rows = 0
    pending = header
  }

  private mutating func flush() throws(FileError) {
    try file?.write(pending)
    pending.removeAll(keepingCapacity: true)
  }

  private mutating func end() throws(FileError) {
    try flush()
    guard let file = file.take() else { return }
    full.append(WrittenList.File(file: try file.sync(), rows: rows))
  }

  /// Ends the list; its files appear when they are published.
  ///
  /// - Returns: the files, and what became of the members.
  /// - Throws: `FileError` if a file cannot be made durable.
  public consuming func finish() throws(FileError) -> WrittenList {
    try end()
    if full.count == 1 { full[0].file.rename("\(path).csv") }
    return WrittenList(receiver: receiver, files: full, counts: counts)
  }
}

/// A list whose files are durable and wait to be published.
public struct WrittenList: Sendable {
  /// A file of the list.
  public struct File: Sendable {
    /// The file.
    public internal(set) var file: SyncedFile
    /// Its rows, without the header.
    public let rows: Int
  }

  /// Who takes it.
  public let receiver: Receiver
  /// Its files, in order: one at least, with the header alone if nobody is written.
  public let files: [File]
  /// What became of its members.
  public let counts: ListCounts

  /// Things to tell the user.
  public var warnings: [String] {
    guard let fewest = receiver.fewestPeople, counts.written < fewest else { return [] }
    return [
      "\(counts.written) people are on the list for \(receiver.title), which serves none of fewer than \(fewest); "
        + "put more people on it"
    ]
  }
}
