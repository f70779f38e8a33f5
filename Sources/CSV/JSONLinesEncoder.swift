public import Columns

/// Writes a table as JSON lines: one object per row, absent values `null`, dates as text.
public struct JSONLinesEncoder: TableEncoder {
  /// For each column, what stands before its value: `{"a":`, `,"b":`.
  private let openings: [[UInt8]]

  /// An encoder for a table of these columns.
  public init(fields: [Field]) {
    openings = fields.enumerated().map { index, field in
      var opening = Array((index == 0 ? "{" : ",").utf8)
      Self.append(Array(field.name.utf8)[...], to: &opening)
      opening.append(UInt8(ascii: ":"))
      return opening
    }
  }

  /// Nothing.
  public mutating func begin() -> [UInt8] { [] }

  /// The lines of one block.
  public func encode(_ columns: [Column]) -> [UInt8] {
    var text: [UInt8] = []
    for row in 0..<(columns.first?.count ?? 0) {
      for (column, opening) in zip(columns, openings) {
        text.append(contentsOf: opening)
        if let validity = column.validity, !validity[row] {
          text.append(contentsOf: "null".utf8)
          continue
        }
        switch column.values {
        case .text(let texts): JSONLinesEncoder.append(texts[row], to: &text)
        case .labels(let codes, let names):
          JSONLinesEncoder.append(Array(names[Int(codes[row])].utf8)[...], to: &text)
        case .int32 where column.field.type == .date:
          text.append(UInt8(ascii: "\""))
          text.append(scalar: column, row: row)
          text.append(UInt8(ascii: "\""))
        default: text.append(scalar: column, row: row)
        }
      }
      text.append(contentsOf: "}\n".utf8)
    }
    return text
  }

  /// The block as it is.
  public mutating func place(_ block: consuming [UInt8]) -> [UInt8] { block }

  /// Nothing.
  public mutating func finish() -> [UInt8] { [] }

  /// Appends a JSON string (RFC 8259 section 7): quotes, backslashes and controls escaped.
  private static func append(_ string: ArraySlice<UInt8>, to text: inout [UInt8]) {
    let digits = Array("0123456789abcdef".utf8)
    text.append(UInt8(ascii: "\""))
    for byte in string {
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"):
        text.append(UInt8(ascii: "\\"))
        text.append(byte)
      case 0..<0x20:
        text.append(contentsOf: "\\u00".utf8)
        text.append(digits[Int(byte >> 4)])
        text.append(digits[Int(byte & 15)])
      default: text.append(byte)
      }
    }
    text.append(UInt8(ascii: "\""))
  }
}
