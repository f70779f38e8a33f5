/// What is known about the values of a column chunk without decoding it.
struct Statistics: CompactEncodable {
  /// The number of absent values.
  let nullCount: Int64
  /// The least and the greatest value, as PLAIN lays them out; nil where there is none, and for texts.
  let bounds: (least: [UInt8], greatest: [UInt8])?

  /// Without bounds.
  init(nullCount: Int) {
    self.nullCount = Int64(nullCount)
    bounds = nil
  }

  /// Of signed integers.
  init<Value: SignedInteger & FixedWidthInteger & BitwiseCopyable>(
    of values: [Value], nullCount: Int
  ) {
    self.nullCount = Int64(nullCount)
    bounds = values.bounds.map { least, greatest in
      ([UInt8](littleEndian: least), [UInt8](littleEndian: greatest))
    }
  }

  /// Of floats: NaN is left out, and a zero bound gets the sign that includes both zeros.
  init(of values: [Float], nullCount: Int) {
    self.nullCount = Int64(nullCount)
    var least = Float.infinity
    var greatest = -Float.infinity
    var isEmpty = true
    for value in values where !value.isNaN {
      if value < least { least = value }
      if value > greatest { greatest = value }
      isEmpty = false
    }
    if least == 0 { least = -0.0 }
    if greatest == 0 { greatest = 0.0 }
    bounds =
      isEmpty
      ? nil
      : ([UInt8](littleEndian: least.bitPattern), [UInt8](littleEndian: greatest.bitPattern))
  }

  /// Of flags, where false is less than true.
  init(of values: [Bool], nullCount: Int) {
    self.nullCount = Int64(nullCount)
    bounds =
      values.isEmpty
      ? nil : ([values.contains(false) ? 0 : 1], [values.contains(true) ? 1 : 0])
  }

  func encode(to writer: inout CompactWriter) {
    writer.field(3, nullCount)
    writer.field(5, bounds?.greatest)
    writer.field(6, bounds?.least)
  }
}

extension [UInt8] {
  fileprivate init(littleEndian value: some FixedWidthInteger & BitwiseCopyable) {
    self.init()
    append(littleEndian: value)
  }
}

extension Array where Element: FixedWidthInteger {
  /// The least and the greatest element, nil without any.
  var bounds: (least: Element, greatest: Element)? {
    guard var least = first else { return nil }
    var greatest = least
    for value in self {
      least = Swift.min(least, value)
      greatest = Swift.max(greatest, value)
    }
    return (least, greatest)
  }
}
