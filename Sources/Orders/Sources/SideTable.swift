internal import Bytes
internal import CSV
internal import Columns

/// The rows of a small CSV file.
struct SideTable: Sendable {
  /// A row.
  struct Row: Sendable {
    /// Its line, from 1.
    let line: Int
    /// The texts of the columns asked for, without blanks around them; empty where a column is missing.
    let texts: [[UInt8]]
  }

  /// A file that has more bytes than this is not read into memory.
  static let mostBytes = 1 << 28

  /// The rows in the order of the file.
  let rows: [Row]
  private let path: String

  /// Reads columns of a file by their names.
  ///
  /// - Throws: `OrderError` if one of `columns` is missing, or a row has not the header's number of fields;
  ///   `FileError`, `CSVError`.
  init(_ path: String, columns: [String], optional: [String] = []) throws {
    let file = try CSVFile(path)
    let names = ColumnNames(file.header, path: path)
    var places: [Int?] = []
    for column in columns {
      guard let place = try names.place(ofBest: [column]) else {
        throw OrderError(
          .usage, path: path,
          problem: "there is no column '\(column)'; the columns are \(names.list), and "
            + "\(columns.joined(separator: " and ")) are needed")
      }
      places.append(place)
    }
    for column in optional { places.append(try names.place(ofBest: [column])) }
    try self.init(file, places: places)
  }

  /// Reads columns of a file by their places; nil gives empty texts.
  ///
  /// - Throws: `OrderError` if a row has not the header's number of fields, or the file is too large;
  ///   `FileError`, `CSVError`.
  init(_ file: CSVFile, places wanted: [Int?]) throws {
    let path = file.input.path
    self.path = path
    if file.input.size > Self.mostBytes {
      throw OrderError(
        path: path,
        problem:
          "it has \(file.input.size) bytes, more than \(Self.mostBytes) that such a file may have")
    }
    let width = file.header.count
    var rows: [Row] = []
    try file.forEachChunk(
      threads: Threads(1),
      parse: { records -> [(line: Int, texts: [[UInt8]]?)] in
        var found: [(line: Int, texts: [[UInt8]]?)] = []
        while records.next() {
          guard records.fields.count == width, !records.isMalformed else {
            found.append((records.line, nil))
            continue
          }
          let texts = wanted.map { place in
            place.map { Self.trimmed(records.content($0)) } ?? []
          }
          found.append((records.line, texts))
        }
        return found
      },
      consume: { found, firstLine, _ in
        for (line, texts) in found {
          guard let texts else {
            throw OrderError(
              path: path, line: firstLine + line,
              problem: "the row has not the \(width) fields of the header, or a quote is not closed"
            )
          }
          rows.append(Row(line: firstLine + line, texts: texts))
        }
      })
    self.rows = rows
  }

  /// An error of a row.
  func error(_ row: Row, _ problem: String) -> OrderError {
    OrderError(.usage, path: path, line: row.line, problem: problem)
  }

  private static func trimmed(_ text: [UInt8]) -> [UInt8] {
    var text = text[...]
    while let first = text.first, first == 0x20 || first == 0x09 { text.removeFirst() }
    while let last = text.last, last == 0x20 || last == 0x09 { text.removeLast() }
    return Array(text)
  }
}
