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
  /// How many nodes of the path are optional or repeated: the definition level of a value that is present.
  public let definitionLevel: Int
  /// How many are repeated: the greatest repetition level.
  public let repetitionLevel: Int
  /// The definition level from which on the innermost of these has an element; 0 without one.
  public let elementLevel: Int

  /// Whether a value may be absent, itself or with a structure around it.
  public var isNullable: Bool { definitionLevel > 0 }
  /// Whether it lies within a list or map, and has not one value per row: see `ParquetFile.lists`.
  public var isNested: Bool { repetitionLevel > 0 }

  /// The path, joined by dots.
  public var name: String { path.joined(separator: ".") }

  /// More than any writer nests; every leaf has all names above it.
  private static let deepestNesting = 64

  package init(
    path: [String], index: Int, type: PhysicalType, valueLength: Int?, logicalType: LogicalType?,
    definitionLevel: Int, repetitionLevel: Int = 0, elementLevel: Int = 0
  ) {
    self.path = path
    self.index = index
    self.type = type
    self.valueLength = valueLength
    self.logicalType = logicalType
    self.definitionLevel = definitionLevel
    self.repetitionLevel = repetitionLevel
    self.elementLevel = elementLevel
  }

  /// A node of the schema with its greatest levels.
  private struct Node {
    var name = ""
    var definitionLevel = 0
    var repetitionLevel = 0
    var elementLevel = 0

    /// The root.
    init() {}

    init(_ name: String, _ repetition: SchemaElement.Repetition, in parent: Node) {
      self = parent
      self.name = name
      if repetition == .required { return }
      definitionLevel += 1
      if repetition == .optional { return }
      repetitionLevel += 1
      elementLevel = definitionLevel
    }
  }

  /// The leaves of a schema.
  static func leaves(of elements: [SchemaElement]) throws(ParquetError) -> [ParquetColumn] {
    guard let root = elements.first else { throw .corrupt("a schema without a root") }
    if root.type != nil { throw .corrupt("a schema whose root is a column") }
    let width = root.childCount ?? 0
    if width < 0 { throw .corrupt("a schema of \(width) columns") }
    var columns: [ParquetColumn] = []
    /// Nodes that are open, and how many children of each are still to come.
    var open: [(node: Node, childrenLeft: Int32)] = [(Node(), width)]
    for element in elements.dropFirst() {
      while let last = open.last, last.childrenLeft == 0 { open.removeLast() }
      guard !open.isEmpty else { throw .corrupt("a schema with more nodes than its root has") }
      open[open.count - 1].childrenLeft -= 1
      let parent = open[open.count - 1].node
      guard let repetition = element.repetition else {
        throw .corrupt("the column \(element.name) does not say if it is required")
      }
      let node = Node(element.name, repetition, in: parent)
      // A node without a type is a structure, which may be empty.
      guard let type = element.type else {
        let children = element.childCount ?? 0
        if children < 0 { throw .corrupt("\(element.name) has \(children) children") }
        open.append((node, children))
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
          path: open.dropFirst().map(\.node.name) + [element.name], index: columns.count,
          type: type, valueLength: length(of: element, type), logicalType: element.logicalType,
          definitionLevel: node.definitionLevel, repetitionLevel: node.repetitionLevel,
          elementLevel: node.elementLevel))
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
