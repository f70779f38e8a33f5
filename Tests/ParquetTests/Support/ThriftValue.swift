/// Anything of Thrift's compact protocol, read without knowing what it means.
enum ThriftValue: Equatable {
  case bool(Bool)
  case integer(Int64)
  case binary([UInt8])
  case list([ThriftValue])
  case structure([Int: ThriftValue])

  struct Malformed: Error {}

  /// Reads a structure at `position` and moves past it.
  init(_ bytes: [UInt8], at position: inout Int) throws {
    self = try Self.read(12, bytes, &position)
  }

  /// The field of a structure.
  subscript(_ id: Int) -> ThriftValue? {
    if case .structure(let fields) = self { fields[id] } else { nil }
  }

  var bool: Bool? { if case .bool(let value) = self { value } else { nil } }
  var integer: Int? { if case .integer(let value) = self { Int(value) } else { nil } }
  var binary: [UInt8]? { if case .binary(let value) = self { value } else { nil } }
  var text: String? { binary.map { String(decoding: $0, as: UTF8.self) } }
  var list: [ThriftValue]? { if case .list(let values) = self { values } else { nil } }

  private static func byte(_ bytes: [UInt8], _ position: inout Int) throws -> UInt8 {
    guard position < bytes.count else { throw Malformed() }
    defer { position += 1 }
    return bytes[position]
  }

  private static func zigzag(_ bytes: [UInt8], _ position: inout Int) throws -> Int64 {
    let value = try Scalar.varint(bytes, &position)
    return Int64(bitPattern: value >> 1) ^ -Int64(bitPattern: value & 1)
  }

  private static func read(
    _ type: UInt8, _ bytes: [UInt8], _ position: inout Int
  ) throws -> ThriftValue {
    switch type {
    case 1: return .bool(true)
    case 2: return .bool(false)
    case 3: return .integer(Int64(try byte(bytes, &position)))
    case 4, 5, 6: return .integer(try zigzag(bytes, &position))
    case 8:
      let count = Int(try Scalar.varint(bytes, &position))
      guard position + count <= bytes.count else { throw Malformed() }
      defer { position += count }
      return .binary(Array(bytes[position..<position + count]))
    case 9:
      let header = try byte(bytes, &position)
      let count = header >> 4 == 15 ? Int(try Scalar.varint(bytes, &position)) : Int(header >> 4)
      // As a field, a bool is its type; in a list, each is a byte.
      if header & 15 <= 2 {
        return .list(try (0..<count).map { _ in .bool(try byte(bytes, &position) == 1) })
      }
      return .list(try (0..<count).map { _ in try read(header & 15, bytes, &position) })
    case 12:
      var fields: [Int: ThriftValue] = [:]
      var id = 0
      while true {
        let header = try byte(bytes, &position)
        if header == 0 { return .structure(fields) }
        id = header >> 4 == 0 ? Int(try zigzag(bytes, &position)) : id + Int(header >> 4)
        fields[id] = try read(header & 15, bytes, &position)
      }
    default: throw Malformed()
    }
  }
}
