/// A table for the screen: columns as wide as their widest cell, numbers to the right.
struct TextTable {
  let header: [String]
  let rows: [[String]]

  /// A table of such cells, control characters made visible.
  init(header: [String], rows: [[String]]) {
    self.header = header
    self.rows = rows.map { $0.map(Figures.printable) }
  }

  /// The lines, without line ends.
  var lines: [String] {
    let widths = header.indices.map { column in
      ([header] + rows).map { $0[column].count }.max() ?? 0
    }
    let isNumber = header.indices.map { column in
      rows.allSatisfy { row in
        row[column].isEmpty || row[column].first?.isNumber == true || row[column].hasPrefix("-")
      }
    }
    return ([header] + rows).map { row in
      var line = row.indices.map { column in
        let padding = String(repeating: " ", count: widths[column] - row[column].count)
        return isNumber[column] ? padding + row[column] : row[column] + padding
      }.joined(separator: "  ")
      while line.last == " " { line.removeLast() }
      return line
    }
  }
}
