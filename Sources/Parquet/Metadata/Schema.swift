internal import Columns

/// What stored values mean.
///
/// Written twice, as the union `LogicalType` and as the older enum `ConvertedType` that it replaced.
enum LogicalType: CompactEncodable {
  case string
  case date
  case decimal(scale: Int32, precision: Int32)

  /// The value of the enum `ConvertedType`.
  var convertedType: Int32 {
    switch self {
    case .string: 0
    case .decimal: 5
    case .date: 6
    }
  }

  func encode(to writer: inout CompactWriter) {
    switch self {
    case .string: writer.field(1, EmptyStructure())
    case .decimal(let scale, let precision):
      writer.field(5, Decimal(scale: scale, precision: precision))
    case .date: writer.field(6, EmptyStructure())
    }
  }

  private struct Decimal: CompactEncodable {
    let scale: Int32
    let precision: Int32

    func encode(to writer: inout CompactWriter) {
      writer.field(1, scale)
      writer.field(2, precision)
    }
  }
}

/// A structure that says all by being there.
struct EmptyStructure: CompactEncodable {
  func encode(to writer: inout CompactWriter) {}
}

/// One node of the schema's tree; ours has a root and the columns below it.
struct SchemaElement: CompactEncodable {
  /// Decimal digits of an amount: what 64 bits always hold.
  static let moneyPrecision: Int32 = 18

  private let name: String
  private let type: PhysicalType?
  private let logicalType: LogicalType?
  /// 0 for a required leaf, 1 for an optional one.
  private let repetition: Int32?
  private let childCount: Int32?

  /// The root above `childCount` columns.
  init(rootOf childCount: Int) {
    name = "schema"
    type = nil
    logicalType = nil
    repetition = nil
    self.childCount = Int32(childCount)
  }

  /// The leaf of a column.
  init(_ field: Field) {
    name = field.name
    type = field.type.physical
    logicalType = field.type.logical
    repetition = field.isNullable ? 1 : 0
    childCount = nil
  }

  func encode(to writer: inout CompactWriter) {
    writer.field(1, type?.rawValue)
    writer.field(3, repetition)
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

extension ColumnType {
  /// How Parquet stores the values.
  var physical: PhysicalType {
    switch self {
    case .text: .byteArray
    case .integer, .date: .int32
    case .money: .int64
    case .real: .float
    case .boolean: .boolean
    }
  }

  /// What Parquet says about their meaning, nil where the physical type says all.
  var logical: LogicalType? {
    switch self {
    case .text: .string
    case .date: .date
    case .money(let scale):
      .decimal(scale: Int32(scale), precision: SchemaElement.moneyPrecision)
    case .integer, .real, .boolean: nil
    }
  }
}
