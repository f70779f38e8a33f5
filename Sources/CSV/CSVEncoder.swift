public import Columns

/// Writes a table as CSV: a header, LF line ends, quotes only where needed, absent values empty.
public struct CSVEncoder: TableEncoder {
  private let header: [UInt8]
  private let format: LineFormat

  /// An encoder for a table of these columns.
  public init(fields: [Field]) {
    header = Array((fields.map(\.name).joined(separator: ",") + "\n").utf8)
    format = LineFormat(
      openings: fields.indices.map { $0 == 0 ? [] : [UInt8(ascii: ",")] },
      ending: [UInt8(ascii: "\n")], absent: [], marksDates: false,
      isPlain: { Self.needNoQuotes($0) }, mark: { Self.append($0, to: &$1) })
  }

  /// What a thread keeps from block to block.
  public func workspace() -> LineWorkspace { LineWorkspace() }

  /// The header line.
  public mutating func begin() -> [UInt8] { header }

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

  /// Whether all texts stand without quotes; at absent rows, too, which have no meaning.
  private static func needNoQuotes(_ texts: TextColumn) -> Bool {
    let bytes = texts.bytes.span
    var found: UInt8 = 0
    for index in 0..<bytes.count {
      let byte = bytes[index]
      // Quote, comma, line ends; without leaving the loop, so that it becomes SIMD.
      found |= byte == 0x22 || byte == 0x2C || byte == 10 || byte == 13 ? 1 : 0
    }
    if found != 0 { return false }
    let ends = texts.ends.span
    var start = 0
    for row in 0..<ends.count {
      let end = ends[row]
      if start == end || bytes[start] == 0x20 || bytes[end - 1] == 0x20 { return false }
      start = end
    }
    return true
  }

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
