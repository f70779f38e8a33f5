// Thrift compact protocol, as far as Parquet uses it:
//
//   varint      seven bits a byte, low bits first, high bit set on all but the last
//   i32, i64    zigzag, then varint
//   binary      varint length, then the bytes
//   field       [id delta : 4][type : 4] when the id is 1...15 above the field before it in the struct,
//               else [0 : 4][type : 4] and the id as zigzag varint; a bool's value is its type
//   struct      its fields in order of id, then 0x00
//   list        [count : 4][element type : 4] below 15 elements, else [15 : 4][element type : 4] and the
//               count as varint; then the elements

/// A structure of the file's metadata that is written in Thrift's compact protocol.
package protocol CompactEncodable {
  /// Writes the fields in order of their ids, without the stop byte.
  func encode(to writer: inout CompactWriter)
}

/// Writes structures in Thrift's compact protocol.
package struct CompactWriter {
  /// What has been written.
  package private(set) var bytes: [UInt8] = []
  private var lastID: Int16 = 0

  private init() {}

  /// The bytes of a structure on its own, stop byte included.
  package static func bytes(of structure: some CompactEncodable) -> [UInt8] {
    var writer = CompactWriter()
    writer.append(structure)
    return writer.bytes
  }

  /// Writes a bool field.
  package mutating func field(_ id: Int16, _ value: Bool) { begin(id, value ? .yes : .no) }

  /// Writes an i8 field.
  mutating func field(_ id: Int16, _ value: Int8) {
    begin(id, .int8)
    bytes.append(UInt8(bitPattern: value))
  }

  /// Writes an i32 field, or nothing for nil.
  package mutating func field(_ id: Int16, _ value: Int32?) {
    guard let value else { return }
    begin(id, .int32)
    append(zigzag: Int64(value))
  }

  /// Writes an i64 field, or nothing for nil.
  package mutating func field(_ id: Int16, _ value: Int64?) {
    guard let value else { return }
    begin(id, .int64)
    append(zigzag: value)
  }

  /// Writes a string field.
  package mutating func field(_ id: Int16, _ value: String) {
    begin(id, .binary)
    append(binary: Array(value.utf8))
  }

  /// Writes a binary field, or nothing for nil.
  package mutating func field(_ id: Int16, _ value: [UInt8]?) {
    guard let value else { return }
    begin(id, .binary)
    append(binary: value)
  }

  /// Writes a struct field, or nothing for nil.
  package mutating func field(_ id: Int16, _ value: (some CompactEncodable)?) {
    guard let value else { return }
    begin(id, .structure)
    append(value)
  }

  /// Writes a list of i32.
  package mutating func list(_ id: Int16, _ elements: [Int32]) {
    begin(id, listOf: .int32, count: elements.count)
    for element in elements { append(zigzag: Int64(element)) }
  }

  /// Writes a list of i64.
  mutating func list(_ id: Int16, _ elements: [Int64]) {
    begin(id, listOf: .int64, count: elements.count)
    for element in elements { append(zigzag: element) }
  }

  /// Writes a list of bools: each is the byte of its type.
  mutating func list(_ id: Int16, _ elements: [Bool]) {
    begin(id, listOf: .yes, count: elements.count)
    for element in elements { bytes.append((element ? WireType.yes : .no).rawValue) }
  }

  /// Writes a list of binaries.
  mutating func list(_ id: Int16, _ elements: [[UInt8]]) {
    begin(id, listOf: .binary, count: elements.count)
    for element in elements { append(binary: element) }
  }

  /// Writes a list of strings.
  package mutating func list(_ id: Int16, _ elements: [String]) {
    begin(id, listOf: .binary, count: elements.count)
    for element in elements { append(binary: Array(element.utf8)) }
  }

  /// Writes a list of structs.
  package mutating func list(_ id: Int16, _ elements: [some CompactEncodable]) {
    begin(id, listOf: .structure, count: elements.count)
    for element in elements { append(element) }
  }

  private mutating func begin(_ id: Int16, _ type: WireType) {
    assert(id > lastID, "fields in order of their ids")
    let delta = id - lastID
    if delta <= 15 {
      bytes.append(UInt8(delta) << 4 | type.rawValue)
    } else {
      bytes.append(type.rawValue)
      append(zigzag: Int64(id))
    }
    lastID = id
  }

  private mutating func begin(_ id: Int16, listOf type: WireType, count: Int) {
    begin(id, .list)
    if count < 15 {
      bytes.append(UInt8(count) << 4 | type.rawValue)
    } else {
      bytes.append(15 << 4 | type.rawValue)
      bytes.append(varint: UInt64(count))
    }
  }

  private mutating func append(_ structure: some CompactEncodable) {
    let outerID = lastID
    lastID = 0
    structure.encode(to: &self)
    bytes.append(0)
    lastID = outerID
  }

  private mutating func append(zigzag value: Int64) {
    bytes.append(zigzag: value)
  }

  private mutating func append(binary value: [UInt8]) {
    bytes.append(varint: UInt64(value.count))
    bytes.append(contentsOf: value)
  }
}
