/// A column of a file: a leaf of its schema.
public struct ParquetColumn: Sendable, Equatable {
  /// The names from below the root down to the leaf.
  public let path: [String]
  /// Its place among the leaves, and so among the chunks of every row group.
  public let index: Int
  /// How values are stored.
  public let type: PhysicalType
  /// Bytes of a value; nil unless the type is `fixedLengthByteArray`.
  public let valueLength: Int?
  /// What values mean; nil if the type says all, or what the file says is not known.
  public let logicalType: LogicalType?
  /// Whether a value may be absent.
  public let isNullable: Bool
  /// Whether it lies within a structure, list or map: such columns are not read.
  public let isNested: Bool

  /// The path, joined by dots.
  public var name: String { path.joined(separator: ".") }

  /// More than any writer nests; every leaf has all names above it.
  private static let deepestNesting = 64

  package init(
    path: [String], index: Int, type: PhysicalType, valueLength: Int?, logicalType: LogicalType?,
    isNullable: Bool, isNested: Bool
  ) {
    self.path = path
    self.index = index
    self.type = type
    self.valueLength = valueLength
    self.logicalType = logicalType
    self.isNullable = isNullable
    self.isNested = isNested
  }

  /// The leaves of a schema.
  static func leaves(of elements: [SchemaElement]) throws(ParquetError) -> [ParquetColumn] {
    guard let root = elements.first else { throw .corrupt("a schema without a root") }
    if root.type != nil { throw .corrupt("a schema whose root is a column") }
    let width = root.childCount ?? 0
    if width < 0 { throw .corrupt("a schema of \(width) columns") }
    var columns: [ParquetColumn] = []
    /// Nodes that are open: their name and how many children are still to come.
    var open: [(name: String, isRepeated: Bool, childrenLeft: Int32)] = [
      ("", false, width)
    ]
    for element in elements.dropFirst() {
      while let last = open.last, last.childrenLeft == 0 { open.removeLast() }
      guard !open.isEmpty else { throw .corrupt("a schema with more nodes than its root has") }
      open[open.count - 1].childrenLeft -= 1
      guard let repetition = element.repetition else {
        throw .corrupt("the column \(element.name) does not say if it is required")
      }
      // A node without a type is a structure, which may be empty.
      guard let type = element.type else {
        let children = element.childCount ?? 0
        if children < 0 { throw .corrupt("\(element.name) has \(children) children") }
        open.append((element.name, repetition == .repeated, children))
        if open.count > deepestNesting {
          throw .overLimit("a schema nested more than \(deepestNesting) deep")
        }
        continue
      }
      if let children = element.childCount, children != 0 {
        throw .corrupt("the column \(element.name) has a type and \(children) children")
      }
      columns.append(
        try ParquetColumn(
          path: open.dropFirst().map(\.name) + [element.name], index: columns.count,
          type: type, valueLength: length(of: element, type),
          logicalType: element.logicalType, isNullable: repetition == .optional,
          isNested: open.count > 1 || repetition == .repeated))
    }
    if open.contains(where: { $0.childrenLeft != 0 }) {
      throw .corrupt("a schema with fewer nodes than it says")
    }
    return columns
  }

  private static func length(
    of element: SchemaElement, _ type: PhysicalType
  ) throws(ParquetError) -> Int? {
    if type != .fixedLengthByteArray { return nil }
    guard let length = element.typeLength, length > 0 else {
      throw .corrupt(
        "the column \(element.name) has values of \(element.typeLength.map(String.init) ?? "no") bytes"
      )
    }
    return Int(length)
  }
}
