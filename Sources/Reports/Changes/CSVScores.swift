internal import Bytes
internal import CSV

/// The rows of a score file in CSV: in memory is one chunk of its text.
final class CSVScores: ScoreReader {
  private var pass: CSVPass
  private let path: String
  private let width: Int
  /// For each of `ScoreColumns.all` its place in the header.
  private let places: [Int?]

  init(_ file: CSVFile, places: [Int?]) {
    pass = CSVPass(file)
    path = file.input.path
    width = file.header.count
    self.places = places
  }

  func next() throws -> ScoreBlock? {
    let (path, width, places) = (path, width, places)
    while let block = try pass.next({ records, firstLine in
      try Self.block(&records, firstLine, places: places, width: width, of: path)
    }) {
      if let block { return block }
    }
    return nil
  }

  /// The rows of a chunk; nil if it has none.
  private static func block(
    _ records: inout CSVRecords, _ firstLine: Int, places: [Int?], width: Int, of path: String
  ) throws -> ScoreBlock? {
    var cells = zip(ScoreColumns.all, places).map { column, place in
      place.map { _ in Cells(column.form) }
    }
    var lines: [Int] = []
    while records.next() {
      let line = firstLine + records.line
      guard !records.isMalformed, records.fields.count == width else {
        let finding =
          records.isMalformed
          ? "a quote is not closed, or text follows it"
          : "there are \(records.fields.count) fields, and the header has \(width)"
        throw ScoreFileError(path, .line(line), "\(finding); \(ScoreBlock.remedy)")
      }
      for (index, place) in places.enumerated() {
        guard let place else { continue }
        let field = records.fields[place]
        let isValue =
          field.hasDoubledQuotes
          ? cells[index]?.append(field.content(in: records.bytes)[...])
          : cells[index]?.append(records.bytes[field.start..<field.end])
        if isValue == false {
          let (name, form) = ScoreColumns.all[index]
          throw ScoreFileError(
            path, .line(line), "\(name) is not \(form.rawValue); \(ScoreBlock.remedy)")
        }
      }
      lines.append(line)
    }
    return lines.isEmpty ? nil : try ScoreBlock(cells, .lines(lines), of: path)
  }
}
