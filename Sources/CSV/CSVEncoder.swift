public import Columns

/// Writes a table as CSV: a header, LF line ends, quotes only where needed, absent values empty.
public struct CSVEncoder: TableEncoder {
  private let fields: [Field]

  /// An encoder for a table of these columns.
  public init(fields: [Field]) { self.fields = fields }

  /// The header line.
  public mutating func begin() -> [UInt8] {
    Array((fields.map(\.name).joined(separator: ",") + "\n").utf8)
  }

  /// The lines of one block.
  public func encode(_ columns: [Column]) -> [UInt8] {
    var text: [UInt8] = []
    let rows = columns.first?.count ?? 0
    text.reserveCapacity(rows * columns.count * 8)
    for row in 0..<rows {
      for (index, column) in columns.enumerated() {
        if index > 0 { text.append(UInt8(ascii: ",")) }
        if let validity = column.validity, !validity[row] { continue }
        switch column.values {
        case .text(let texts): CSVEncoder.append(texts[row], to: &text)
        case .labels(let codes, let names):
          CSVEncoder.append(Array(names[Int(codes[row])].utf8)[...], to: &text)
        default: text.append(scalar: column, row: row)
        }
      }
      text.append(UInt8(ascii: "\n"))
    }
    return text
  }

  /// The block as it is.
  public mutating func place(_ block: consuming [UInt8]) -> [UInt8] { block }

  /// Nothing.
  public mutating func finish() -> [UInt8] { [] }

  /// Appends a field, quoted if it holds a separator, a quote, a line end or a blank at either end.
  public static func append(_ field: ArraySlice<UInt8>, to text: inout [UInt8]) {
    let quote = UInt8(ascii: "\"")
    let blank = UInt8(ascii: " ")
    let needsQuotes =
      field.isEmpty || field.first == blank || field.last == blank
      || field.contains { $0 == quote || $0 == UInt8(ascii: ",") || $0 == 10 || $0 == 13 }
    guard needsQuotes else {
      text.append(contentsOf: field)
      return
    }
    text.append(quote)
    for byte in field {
      if byte == quote { text.append(quote) }
      text.append(byte)
    }
    text.append(quote)
  }
}
