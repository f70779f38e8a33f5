internal import Bytes
internal import Columns

// STORE/rejects/….csv    file,line,reason,text
//
// `text` is a row as its file had it: separated by , ; tab | or blanks, its quotes perhaps broken. A row goes if one of
// its fields is an id, an e-mail or a phone number of somebody. Fields are taken with regard to quotes and without, so
// that a quote which is never closed hides nothing.

/// What people are called by in rows that nobody could read.
struct ForgottenWords {
  /// Ids and e-mails, as `folded`.
  private var words: Set<[UInt8]>
  /// Phone numbers in their normal form for customers.
  private var phones: Set<[UInt8]>

  /// The words of some ids of a kind.
  init(_ ids: Set<[UInt8]>, _ key: CustomerKey) {
    words = Set(ids.map { Self.folded($0[...]) })
    phones = key == .phone ? ids : []
  }

  /// Adds e-mails and phone numbers that stand in rows of `customers`.
  ///
  /// - Throws: errors of the files.
  mutating func addContacts(_ found: FoundRows) throws {
    try found.forEachGroup(only: ["email", "phone"]) { _, _, block, rows in
      for row in rows {
        let facts = CustomerFacts(block, row: row)
        if let email = facts.texts[.email] { words.insert(Self.folded(email[...])) }
        if let phone = facts.texts[.phone] {
          phones.insert(phone.filter { $0 != UInt8(ascii: "+") })
        }
      }
    }
  }

  /// Takes the rows that name somebody out of all files of rejected rows in a folder; a file of which nothing is left
  /// goes.
  ///
  /// - Returns: the number of rows.
  /// - Throws: `FileError`.
  func removeRows(fromFilesIn path: String) throws -> Int {
    guard let slash = path.lastIndex(of: "/"),
      try Folder(String(path[..<slash])).status(String(path[slash...].dropFirst()))?.kind == .folder
    else { return 0 }
    let folder = try Folder(path)
    var removed = 0
    for name in try folder.names() where name.hasSuffix(".csv") {
      guard try folder.status(name)?.kind == .file else { continue }
      let input = try folder.file(name)
      var output = try OutputFile("\(path)/\(name)")
      let (rows, kept) = try copy(input, to: &output)
      if rows == 0 { continue }
      removed += rows
      if kept > 0 {
        try Publication.publish([try output.sync()])
      } else {
        try folder.remove(name)
        try folder.sync()
      }
    }
    return removed
  }

  /// Copies the records that name nobody; says how many do, and how many rows are left.
  private func copy(
    _ input: InputFile, to output: inout OutputFile
  ) throws -> (removed: Int, kept: Int) {
    var removed = 0
    var kept = 0
    var isHeader = true
    var record: [UInt8] = []
    var isQuoted = false
    var buffer: [UInt8] = []
    func end() {
      if isHeader {
        isHeader = false
        buffer += record
      } else if names(record) {
        removed += 1
      } else {
        kept += 1
        buffer += record
      }
      record.removeAll(keepingCapacity: true)
    }
    var offset = 0
    while offset < input.size {
      let bytes = try input.read(at: offset, count: min(1 << 20, input.size - offset))
      offset += bytes.count
      for byte in bytes {
        record.append(byte)
        if byte == UInt8(ascii: "\"") { isQuoted.toggle() }
        if byte == UInt8(ascii: "\n") && !isQuoted { end() }
      }
      try output.write(buffer)
      buffer.removeAll(keepingCapacity: true)
    }
    if !record.isEmpty { end() }
    try output.write(buffer)
    return (removed, kept)
  }

  /// Whether a record of a file of rejected rows names somebody.
  private func names(_ record: [UInt8]) -> Bool {
    let fields = Self.fields(of: record[...], UInt8(ascii: ","))
    // Somebody may have edited the file.
    return isIn(text: fields.count == 4 ? fields[3] : record)
  }

  /// Whether a row that could not be read names somebody.
  func isIn(text: [UInt8]) -> Bool {
    var separators = [",", ";", "\t", "|"].map { UInt8(ascii: $0) }.filter { text.contains($0) }
    if separators.isEmpty { separators = [UInt8(ascii: " ")] }
    let quote = UInt8(ascii: "\"")
    return separators.contains { separator in
      Self.fields(of: text[...], separator).contains { isOne($0[...]) }
        || text.split(whereSeparator: { [separator, quote, 10, 13].contains($0) })
          .contains { isOne($0) }
    }
  }

  /// Whether a field is somebody's.
  private func isOne(_ field: ArraySlice<UInt8>) -> Bool {
    let word = Self.folded(field)
    if word.isEmpty { return false }
    if words.contains(word) { return true }
    var changed: [UInt8]?
    if let whole = TextForm.floatID.read(word, word.indices, changed: &changed),
      words.contains(Array(word[whole]))
    {
      return true
    }
    let signs = Set("0123456789+-()/. ".utf8)
    guard !phones.isEmpty, word.allSatisfy(signs.contains) else { return false }
    _ = TextForm.phoneID.read(word, word.indices, changed: &changed)
    return phones.contains(changed ?? [])
  }

  /// The fields of a row: quotes around one are taken off, and doubled ones are one.
  private static func fields(of row: ArraySlice<UInt8>, _ separator: UInt8) -> [[UInt8]] {
    var fields: [[UInt8]] = [[]]
    var isQuoted = false
    var isBehindQuote = false
    for byte in row {
      if byte == UInt8(ascii: "\"") {
        if !isQuoted && isBehindQuote { fields[fields.count - 1].append(byte) }
        isQuoted.toggle()
        isBehindQuote = !isQuoted
        continue
      }
      isBehindQuote = false
      if !isQuoted && [separator, 10, 13].contains(byte) {
        if byte == separator { fields.append([]) }
        continue
      }
      fields[fields.count - 1].append(byte)
    }
    return fields
  }

  /// A text as it is compared: without blanks and the apostrophe of a table around it, in lower case.
  private static func folded(_ text: ArraySlice<UInt8>) -> [UInt8] {
    var text = text
    let blanks = [0x20, 0x09, 0x0D, 0x0A, UInt8(ascii: "'")]
    while let first = text.first, blanks.contains(first) { text.removeFirst() }
    while let last = text.last, blanks.contains(last) { text.removeLast() }
    if text.allSatisfy({ $0 < 0x80 }) {
      return text.map { (65...90).contains($0) ? $0 | 0x20 : $0 }
    }
    return Array(String(decoding: text, as: UTF8.self).lowercased().utf8)
  }
}
