internal import CSV
internal import Columns

/// Some rows of a row group that are judged together, in blocks of the columns bound.
struct OrderPiece: Sendable {
  /// The rows, counted from the row group's first.
  let rows: Range<Int>
  /// The number of the first of them in the file, from 1.
  let firstRow: Int
  /// One block has all customers, so that all ids stand in one buffer.
  let customers: Block
  let dates: [Block]
  /// Empty if the file has no amounts.
  let amounts: [Block]

  /// The bytes that the ids stand in.
  var idBytes: [UInt8] {
    guard case .customers(let cells) = customers.cells else { return [] }
    return cells.texts.bytes
  }

  /// The rows from `row` on as far as no block ends.
  ///
  /// - Precondition: `row` is one of the piece's.
  func part(from row: Int) -> Part {
    let dates = dates.first { $0.rows.contains(row) }
    let amounts = amounts.first { $0.rows.contains(row) }
    guard case .customers(let customerCells) = customers.cells, let dates,
      case .dates(let dateCells) = dates.cells
    else { preconditionFailure("a row that is decoded in all columns") }
    var part = Part(
      rows: row..<min(rows.upperBound, dates.rows.upperBound),
      customers: Placed(customerCells, of: customers), dates: Placed(dateCells, of: dates))
    if let amounts, case .amounts(let amountCells) = amounts.cells {
      part.amounts = Placed(amountCells, of: amounts)
      part.rows = part.rows.clamped(to: amounts.rows)
    }
    return part
  }

  /// Rows of which each column stands in one block.
  struct Part {
    fileprivate(set) var rows: Range<Int>
    let customers: Placed<CustomerCells>
    let dates: Placed<DateCells>
    /// Nil if the file has no amounts.
    fileprivate(set) var amounts: Placed<AmountCells>?

    func id(of row: Int) -> Identity? { customers.cells.id(at: customers.place(of: row)) }

    func date(of row: Int) -> ReadDate? { dates.cells.date(at: dates.place(of: row)) }

    /// The amount; `marks` learns what its text shows.
    func amount(of row: Int, line: Int, _ marks: inout DecimalEvidence) -> Amount? {
      guard let amounts else { return .nothing }
      return amounts.cells.amount(at: amounts.place(of: row), line: line, &marks)
    }

    /// The id as a CSV file would have it.
    func idText(of row: Int) -> [UInt8] {
      customers.cells.text(at: customers.place(of: row)) ?? []
    }

    /// The date as a CSV file would have it.
    func dateText(of row: Int) -> [UInt8] {
      dates.cells.text(at: dates.place(of: row)) ?? []
    }

    /// Customer, date and amount as a line of a CSV file without its end.
    func text(of row: Int) -> [UInt8] {
      var fields = [
        customers.cells.text(at: customers.place(of: row)),
        dates.cells.text(at: dates.place(of: row)),
      ]
      if let amounts { fields.append(amounts.cells.text(at: amounts.place(of: row))) }
      var text: [UInt8] = []
      for (index, field) in fields.enumerated() {
        if index > 0 { text.append(UInt8(ascii: ",")) }
        if let field { CSVEncoder.append(field[...], to: &text) }
      }
      return text
    }
  }
}
