// Reads Thrift's compact protocol; CompactWriter.swift draws it.
//
// A structure is read field by field; ids that are not known are skipped, as the format asks:
//
//   var id: Int16 = 0
//   while let type = try reader.field(&id) {
//     switch id {
//     case 1: name = try reader.string(type)
//     default: try reader.skip(type)
//     }
//   }

/// A structure of the file's metadata that is read from Thrift's compact protocol.
protocol CompactDecodable {
  /// Reads the fields up to and with the stop byte.
  init(from reader: inout CompactReader) throws(ParquetError)
}

/// Reads structures in Thrift's compact protocol from bytes that are not trusted.
struct CompactReader: ~Escapable {
  /// How deep what is skipped may be nested: Parquet's own structures need 7.
  private static let deepestNesting = 32

  private var bytes: ByteReader

  /// A reader of the structure at `position`.
  @_lifetime(copy bytes)
  init(_ bytes: Span<UInt8>, at position: Int = 0) { self.bytes = ByteReader(bytes, at: position) }

  /// Where the next read begins.
  var position: Int { bytes.position }

  /// The type of the next field, whose id becomes `id`; nil at the end of the structure.
  @_lifetime(self: copy self)
  mutating func field(_ id: inout Int16) throws(ParquetError) -> WireType? {
    let start = position
    let head = try bytes.byte()
    if head == 0 { return nil }
    let delta = Int16(head >> 4)
    if delta == 0 {
      let value = try bytes.zigzag()
      guard let explicit = Int16(exactly: value) else {
        throw .corrupt("a field with the id \(value)", offset: start)
      }
      id = explicit
    } else {
      let (next, overflow) = id.addingReportingOverflow(delta)
      if overflow { throw .corrupt("field ids beyond 32,767", offset: start) }
      id = next
    }
    return try wireType(head & 0x0f, offset: start)
  }

  /// The value of a bool field, which is its type.
  func bool(_ type: WireType) throws(ParquetError) -> Bool {
    switch type {
    case .yes: true
    case .no: false
    default: throw mismatch(type, "a bool")
    }
  }

  /// The value of an i8 field, whose type has been looked at.
  @_lifetime(self: copy self)
  mutating func int8() throws(ParquetError) -> Int {
    Int(Int8(bitPattern: try bytes.byte()))
  }

  /// The value of an i32 field.
  @_lifetime(self: copy self)
  mutating func int32(_ type: WireType) throws(ParquetError) -> Int32 {
    let start = position
    let value = try int64(type, as: .int32)
    guard let value = Int32(exactly: value) else {
      throw .corrupt("\(value) where 32 bits are expected", offset: start)
    }
    return value
  }

  /// The value of an i64 field.
  @_lifetime(self: copy self)
  mutating func int64(_ type: WireType) throws(ParquetError) -> Int {
    Int(try int64(type, as: .int64))
  }

  @_lifetime(self: copy self)
  private mutating func int64(
    _ type: WireType, as expected: WireType
  ) throws(ParquetError) -> Int64 {
    if type != expected { throw mismatch(type, "\(expected)") }
    return try bytes.zigzag()
  }

  /// The value of a string field; bytes that are not UTF-8 become replacement characters.
  @_lifetime(self: copy self)
  mutating func string(_ type: WireType) throws(ParquetError) -> String {
    if type != .binary { throw mismatch(type, "a string") }
    let text = try binary()
    // Copied by the byte: names are short.
    var utf8: [UInt8] = []
    utf8.reserveCapacity(text.count)
    for index in 0..<text.count { utf8.append(text[index]) }
    return String(decoding: utf8, as: UTF8.self)
  }

  /// The value of a struct field.
  @_lifetime(self: copy self)
  mutating func structure<Value: CompactDecodable>(
    _ type: WireType
  ) throws(ParquetError) -> Value {
    if type != .structure { throw mismatch(type, "a structure") }
    return try Value(from: &self)
  }

  /// The value of a field that is a list of structures.
  @_lifetime(self: copy self)
  mutating func structures<Value: CompactDecodable>(
    _ type: WireType
  ) throws(ParquetError) -> [Value] {
    let (element, count) = try list(type)
    if count > 0 && element != .structure { throw mismatch(element, "structures") }
    var values: [Value] = []
    for _ in 0..<count { values.append(try Value(from: &self)) }
    return values
  }

  /// The value of a field that is a list of strings.
  @_lifetime(self: copy self)
  mutating func strings(_ type: WireType) throws(ParquetError) -> [String] {
    let (element, count) = try list(type)
    var values: [String] = []
    for _ in 0..<count { values.append(try string(element)) }
    return values
  }

  /// Passes over the value of a field.
  @_lifetime(self: copy self)
  mutating func skip(_ type: WireType) throws(ParquetError) {
    if type != .yes && type != .no { try skip(type, depth: 1) }
  }

  @_lifetime(self: copy self)
  private mutating func skip(_ type: WireType, depth: Int) throws(ParquetError) {
    if depth > Self.deepestNesting {
      throw .overLimit(
        "structures nested more than \(Self.deepestNesting) deep", offset: position)
    }
    switch type {
    // In lists and maps a bool is a byte; the fields among them have been dealt with.
    case .yes, .no, .int8: _ = try bytes.byte()
    case .int16, .int32, .int64: _ = try bytes.varint()
    case .double: _ = try bytes.take(8)
    case .uuid: _ = try bytes.take(16)
    case .binary: _ = try binary()
    case .list, .set:
      let (element, count) = try elements()
      for _ in 0..<count { try skip(element, depth: depth + 1) }
    case .map:
      let count = try length()
      if count == 0 { return }
      let start = position
      let types = try bytes.byte()
      let key = try wireType(types >> 4, offset: start)
      let value = try wireType(types & 0x0f, offset: start)
      for _ in 0..<count {
        try skip(key, depth: depth + 1)
        try skip(value, depth: depth + 1)
      }
    case .structure:
      var id: Int16 = 0
      while let type = try field(&id) {
        if type != .yes && type != .no { try skip(type, depth: depth + 1) }
      }
    }
  }

  /// Element type and count of a list field.
  @_lifetime(self: copy self)
  private mutating func list(_ type: WireType) throws(ParquetError) -> (WireType, Int) {
    if type != .list { throw mismatch(type, "a list") }
    return try elements()
  }

  @_lifetime(self: copy self)
  private mutating func elements() throws(ParquetError) -> (WireType, Int) {
    let start = position
    let head = try bytes.byte()
    let element = try wireType(head & 0x0f, offset: start)
    if head >> 4 < 15 { return (element, Int(head >> 4)) }
    return (element, try length())
  }

  @_lifetime(self: copy self)
  @_lifetime(copy self)
  private mutating func binary() throws(ParquetError) -> Span<UInt8> {
    let count = try length()
    return try bytes.take(count)
  }

  /// A count of bytes or elements; as each takes a byte at least, no more than there are bytes left.
  @_lifetime(self: copy self)
  private mutating func length() throws(ParquetError) -> Int {
    let start = position
    let count = try bytes.varint()
    if count > UInt64(bytes.remaining) {
      throw .corrupt("a length of \(count) with \(bytes.remaining) bytes left", offset: start)
    }
    return Int(count)
  }

  private func wireType(_ number: UInt8, offset: Int) throws(ParquetError) -> WireType {
    guard let type = WireType(rawValue: number) else {
      throw .corrupt("a field of the unknown type \(number)", offset: offset)
    }
    return type
  }

  private func mismatch(_ type: WireType, _ expected: String) -> ParquetError {
    .corrupt("a field of type \(type) where \(expected) is expected", offset: position)
  }
}
