internal import Columns
internal import Parquet

/// Values of a column as customer ids.
struct CustomerCells: Sendable {
  /// The ids as a CSV file would have them.
  let texts: TextColumn
  /// Their hashes, and what each of them is.
  let identities: Identities
  /// One flag for each, false if it is absent; nil if all are present.
  private let validity: [Bool]?

  /// The ids that values stand for.
  ///
  /// - Throws: `ParquetError`, or `OrderError` without a path if values of the type are no ids.
  init(_ values: PhysicalValues, validity: [Bool]?, of column: ParquetColumn) throws {
    texts =
      switch try LogicalValues(values, validity: validity, of: column) {
      case .text(let texts): texts
      case .binary(let values) where column.logicalType == .uuid: TextColumn(uuids: values)
      case .binary(let values) where column.logicalType == nil: values
      case .integer(let values): TextColumn(values)
      case .unsigned(let values): TextColumn(values)
      case .decimal(let values, scale: 0): TextColumn(values)
      case .real:
        throw OrderError(
          problem: "holds floating-point numbers, and an id has one spelling, not 1, 1.0 and 1e0; "
            + "cast it to an integer or to text")
      case let other:
        throw OrderError(
          problem: "holds \(other.kind), which are no customer ids; name another column with "
            + "--customer, or cast it to text")
      }
    identities = Identities(of: texts, validity: validity)
    self.validity = validity
  }

  /// The id at a place; nil if it is not UTF-8 or holds a NUL.
  func id(at place: Int) -> Identity? {
    if place >= texts.count || validity?[place] == false { return .absent }
    let range = texts.range(place)
    return Identity(texts.bytes, range, start: range.lowerBound)
  }

  /// The id at a place as a field, nil if it is absent.
  func text(at place: Int) -> [UInt8]? {
    place >= texts.count || validity?[place] == false ? nil : Array(texts[place])
  }
}

extension LogicalValues {
  /// What the values are, in messages.
  var kind: String {
    switch self {
    case .boolean: "booleans"
    case .integer, .unsigned: "integers"
    case .real: "floating-point numbers"
    case .text: "texts"
    case .binary: "bytes"
    case .date: "dates"
    case .time: "times of day"
    case .timestamp: "timestamps"
    case .decimal(_, let scale): scale == 0 ? "integers" : "decimals of \(scale) decimals"
    }
  }
}
