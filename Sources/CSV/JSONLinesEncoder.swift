public import Columns

/// Writes a table as JSON lines: one object per row, absent values `null`, dates as text.
public struct JSONLinesEncoder: TableEncoder {
  private let format: LineFormat

  /// An encoder for a table of these columns.
  public init(fields: [Field]) {
    // What stands before each value: `{"a":`, `,"b":`.
    let openings = fields.enumerated().map { index, field in
      var opening = Array((index == 0 ? "{" : ",").utf8)
      Self.append(Array(field.name.utf8)[...], to: &opening)
      opening.append(UInt8(ascii: ":"))
      return opening
    }
    format = LineFormat(
      openings: openings, ending: Array("}\n".utf8), absent: Array("null".utf8),
      marksDates: true, isPlain: { _ in false }, mark: { Self.append($0, to: &$1) })
  }

  /// What a thread keeps from block to block.
  public func workspace() -> LineWorkspace { LineWorkspace() }

  /// Nothing.
  public mutating func begin() -> [UInt8] { [] }

  /// The lines of one block.
  public func encode(
    _ columns: [Column], in workspace: LineWorkspace = LineWorkspace()
  ) -> [UInt8] {
    format.lines(columns, in: workspace)
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
