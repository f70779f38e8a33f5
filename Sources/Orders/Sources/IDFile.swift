internal import Bytes
internal import CSV

extension SideFiles {
  /// Customers' ids: the column `customer_id` of a CSV file that has one, else one on each line.
  ///
  /// - Throws: `OrderError`, usage, if there is none; errors of the file.
  public static func ids(_ path: String) throws -> [String] {
    let file = try CSVFile(path)
    let texts: [[UInt8]]
    if let place = try ColumnNames(file.header, path: path).place(ofBest: ["customer_id"]) {
      texts = try SideTable(file, places: [place]).rows.map { $0.texts[0] }
    } else if file.input.size > SideTable.mostBytes {
      throw OrderError(
        path: path,
        problem:
          "it has \(file.input.size) bytes, more than \(SideTable.mostBytes) that such a file "
          + "may have")
    } else {
      let bytes = try file.input.read(at: 0, count: file.input.size)
      let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
      texts = bytes[(bytes.starts(with: mark) ? mark.count : 0)...]
        .split(separator: UInt8(ascii: "\n"))
        .map { Array($0.last == UInt8(ascii: "\r") ? $0.dropLast() : $0) }
    }
    let ids = texts.filter { !$0.isEmpty }
    if ids.isEmpty {
      throw OrderError(
        .usage, path: path, problem: "there is no id in it; one on each line is needed")
    }
    return try ids.map { id in
      guard let text = String(validating: id, as: UTF8.self) else {
        throw OrderError(
          path: path, problem: "an id is not UTF-8; iconv -f LATIN1 -t UTF-8 converts an older file"
        )
      }
      return text
    }
  }
}
