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

  /// The most bytes that room is made for before there are values of one length to fill it.
  private static let mostReserved = 1 << 24

  /// Makes room for `count` more values; for byte arrays, for their places alone.
  mutating func reserve(_ count: Int) {
    switch self {
    case .boolean(var values):
      self = Self.nothing
      values.reserveCapacity(values.count + count)
      self = .boolean(values)
    case .int32(var values):
      self = Self.nothing
      values.reserveCapacity(values.count + count)
      self = .int32(values)
    case .int64(var values):
      self = Self.nothing
      values.reserveCapacity(values.count + count)
      self = .int64(values)
    case .int96(var values):
      self = Self.nothing
      values.reserveCapacity(values.count + count)
      self = .int96(values)
    case .float(var values):
      self = Self.nothing
      values.reserveCapacity(values.count + count)
      self = .float(values)
    case .double(var values):
      self = Self.nothing
      values.reserveCapacity(values.count + count)
      self = .double(values)
    case .byteArray(var values):
      self = Self.nothing
      values.reserve(rows: count, bytes: 0)
      self = .byteArray(values)
    case .fixedLengthByteArray(var values):
      self = Self.nothing
      // The length is the file's word.
      let (size, overflow) = count.multipliedReportingOverflow(by: values.length)
      values.bytes.reserveCapacity(
        values.bytes.count + (overflow ? Self.mostReserved : min(size, Self.mostReserved)))
      self = .fixedLengthByteArray(values)
    }
  }

  /// What the array is replaced by while it is out.
  private static let nothing = PhysicalValues.boolean([])

  /// Appends `count` values in an encoding that is not a dictionary's and returns the number of bytes that they take.
  mutating func append(
    decoding bytes: Span<UInt8>, encoding: Encoding, count: Int, byteLimit: Int
  ) throws(ParquetError) -> Int {
    switch self {
    case .boolean(var values):
      self = Self.nothing
      defer { self = .boolean(values) }
      return try ValueDecoder.decode(bytes, encoding: encoding, count: count, into: &values)
    case .int32(var values):
      self = Self.nothing
      defer { self = .int32(values) }
      return try ValueDecoder.decode(bytes, encoding: encoding, count: count, into: &values)
    case .int64(var values):
      self = Self.nothing
      defer { self = .int64(values) }
      return try ValueDecoder.decode(bytes, encoding: encoding, count: count, into: &values)
    case .int96(var values):
      self = Self.nothing
      defer { self = .int96(values) }
      return try ValueDecoder.decode(bytes, encoding: encoding, count: count, into: &values)
    case .float(var values):
      self = Self.nothing
      defer { self = .float(values) }
      return try ValueDecoder.decode(bytes, encoding: encoding, count: count, into: &values)
    case .double(var values):
      self = Self.nothing
      defer { self = .double(values) }
      return try ValueDecoder.decode(bytes, encoding: encoding, count: count, into: &values)
    case .byteArray(var values):
      self = Self.nothing
      defer { self = .byteArray(values) }
      return try ValueDecoder.decode(
        bytes, encoding: encoding, count: count, byteLimit: byteLimit, into: &values)
    case .fixedLengthByteArray(var values):
      self = Self.nothing
      defer { self = .fixedLengthByteArray(values) }
      return try ValueDecoder.decode(
        bytes, encoding: encoding, count: count, byteLimit: byteLimit, into: &values)
    }
  }

  /// Appends the values of `dictionary` that `indices` stand for.
  ///
  /// - Precondition: the dictionary is of the same type.
  mutating func append(
    _ indices: Span<UInt32>, of dictionary: PhysicalValues, byteLimit: Int
  ) throws(ParquetError) {
    precondition(type == dictionary.type, "a dictionary of the column's type")
    switch self {
    case .boolean(var values):
      guard case .boolean(let dictionary) = dictionary else { return }
      self = Self.nothing
      defer { self = .boolean(values) }
      try DictionaryGather.append(indices, of: dictionary.span, to: &values)
    case .int32(var values):
      guard case .int32(let dictionary) = dictionary else { return }
      self = Self.nothing
      defer { self = .int32(values) }
      try DictionaryGather.append(indices, of: dictionary.span, to: &values)
    case .int64(var values):
      guard case .int64(let dictionary) = dictionary else { return }
      self = Self.nothing
      defer { self = .int64(values) }
      try DictionaryGather.append(indices, of: dictionary.span, to: &values)
    case .int96(var values):
      guard case .int96(let dictionary) = dictionary else { return }
      self = Self.nothing
      defer { self = .int96(values) }
      try DictionaryGather.append(indices, of: dictionary.span, to: &values)
    case .float(var values):
      guard case .float(let dictionary) = dictionary else { return }
      self = Self.nothing
      defer { self = .float(values) }
      try DictionaryGather.append(indices, of: dictionary.span, to: &values)
    case .double(var values):
      guard case .double(let dictionary) = dictionary else { return }
      self = Self.nothing
      defer { self = .double(values) }
      try DictionaryGather.append(indices, of: dictionary.span, to: &values)
    case .byteArray(var values):
      guard case .byteArray(let dictionary) = dictionary else { return }
      self = Self.nothing
      defer { self = .byteArray(values) }
      try DictionaryGather.append(indices, of: dictionary, to: &values, byteLimit: byteLimit)
    case .fixedLengthByteArray(var values):
      guard case .fixedLengthByteArray(let dictionary) = dictionary else { return }
      self = Self.nothing
      defer { self = .fixedLengthByteArray(values) }
      try DictionaryGather.append(indices, of: dictionary, to: &values, byteLimit: byteLimit)
    }
  }

  /// Spreads the last values, one per flag that is set, over as many rows as there are flags.
  ///
  /// Rows of values of one length may take `byteLimit` bytes: a few bytes stand for any number of absent ones.
  mutating func spread(over present: Span<Bool>, byteLimit: Int) throws(ParquetError) {
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
      let (size, overflow) = present.count.multipliedReportingOverflow(by: values.length)
      if overflow || size > byteLimit {
        throw .overLimit(
          "\(present.count) rows of \(values.length) bytes in a page, the limit is \(byteLimit)")
      }
      self = Self.nothing
      Spread.spread(&values, over: present)
      self = .fixedLengthByteArray(values)
    }
  }
}
