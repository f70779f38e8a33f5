// Thrift's compact protocol as a tree; Sources/Parquet/Thrift/CompactWriter.swift draws its bytes.
//
// Nothing here knows what fields mean or checks that they make sense: that is the point.

/// A value of Thrift's compact protocol of which any part can be replaced, by what breaks the format too.
public indirect enum Thrift: Equatable, Sendable {
  case bool(Bool)
  case int8(Int8)
  case int16(Int16)
  case int32(Int32)
  case int64(Int64)
  case binary([UInt8])
  case list([Thrift])
  case structure([Int: Thrift])
  /// Bytes as they stand, under the number of any type.
  case raw(type: UInt8, [UInt8])

  /// Bytes that are not what is expected.
  public struct Malformed: Error {}

  /// A string.
  public static func text(_ text: String) -> Thrift { .binary(Array(text.utf8)) }

  /// The field of a structure, or the element of a list; nil takes it away.
  public subscript(_ id: Int) -> Thrift? {
    get {
      switch self {
      case .structure(let fields): fields[id]
      case .list(let elements): elements.indices.contains(id) ? elements[id] : nil
      default: nil
      }
    }
    set {
      switch self {
      case .structure(var fields):
        fields[id] = newValue
        self = .structure(fields)
      case .list(var elements):
        if let newValue { elements[id] = newValue } else { elements.remove(at: id) }
        self = .list(elements)
      default: preconditionFailure("a structure or a list")
      }
    }
  }

  /// A part of the tree: field ids and places in lists, from the root on.
  public subscript(_ path: [Int]) -> Thrift? {
    get { path.reduce(self as Thrift?) { $0?[$1] } }
    set {
      guard let first = path.first else { preconditionFailure("a path to a part") }
      if path.count == 1 {
        self[first] = newValue
      } else {
        var part = self[first] ?? .structure([:])
        part[Array(path.dropFirst())] = newValue
        self[first] = part
      }
    }
  }

  /// An integer of any width.
  public var integer: Int? {
    switch self {
    case .int8(let value): Int(value)
    case .int16(let value): Int(value)
    case .int32(let value): Int(value)
    case .int64(let value): Int(value)
    default: nil
    }
  }

  /// The elements of a list.
  public var elements: [Thrift] { if case .list(let elements) = self { elements } else { [] } }
}

// Walking.
extension Thrift {
  /// The paths of all parts, outer ones first, a field before the next.
  public var paths: [[Int]] {
    let parts: [(Int, Thrift)] =
      switch self {
      case .structure(let fields): fields.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
      case .list(let elements): Array(elements.enumerated()).map { ($0.offset, $0.element) }
      default: []
      }
    return parts.flatMap { id, part in [[id]] + part.paths.map { [id] + $0 } }
  }

  /// The same with the integer of whatever width at `path` replaced, as far as it fits.
  public func replacing(_ path: [Int], by value: Int64) -> Thrift {
    var copy = self
    switch self[path] {
    case .int8: copy[path] = .int8(Int8(clamping: value))
    case .int16: copy[path] = .int16(Int16(clamping: value))
    case .int32: copy[path] = .int32(Int32(clamping: value))
    case .int64: copy[path] = .int64(value)
    default: preconditionFailure("an integer")
    }
    return copy
  }
}

// Writing.
extension Thrift {
  /// The number of the type.
  public var type: UInt8 {
    switch self {
    case .bool(let value): value ? 1 : 2
    case .int8: 3
    case .int16: 4
    case .int32: 5
    case .int64: 6
    case .binary: 8
    case .list: 9
    case .structure: 12
    case .raw(let type, _): type
    }
  }

