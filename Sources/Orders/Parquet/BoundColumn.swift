internal import Parquet

/// A column of a file and what its values are read as.
struct BoundColumn: Sendable {
  let column: ParquetColumn
  /// Reads values, given which of them are present; nil if all are.
  ///
  /// It throws `ParquetError`, or `OrderError` without a path if values of the type do not suit.
  let read: @Sendable (PhysicalValues, [Bool]?) throws -> Cells

  /// The column of the customers.
  init(customers column: ParquetColumn) {
    self.column = column
    read = { .customers(try CustomerCells($0, validity: $1, of: column)) }
  }

  /// The column of the dates.
  init(dates column: ParquetColumn, by parser: DateParser) {
    self.column = column
    read = { .dates(try DateCells($0, validity: $1, of: column, by: parser)) }
  }

  /// The column of the amounts.
  init(amounts column: ParquetColumn, money: MoneyFormat) {
    self.column = column
    read = { .amounts(try AmountCells($0, validity: $1, of: column, money: money)) }
  }

  /// Checks that values of the column's type can be read, by reading none.
  ///
  /// - Throws: `OrderError` or `ParquetError`.
  func check(_ bound: ColumnBinding.Bound, path: String) throws {
    try check(isGuess: bound.isGuess, path: path)
  }

  /// The same for a column that was chosen by its name alone, or by an option.
  func check(isGuess: Bool, path: String) throws {
    do {
      _ = try read(PhysicalValues(emptyOf: column), nil)
    } catch let error as OrderError {
      throw OrderError(
        isGuess ? .input : .usage, path: path,
        problem: "the column '\(column.name)' \(error.problem)")
    } catch let error as ParquetError {
      throw error.at(file: path)
    }
  }
}
