/// The names of a file's columns, and how one is found among them.
struct ColumnNames: Sendable {
  /// The names as the file writes them.
  let names: [String]
  /// The file's path.
  let path: String
  private let normalised: [String]

  /// The names of a header.
  init(_ names: [String], path: String) {
    self.names = names
    self.path = path
    normalised = names.map(Self.normalised)
  }

  /// Whether there is a column of a name, whatever its case and its blanks.
  func has(_ name: String) -> Bool { normalised.contains(Self.normalised(name)) }

  /// The column that the user means by a name.
  ///
  /// - Throws: `OrderError` if there is none, or more than one.
  func place(named wanted: String) throws(OrderError) -> Int {
    var matches = names.indices.filter { names[$0] == wanted }
    if matches.isEmpty {
      let wanted = Self.normalised(wanted)
      matches = names.indices.filter { normalised[$0] == wanted }
    }
    guard let place = matches.first else {
      throw OrderError(
        .usage, path: path, problem: "there is no column '\(wanted)'; the columns are \(list)")
    }
    if matches.count > 1 { throw repeated(wanted, matches.count) }
    return place
  }

  /// The column of the first of some names, best first, that there is; nil if there is none.
  ///
  /// - Throws: `OrderError` if more than one has that name.
  func place(ofBest known: [String], besides taken: Set<Int> = []) throws(OrderError) -> Int? {
    for name in known {
      let name = Self.normalised(name)
      let matches = normalised.indices.filter { normalised[$0] == name && !taken.contains($0) }
      guard let place = matches.first else { continue }
      if matches.count > 1 { throw repeated(names[place], matches.count) }
      return place
    }
    return nil
  }

  /// The error of a file that has no column for what it needs.
  ///
  /// - Parameters:
  ///   - what: what the column would be.
  ///   - option: the option that names it, without `--`.
  ///   - escape: what else may be done.
  /// - Returns: the error.
  func nothing(for what: String, option: String, escape: String = "") -> OrderError {
    OrderError(
      .usage, path: path,
      problem: "no column looks like the \(what); name it with --\(option) COLUMN\(escape); "
        + "the columns are \(list)")
  }

  /// What else may be done where amounts are missing.
  static let withoutAmounts = ", or use --amount none if the orders have no amounts"

  /// The names in quotes.
  var list: String { names.map { "'\($0)'" }.joined(separator: ", ") }

  private func repeated(_ name: String, _ count: Int) -> OrderError {
    OrderError(
      path: path, problem: "\(count) columns are called '\(name)'; rename one of them")
  }

  /// A name in lower case, with `_` for blanks, `-` and `.`, and without blanks around it.
  static func normalised(_ name: String) -> String {
    let text = Stretch(Array(name.lowercased().utf8)[...]).trimmed
    if text.isASCII { return String(decoding: text.bytes.map(joined), as: UTF8.self) }
    return String(text.text.map { $0 == " " || $0 == "-" || $0 == "." ? "_" : $0 })
  }

  private static func joined(_ byte: UInt8) -> UInt8 {
    byte == UInt8(ascii: " ") || byte == UInt8(ascii: "-") || byte == UInt8(ascii: ".")
      ? UInt8(ascii: "_") : byte
  }
}
