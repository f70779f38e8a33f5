internal import CKernels

/// Records one after the other that need no second look: of exactly the header's number of fields, each
/// without a quote, or all of it in quotes with those inside doubled and without a line end.
///
/// Made once and used for one stretch of records after the other.
public struct RegularRecords: Sendable {
  /// Field f of record r starts at `bounds[r * columns + f]` and ends one byte before the next bound.
  ///
  /// Quotes around a field, and a CR before the line end, count as its bytes.
  public private(set) var bounds: [UInt32] = []
  /// The number of records.
  public private(set) var count = 0
  /// The number of fields of each.
  public private(set) var columns = 0
  /// The line of the first record, as `CSVRecords.line`; each has one line.
  public fileprivate(set) var line = 0
  /// Whether any of their bytes may be NUL or not ASCII.
  public private(set) var hasOddBytes = false

  /// No records.
  public init() {}

  /// The line of a record, as `CSVRecords.line`.
  public func line(of record: Int) -> Int { line + record }

  /// The whole of a record, without its line end.
  public func record(_ index: Int, in bytes: [UInt8]) -> Range<Int> {
    let start = Int(bounds[index * columns])
    let end = Int(bounds[(index + 1) * columns]) - 1
    return start..<(bytes[end - 1] == UInt8(ascii: "\r") ? end - 1 : end)
  }

  /// A field of a record.
  ///
  /// - Precondition: `bytes` are those of the `CSVRecords` that gave the records.
  public func field(_ column: Int, of record: Int, in bytes: [UInt8]) -> CSVField {
    let bound = record * columns + column
    var field = CSVField(
      start: Int(bounds[bound]), end: Int(bounds[bound + 1]) - 1, hasDoubledQuotes: false)
    if column == columns - 1 && field.end > field.start
      && bytes[field.end - 1] == UInt8(ascii: "\r")
    {
      field.end -= 1
    }
    let quote = UInt8(ascii: "\"")
    if field.end > field.start && bytes[field.start] == quote {
      field.start += 1
      field.end -= 1
      field.hasDoubledQuotes = bytes[field.start..<field.end].contains(quote)
    }
    return field
  }

  /// Finds the records from `start` on that end before `end`.
  ///
  /// - Precondition: the range is one of `bytes`, below 2^32, and `columns` is at least 2.
  mutating func find(in bytes: [UInt8], _ range: Range<Int>, separator: UInt8, columns: Int) {
    precondition(range.lowerBound >= 0 && range.upperBound <= bytes.count, "a range of the bytes")
    precondition(range.upperBound <= UInt32.max && columns >= 2, "offsets of 32 bits, two fields")
    let room = range.count + 9
    if bounds.count < room {
      bounds.append(contentsOf: repeatElement(0, count: room - bounds.count))
    }
    var odd: Int32 = 0
    // SAFETY: the kernel reads the bytes of the range alone and writes at most as many bounds as there is room
    // for: all that it asks for was checked.
    count = unsafe bytes.withUnsafeBufferPointer { bytes in
      unsafe bounds.withUnsafeMutableBufferPointer { bounds in
        unsafe patron_csv_records(
          bytes.baseAddress, range.lowerBound, range.upperBound, separator, columns,
          bounds.baseAddress, &odd)
      }
    }
    self.columns = columns
    hasOddBytes = odd != 0
  }

  /// Forgets the records that do not start before `limit`.
  mutating func drop(from limit: Int) {
    while count > 0 && bounds[(count - 1) * columns] >= limit { count -= 1 }
  }

  /// Where the last record ends, its line end included.
  ///
  /// - Precondition: there is a record.
  var end: Int { Int(bounds[count * columns]) }
}

extension CSVRecords {
  /// So many bytes are searched at once: they and their bounds stay in the nearest cache until they are used.
  private static let window = 1 << 14

  /// Moves past the records that come next as far as they are regular, and says where their fields are.
  ///
  /// - Returns: false if the next one is not regular, or there is none: `next` tells.
  public mutating func nextRegular(into records: inout RegularRecords) -> Bool {
    guard let columns, columns >= 2, separator != Self.blanks else { return false }
    let end = min(position + min(Self.window, longest), bytes.count, Int(UInt32.max))
    guard position < min(limit, end) else { return false }
    records.find(in: bytes, position..<end, separator: separator, columns: columns)
    records.drop(from: limit)
    if records.count == 0 { return false }
    records.line = linesPassed
    linesPassed += records.count
    position = records.end
    return true
  }
}
