internal import Columns
internal import Parquet

/// One row group of a checkpoint, column by column.
///
/// Columns go by their path, joined by dots. One that the file lacks is absent in every row.
struct CheckpointColumns: ~Copyable {
  /// The row group, from 0.
  let rowGroup: Int
  /// Its rows.
  let rowCount: Int
  private let file: ParquetFile
  private var decoder = PageDecoder()

  /// The columns of a row group of the file.
  init(_ file: ParquetFile, rowGroup: Int) {
    self.file = file
    self.rowGroup = rowGroup
    rowCount = file.rowGroupRows[rowGroup]
  }

  /// A text for each row.
  mutating func texts(_ name: String) throws -> [String?] {
    guard let column = try column(name) else { return absent() }
    let (values, validity) = try values(of: column)
    return try texts(values, validity, of: column)
  }

  /// A number for each row.
  mutating func integers(_ name: String) throws -> [Int?] {
    guard let column = try column(name) else { return absent() }
    let (values, validity) = try values(of: column)
    return switch values {
    case .int32(let values): present(values.map(Int.init), validity)
    case .int64(let values): present(values.map(Int.init), validity)
    default: throw unexpected(values, in: column)
    }
  }

  /// A flag for each row.
  mutating func flags(_ name: String) throws -> [Bool?] {
    guard let column = try column(name) else { return absent() }
    let (values, validity) = try values(of: column)
    guard case .boolean(let values) = values else { throw unexpected(values, in: column) }
    return present(values, validity)
  }

  /// A list of texts for each row.
  mutating func lists(_ name: String) throws -> [[String]?] {
    guard let column = leaves(below: name).first else { return absent() }
    let (rows, elements) = try lists(of: column)
    if elements.contains(nil) {
      throw DeltaError.corrupt("a list in the column \(column.name) has an absent element")
    }
    return rows.map { $0.map { elements[$0].compactMap(\.self) } }
  }

  /// A map from texts to texts, of which some may be absent, for each row.
  mutating func maps(_ name: String) throws -> [[String: String?]?] {
    let leaves = leaves(below: name)
    guard let key = leaves.first(where: { $0.path.last == "key" }) else { return absent() }
    guard let value = leaves.first(where: { $0.path.last == "value" }) else {
      throw DeltaError.corrupt("the map \(name) has keys and no values")
    }
    let (rows, keys) = try lists(of: key)
    let (valueRows, values) = try lists(of: value)
    if rows != valueRows { throw DeltaError.corrupt("the map \(name) has a key without a value") }
    return try rows.map { range throws(DeltaError) in
      guard let range else { return nil }
      var map: [String: String?] = [:]
      for index in range {
        guard let key = keys[index], map.updateValue(values[index], forKey: key) == nil else {
          throw .corrupt("a key of the map \(name) is absent or there twice")
        }
      }
      return map
    }
  }

  /// For each row, whether any column of the structure is present, those of lists left out.
  mutating func presence(below name: String) throws -> [Bool] {
    var presence = [Bool](repeating: false, count: rowCount)
    for column in leaves(below: name) where !column.isNested {
      let validity = try values(of: column).validity
      for row in presence.indices where validity?[row] ?? true { presence[row] = true }
    }
    return presence
  }

  // MARK: Reading

  private func column(_ name: String) throws -> ParquetColumn? {
    guard file.columns.contains(where: { $0.name == name }) else { return nil }
    return try file.column(name)
  }

  private func leaves(below name: String) -> [ParquetColumn] {
    file.columns.filter { $0.name.hasPrefix(name + ".") }
  }

  private mutating func values(
    of column: ParquetColumn
  ) throws -> (values: PhysicalValues, validity: [Bool]?) {
    try file.chunk(of: column, rowGroup: rowGroup, using: &decoder).values(using: &decoder)
  }

  private mutating func lists(
    of column: ParquetColumn
  ) throws -> (rows: [Range<Int>?], elements: [String?]) {
    let lists = try file.lists(of: column, rowGroup: rowGroup, using: &decoder)
    return (lists.rows, try texts(lists.elements, lists.validity, of: column))
  }

  private func texts(
    _ values: PhysicalValues, _ validity: [Bool]?, of column: ParquetColumn
  ) throws -> [String?] {
    guard case .byteArray(let texts) = values else { throw unexpected(values, in: column) }
    return try (0..<texts.count).map { row in
      if validity?[row] == false { return nil }
      guard let text = String(validating: texts[row], as: UTF8.self) else {
        throw DeltaError.corrupt("a text of the column \(column.name) is not UTF-8")
      }
      return text
    }
  }

  private func present<Value>(_ values: [Value], _ validity: [Bool]?) -> [Value?] {
    guard let validity else { return values }
    return zip(values, validity).map { $1 ? $0 : nil }
  }

  private func absent<Value>() -> [Value?] { Array(repeating: nil, count: rowCount) }

  private func unexpected(_ values: PhysicalValues, in column: ParquetColumn) -> DeltaError {
    .corrupt("the column \(column.name) has values of type \(values.type)")
  }
}

extension DeltaError {
  /// What is wrong with a checkpoint as a file of Parquet.
  init(_ error: ParquetError) {
    let file = error.place.file
    let text = error.description
    let finding = file.map { String(text.dropFirst($0.count + 2)) } ?? text
    let unplaced: DeltaError =
      switch error.kind {
      case .corrupt, .badRequest: .corrupt(finding)
      case .unsupported, .overLimit: .unsupported(finding)
      }
    self = unplaced.at(file: file)
  }
}
