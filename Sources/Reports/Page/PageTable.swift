internal import Columns
internal import Segments

/// A table as the page shows it.
public struct PageTable: Sendable {
  /// The head of a column.
  struct Head {
    let text: String
    let isNumber: Bool
  }

  /// A value, as text.
  struct Value {
    let text: String
    let isNumber: Bool
  }

  /// A row: what it is about, and what is said of it.
  struct Row {
    let about: String
    let values: [Value]
  }

  let caption: String
  let about: String
  let heads: [Head]
  let rows: [Row]

  /// A table of texts; the first column says what a row is about.
  ///
  /// - Parameters:
  ///   - caption: what the table is.
  ///   - columns: the heads, and whether numbers stand below.
  ///   - rows: a text for each column.
  /// - Precondition: there are columns, and every row has as many texts.
  public init(caption: String, columns: [(name: String, isNumber: Bool)], rows: [[String]]) {
    self.caption = caption
    about = columns[0].name
    heads = columns.dropFirst().map { Head(text: $0.name, isNumber: $0.isNumber) }
    self.rows = rows.map { row in
      Row(
        about: row[0],
        values: zip(columns, row).dropFirst().map { Value(text: $1, isNumber: $0.isNumber) })
    }
  }

  /// Columns of some rows of a table about the base, digit for digit.
  init(_ table: BaseTable, caption: String, columns names: [String], rows: [Int]) {
    let columns = names.map { table[$0] }
    self.init(
      caption: caption,
      columns: columns.map {
        ($0.field.name.map { $0 == "_" ? " " : String($0) }.joined(), $0.field.isNumber)
      },
      rows: rows.map { row in columns.map { $0.text(row: row) } })
  }
}

extension Field {
  /// Whether its values are lined up by their last digit.
  fileprivate var isNumber: Bool {
    switch type {
    case .integer, .count, .money, .real: true
    case .text, .date, .timestamp, .boolean: false
    }
  }
}

extension BaseTable {
  /// A column by its name, which is one that the table always has.
  subscript(_ name: String) -> Column {
    guard let column = columns.first(where: { $0.field.name == name }) else {
      preconditionFailure("\(self.name) has no column \(name)")
    }
    return column
  }

  /// The text of a value as files have it; empty where it is absent.
  func text(_ name: String, _ row: Int) -> String { self[name].text(row: row) }

  /// A value as a number; nil where it is absent.
  func number(_ name: String, _ row: Int) -> Double? { ExactNumber(text(name, row))?.value }

  /// A number in groups of three digits; empty where it is absent.
  func grouped(_ name: String, _ row: Int) -> String {
    ExactNumber(text(name, row))?.grouped ?? ""
  }

  /// A number with what it counts: 1 customer, 1,234 customers.
  func counted(_ name: String, _ row: Int, _ noun: String) -> String {
    ShownNumber.counted(grouped(name, row), noun)
  }

  /// An amount in groups of three digits; one that is absent has more digits than files have.
  func amount(_ name: String, _ row: Int) -> String {
    grouped(name, row).nonEmpty ?? "an amount of more than 18 digits"
  }

  /// A share in percent; a dash where it is absent.
  func percent(_ name: String, _ row: Int) -> String {
    number(name, row).map(ShownNumber.percent) ?? "–"
  }

  /// The row in which a column has a text.
  func row(where name: String, is text: String) -> Int? {
    let column = self[name]
    return (0..<rows).first { column.text(row: $0) == text }
  }

  /// The rows in which a column has none of some texts.
  func rows(where name: String, isNot texts: Set<String>) -> [Int] {
    let column = self[name]
    return (0..<rows).filter { !texts.contains(column.text(row: $0)) }
  }
}
