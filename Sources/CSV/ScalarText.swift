import Columns

extension [UInt8] {
  /// Appends the value of a column that is not text, as both text formats write it.
  ///
  /// - Precondition: the value is present.
  mutating func append(scalar column: Column, row: Int) {
    switch (column.values, column.field.type) {
    case (.int32(let values), .date): append(day: Day(rawValue: values[row]))
    case (.int32(let values), _): append(integer: Int64(values[row]))
    case (.int64(let values), .money(let scale)): append(money: values[row], scale: scale)
    case (.real(let values), _): append(real: values[row])
    case (.boolean(let values), _): append(contentsOf: (values[row] ? "true" : "false").utf8)
    default: preconditionFailure("a text column has no scalar")
    }
  }
}