  /// The bytes of the value without those of a field around it.
  public var bytes: [UInt8] {
    switch self {
    case .bool: []
    case .int8(let value): [UInt8(bitPattern: value)]
    case .int16(let value): Self.zigzag(Int64(value))
    case .int32(let value): Self.zigzag(Int64(value))
    case .int64(let value): Self.zigzag(value)
    case .binary(let bytes): Self.varint(UInt64(bytes.count)) + bytes
    case .list(let elements):
      Self.listHead(elements.first?.type ?? 12, count: UInt64(elements.count))
        + elements.flatMap(\.bytes)
    case .structure(let fields):
      fields.sorted { $0.key < $1.key }.reduce((bytes: [], last: 0)) { sofar, field in
        let delta = field.key - sofar.last
        let head: [UInt8] =
          (1...15).contains(delta)
          ? [UInt8(delta) << 4 | field.value.type]
          : [field.value.type] + Self.zigzag(Int64(field.key))
        return (sofar.bytes + head + field.value.bytes, field.key)
      }.bytes + [0]
    case .raw(_, let bytes): bytes
    }
  }

  /// What stands before the elements of a list.
  public static func listHead(_ type: UInt8, count: UInt64) -> [UInt8] {
    count < 15 ? [UInt8(count) << 4 | type] : [0xf0 | type] + varint(count)
  }

  /// Seven bits a byte, low bits first.
  public static func varint(_ value: UInt64) -> [UInt8] {
    var bytes: [UInt8] = []
    var rest = value
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    return bytes + [UInt8(rest)]
  }

  /// A signed number as `varint`.
  public static func zigzag(_ value: Int64) -> [UInt8] {
    varint(UInt64(bitPattern: value << 1 ^ value >> 63))
  }
}

// Reading.
extension Thrift {
  /// Reads a structure at `position` and moves past it.
  public init(_ bytes: [UInt8], at position: inout Int) throws {
    self = try Self.read(12, bytes, &position)
  }

  private static func byte(_ bytes: [UInt8], _ position: inout Int) throws -> UInt8 {
    guard position < bytes.count else { throw Malformed() }
    defer { position += 1 }
    return bytes[position]
  }

  private static func varint(_ bytes: [UInt8], _ position: inout Int) throws -> UInt64 {
    var value: UInt64 = 0
    for shift in stride(from: UInt64(0), to: 64, by: 7) {
      let byte = try byte(bytes, &position)
      value |= UInt64(byte & 0x7f) << shift
      if byte < 0x80 { return value }
    }
    throw Malformed()
  }

  private static func zigzag<Value: FixedWidthInteger>(
    _ bytes: [UInt8], _ position: inout Int
  ) throws -> Value {
    let value = try varint(bytes, &position)
    let signed = Int64(bitPattern: value >> 1) ^ -Int64(bitPattern: value & 1)
    guard let exact = Value(exactly: signed) else { throw Malformed() }
    return exact
  }

  private static func read(
    _ type: UInt8, _ bytes: [UInt8], _ position: inout Int
  ) throws -> Thrift {
    switch type {
    case 1: return .bool(true)
    case 2: return .bool(false)
    case 3: return .int8(Int8(bitPattern: try byte(bytes, &position)))
    case 4: return .int16(try zigzag(bytes, &position))
    case 5: return .int32(try zigzag(bytes, &position))
    case 6: return .int64(try zigzag(bytes, &position))
    case 8:
      let count = try varint(bytes, &position)
      guard count <= UInt64(bytes.count - position) else { throw Malformed() }
      defer { position += Int(count) }
      return .binary(Array(bytes[position..<position + Int(count)]))
    case 9:
      let head = try byte(bytes, &position)
      let count = head >> 4 == 15 ? try varint(bytes, &position) : UInt64(head >> 4)
      guard count <= UInt64(bytes.count - position) else { throw Malformed() }
      return .list(try (0..<count).map { _ in try read(head & 15, bytes, &position) })
    case 12:
      var fields: [Int: Thrift] = [:]
      var id = 0
      while true {
        let head = try byte(bytes, &position)
        if head == 0 { return .structure(fields) }
        id = head >> 4 == 0 ? try zigzag(bytes, &position) : id + Int(head >> 4)
        fields[id] = try read(head & 15, bytes, &position)
      }
    default: throw Malformed()
    }
  }
}
