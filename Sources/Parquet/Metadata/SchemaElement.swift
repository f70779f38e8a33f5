package import Columns

/// One node of the schema's tree.
///
/// The tree is stored as a list: every node stands before its children.
struct SchemaElement {
  /// Decimal digits of an amount: what 64 bits always hold.
  static let moneyPrecision: Int32 = 18

  /// How often a node occurs in its parent, by its number in the format.
  enum Repetition: Int32 {
    case required = 0
    case optional = 1
    case repeated = 2
  }

  var name = ""
  /// How values are stored; nil for a node with children.
  var type: PhysicalType?
  /// Bytes of a value of fixed length.
  var typeLength: Int32?
  /// What values mean, nil if the type says all or the kind is not known.
  var logicalType: LogicalType?
  /// Nil for the root.
  var repetition: Repetition?
  /// The number of children; nil for a leaf.
  var childCount: Int32?

  /// The root above `childCount` columns.
  init(rootOf childCount: Int) {
    name = "schema"
    self.childCount = Int32(childCount)
  }

  /// The leaf of a column.
  init(_ field: Field) {
    name = field.name
    type = field.type.physical
    logicalType = field.type.logical
    repetition = field.isNullable ? .optional : .required
  }
}

extension SchemaElement: CompactDecodable {
  init(from reader: inout CompactReader) throws(ParquetError) {
    let start = reader.position
    var hasName = false
    var converted: Int32?
    var scale: Int32?
    var precision: Int32?
    var union: LogicalType.Union?
    var id: Int16 = 0
    while let wire = try reader.field(&id) {
      switch id {
      case 1:
        let number = try reader.int32(wire)
        guard let known = PhysicalType(rawValue: number) else {
          throw .unsupported("a column of the unknown type \(number)", offset: start)
        }
        type = known
      case 2: typeLength = try reader.int32(wire)
      case 3:
        let number = try reader.int32(wire)
        guard let known = Repetition(rawValue: number) else {
          throw .corrupt("a column of the unknown repetition \(number)", offset: start)
        }
        repetition = known
      case 4:
        name = try reader.string(wire)
        hasName = true
      case 5: childCount = try reader.int32(wire)
      case 6: converted = try reader.int32(wire)
      case 7: scale = try reader.int32(wire)
      case 8: precision = try reader.int32(wire)
      case 10: union = try reader.structure(wire)
      default: try reader.skip(wire)
      }
    }
    if !hasName { throw .corrupt("a column without a name", offset: start) }
    // The union is the newer one and says more; a kind in it that is not known hides the enum no more
    // than an absent one.
    if converted == nil && union == nil && (scale != nil || precision != nil) {
      throw .corrupt("the column \(name) has decimal digits and no meaning", offset: start)
    }
    let older = converted.flatMap {
      LogicalType(convertedType: $0, scale: scale, precision: precision)
    }
    if let newer = union?.logicalType, let older, !newer.agrees(with: older) {
      throw .corrupt("the column \(name) is said to be both \(newer) and \(older)", offset: start)
    }
    logicalType = union?.logicalType ?? older
  }
}

extension SchemaElement: CompactEncodable {
  func encode(to writer: inout CompactWriter) {
    writer.field(1, type?.rawValue)
    writer.field(2, typeLength)
    writer.field(3, repetition?.rawValue)
    writer.field(4, name)
    writer.field(5, childCount)
    writer.field(6, logicalType?.convertedType)
    if case .decimal(let scale, let precision) = logicalType {
      writer.field(7, scale)
      writer.field(8, precision)
    }
    writer.field(10, logicalType)
  }
}

extension ParquetColumn {
  /// Whether it is stored as `ParquetEncoder` stores a column of the field's type.
  package func holds(_ field: Field) -> Bool {
    type == field.type.physical && logicalType == field.type.logical && !isNested
      && definitionLevel == (field.isNullable ? 1 : 0)
  }
}

extension ColumnType {
  /// How Parquet stores the values.
  var physical: PhysicalType {
    switch self {
    case .text: .byteArray
    case .integer, .date: .int32
    case .count, .money, .timestamp: .int64
    case .real: .float
    case .boolean: .boolean
    }
  }

  /// What Parquet says about their meaning, nil where the physical type says all.
  var logical: LogicalType? {
    switch self {
    case .text: .string
    case .date: .date
    case .timestamp: .timestamp(.microseconds, isUTC: true)
    case .money(let scale):
      .decimal(scale: Int32(scale), precision: SchemaElement.moneyPrecision)
    case .integer, .count, .real, .boolean: nil
    }
  }
}
