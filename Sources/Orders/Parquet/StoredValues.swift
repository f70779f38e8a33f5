internal import Columns
internal import Parquet

/// Values as a file stores them, kept to be handed back as text.
struct StoredValues: Sendable {
  private let values: PhysicalValues
  private let validity: [Bool]?
  let column: ParquetColumn

  /// The values of a column.
  init(_ values: PhysicalValues, validity: [Bool]?, of column: ParquetColumn) {
    self.values = values
    self.validity = validity
    self.column = column
  }

  /// The value at a place alone; nil if it is absent.
  func value(at place: Int) -> PhysicalValues? {
    place < values.count && validity?[place] != false ? values.single(place) : nil
  }

  /// The value at a place as a CSV file would have it; nil if it is absent.
  func text(at place: Int) -> [UInt8]? {
    guard let value = value(at: place) else { return nil }
    // Values that were read before have a meaning.
    guard let meaning = try? LogicalValues(value, of: column) else { return [] }
    switch meaning {
    case .boolean(let values): return Array("\(values[0])".utf8)
    case .integer(let values): return Array("\(values[0])".utf8)
    case .unsigned(let values): return Array("\(values[0])".utf8)
    case .real(let values): return Array(real(place, values[0]).utf8)
    case .text(let values), .binary(let values): return Array(values[0])
    case .date(let values): return Array("\(Day(rawValue: values[0]))".utf8)
    case .time(let values, _, _): return Array("\(values[0])".utf8)
    case .timestamp(let values, let isUTC): return Array(Self.text(values[0], isUTC).utf8)
    case .decimal(let values, let scale): return Array(Self.text(values[0], scale).utf8)
    }
  }

  /// A floating-point number in the shortest digits of its own width.
  private func real(_ place: Int, _ value: Double) -> String {
    if case .float(let values) = values { return "\(values[place])" }
    return "\(value)"
  }

  /// A stamp to the nanosecond, without zeros at its end.
  private static func text(_ stamp: Stamp, _ isUTC: Bool) -> String {
    // Stamps reach further than the calendar of `Day`.
    guard let day = Int32(exactly: stamp.day) else { return "day \(stamp.day) since 1970-01-01" }
    func digits(_ number: Int, _ count: Int) -> String {
      let text = String(number)
      return String(repeating: "0", count: count - text.count) + text
    }
    let (seconds, rest) = stamp.nanosecond.quotientAndRemainder(dividingBy: 1_000_000_000)
    var text = "\(Day(rawValue: day)) \(digits(seconds / 3600, 2)):\(digits(seconds / 60 % 60, 2))"
    text += ":\(digits(seconds % 60, 2))"
    if rest > 0 {
      text += ".\(digits(rest, 9))"
      while text.last == "0" { text.removeLast() }
    }
    return isUTC ? text + "Z" : text
  }

  private static func text(_ value: Int128, _ scale: Int) -> String {
    var digits = String(value.magnitude)
    if scale > 0 {
      digits = String(repeating: "0", count: max(0, scale + 1 - digits.count)) + digits
      digits.insert(".", at: digits.index(digits.endIndex, offsetBy: -scale))
    }
    return value < 0 ? "-" + digits : digits
  }
}

extension PhysicalValues {
  /// One of the values alone.
  fileprivate func single(_ place: Int) -> PhysicalValues {
    switch self {
    case .boolean(let values): return .boolean([values[place]])
    case .int32(let values): return .int32([values[place]])
    case .int64(let values): return .int64([values[place]])
    case .int96(let values): return .int96([values[place]])
    case .float(let values): return .float([values[place]])
    case .double(let values): return .double([values[place]])
    case .byteArray(let values):
      var single = TextColumn()
      single.append(values[place])
      return .byteArray(single)
    case .fixedLengthByteArray(let values):
      return .fixedLengthByteArray(
        FixedLengthBytes(length: values.length, bytes: Array(values[place])))
    }
  }
}
