internal import Columns

// One switch over the types for each thing that is done to the values of a page. The array is taken out of
// the enum, changed and put back: changed inside, it would be copied.

extension PhysicalValues {
  /// No values, of the type of `column`.
  public init(emptyOf column: ParquetColumn) {
    switch column.type {
    case .boolean: self = .boolean([])
    case .int32: self = .int32([])
    case .int64: self = .int64([])
    case .int96: self = .int96([])
    case .float: self = .float([])
    case .double: self = .double([])
    case .byteArray: self = .byteArray(TextColumn())
    case .fixedLengthByteArray:
      self = .fixedLengthByteArray(FixedLengthBytes(length: column.valueLength ?? 1))
    }
  }

  /// What the array is replaced by while it is out.
  private static let nothing = PhysicalValues.boolean([])

  /// Appends `count` values in an encoding that is not a dictionary's.
  mutating func append(
    decoding bytes: Span<UInt8>, encoding: Encoding, count: Int, byteLimit: Int
  ) throws(ParquetError) {
    switch self {
    case .boolean(var values):
      self = Self.nothing
      defer { self = .boolean(values) }
      try ValueDecoder.decode(bytes, encoding: encoding, count: count, into: &values)
    case .int32(var values):
      self = Self.nothing
      defer { self = .int32(values) }
      try ValueDecoder.decode(bytes, encoding: encoding, count: count, into: &values)
    case .int64(var values):
      self = Self.nothing
      defer { self = .int64(values) }
      try ValueDecoder.decode(bytes, encoding: encoding, count: count, into: &values)
    case .int96(var values):
      self = Self.nothing
      defer { self = .int96(values) }
      try ValueDecoder.decode(bytes, encoding: encoding, count: count, into: &values)
    case .float(var values):
      self = Self.nothing
      defer { self = .float(values) }
      try ValueDecoder.decode(bytes, encoding: encoding, count: count, into: &values)
    case .double(var values):
      self = Self.nothing
      defer { self = .double(values) }
      try ValueDecoder.decode(bytes, encoding: encoding, count: count, into: &values)
    case .byteArray(var values):
      self = Self.nothing
      defer { self = .byteArray(values) }
      try ValueDecoder.decode(
        bytes, encoding: encoding, count: count, byteLimit: byteLimit, into: &values)
    case .fixedLengthByteArray(var values):
      self = Self.nothing
      defer { self = .fixedLengthByteArray(values) }
      try ValueDecoder.decode(
        bytes, encoding: encoding, count: count, byteLimit: byteLimit, into: &values)
    }
  }

  /// Appends the values of `dictionary` that `indices` stand for.
  ///
  /// - Precondition: the dictionary is of the same type.
  mutating func append(
    _ indices: Span<UInt32>, of dictionary: PhysicalValues, byteLimit: Int
  ) throws(ParquetError) {
    switch (self, dictionary) {
    case (.boolean(var values), .boolean(let dictionary)):
      self = Self.nothing
      defer { self = .boolean(values) }
      try DictionaryGather.append(indices, of: dictionary.span, to: &values)
    case (.int32(var values), .int32(let dictionary)):
      self = Self.nothing
      defer { self = .int32(values) }
      try DictionaryGather.append(indices, of: dictionary.span, to: &values)
    case (.int64(var values), .int64(let dictionary)):
      self = Self.nothing
      defer { self = .int64(values) }
      try DictionaryGather.append(indices, of: dictionary.span, to: &values)
    case (.int96(var values), .int96(let dictionary)):
      self = Self.nothing
      defer { self = .int96(values) }
      try DictionaryGather.append(indices, of: dictionary.span, to: &values)
    case (.float(var values), .float(let dictionary)):
      self = Self.nothing
      defer { self = .float(values) }
      try DictionaryGather.append(indices, of: dictionary.span, to: &values)
    case (.double(var values), .double(let dictionary)):
      self = Self.nothing
      defer { self = .double(values) }
      try DictionaryGather.append(indices, of: dictionary.span, to: &values)
    case (.byteArray(var values), .byteArray(let dictionary)):
      self = Self.nothing
      defer { self = .byteArray(values) }
      try DictionaryGather.append(indices, of: dictionary, to: &values, byteLimit: byteLimit)
    case (.fixedLengthByteArray(var values), .fixedLengthByteArray(let dictionary)):
      self = Self.nothing
      defer { self = .fixedLengthByteArray(values) }
      try DictionaryGather.append(indices, of: dictionary, to: &values, byteLimit: byteLimit)
    default: preconditionFailure("a dictionary of the column's type")
    }
  }

  /// Spreads the last values, one per flag that is set, over as many rows as there are flags.
  mutating func spread(over present: Span<Bool>) {
    switch self {
    case .boolean(var values):
      self = Self.nothing
      Spread.spread(&values, over: present)
      self = .boolean(values)
    case .int32(var values):
      self = Self.nothing
      Spread.spread(&values, over: present)
      self = .int32(values)
    case .int64(var values):
      self = Self.nothing
      Spread.spread(&values, over: present)
      self = .int64(values)
    case .int96(var values):
      self = Self.nothing
      Spread.spread(&values, over: present)
      self = .int96(values)
    case .float(var values):
      self = Self.nothing
      Spread.spread(&values, over: present)
      self = .float(values)
    case .double(var values):
      self = Self.nothing
      Spread.spread(&values, over: present)
      self = .double(values)
    case .byteArray(var values):
      self = Self.nothing
      Spread.spread(&values, over: present)
      self = .byteArray(values)
    case .fixedLengthByteArray(var values):
      self = Self.nothing
      Spread.spread(&values, over: present)
      self = .fixedLengthByteArray(values)
    }
  }
}
