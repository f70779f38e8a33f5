public import Columns

// schemaString, as text inside the metaData action:
//
//   {"fields":[{"metadata":{},"name":"order_date","nullable":false,"type":"date"}, …],"type":"struct"}

/// The columns of a table, partition columns included.
public struct Schema: Sendable, Equatable {
  /// The columns, in order.
  public let fields: [SchemaField]

  /// A table of the given columns.
  public init(_ fields: [SchemaField]) { self.fields = fields }

  /// The columns of a `schemaString`.
  ///
  /// - Throws: `DeltaError` if it is not the JSON of a struct.
  init(json: String) throws(DeltaError) {
    do throws(DeltaError) {
      fields = try JSON.value(SchemaText.self, from: json.utf8).fields
    } catch {
      throw .corrupt("schemaString: \(error.finding)")
    }
  }

  /// The `schemaString` of these columns.
  var json: String { String(decoding: JSON.bytes(of: SchemaText(fields: fields)), as: UTF8.self) }

  private struct SchemaText: Codable {
    var fields: [SchemaField]
    var type = "struct"
  }
}

/// A column of a table.
public struct SchemaField: Sendable, Equatable {
  /// The column's name.
  public let name: String
  /// What its values are.
  public let type: SchemaType
  /// Whether a value may be absent.
  public let isNullable: Bool
  /// The names of what else is said of the column, in order.
  public let metadata: [String]

  /// A column of the given name and type.
  public init(_ name: String, _ type: SchemaType, isNullable: Bool = false) {
    self.name = name
    self.type = type
    self.isNullable = isNullable
    metadata = []
  }

  /// The column that holds what a column of ours does.
  public init(_ field: Field) {
    let type: SchemaType =
      switch field.type {
      case .text: .string
      case .integer: .integer
      case .count: .long
      case .date: .date
      case .timestamp: .timestamp
      case .money(let scale): .decimal(precision: 18, scale: scale)
      case .real: .float
      case .boolean: .boolean
      }
    self.init(field.name, type, isNullable: field.isNullable)
  }
}

/// What the values of a column are.
public enum SchemaType: Sendable, Equatable {
  /// UTF-8 text.
  case string
  /// A calendar day.
  case date
  /// A decimal number of so many digits, `scale` of them after the point.
  case decimal(precision: Int, scale: Int)
  /// A 32-bit integer.
  case integer
  /// A 64-bit integer.
  case long
  /// A 32-bit floating-point number.
  case float
  /// A 64-bit floating-point number.
  case double
  /// True or false.
  case boolean
  /// A moment in microseconds, UTC.
  case timestamp
  /// A type that has no use here, by its name; `nested` for structs, arrays and maps.
  case other(String)

  private static let plain: [(SchemaType, String)] = [
    (.string, "string"), (.date, "date"), (.integer, "integer"), (.long, "long"),
    (.float, "float"), (.double, "double"), (.boolean, "boolean"), (.timestamp, "timestamp"),
  ]

  /// The type that the protocol calls `name`.
  init(name: String) {
    if let type = Self.plain.first(where: { $0.1 == name })?.0 {
      self = type
    } else if name.hasPrefix("decimal("), name.hasSuffix(")"),
      case let digits = name.dropFirst(8).dropLast().split(separator: ",").map({ Int($0) }),
      digits.count == 2, let precision = digits[0], let scale = digits[1],
      (1...38).contains(precision), (0...precision).contains(scale)
    {
      self = .decimal(precision: precision, scale: scale)
    } else {
      self = .other(name)
    }
  }

  /// The protocol's name of the type.
  var name: String {
    switch self {
    case .decimal(let precision, let scale): "decimal(\(precision),\(scale))"
    case .other(let name): name
    default: Self.plain.first { $0.0 == self }?.1 ?? ""
    }
  }
}

extension SchemaField: Codable {
  private enum CodingKeys: String, CodingKey {
    case name, type, nullable, metadata
  }

  /// Any JSON, not looked into.
  private struct Anything: Codable {
    init(from decoder: any Decoder) throws {}
  }

  /// Reads an element of `fields`.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    name = try values.decode(String.self, forKey: .name)
    type = (try? values.decode(String.self, forKey: .type)).map(SchemaType.init) ?? .other("nested")
    isNullable = try values.decode(Bool.self, forKey: .nullable)
    metadata =
      try values.decodeIfPresent([String: Anything].self, forKey: .metadata)?.keys.sorted() ?? []
  }

  /// Writes an element of `fields`, without further metadata.
  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(name, forKey: .name)
    try values.encode(type.name, forKey: .type)
    try values.encode(isNullable, forKey: .nullable)
    try values.encode([String: String](), forKey: .metadata)
  }
}
