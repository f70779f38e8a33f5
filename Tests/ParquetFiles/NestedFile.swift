// Columns below structures, lists and maps, given by their levels; Sources/Parquet/Pages/Levels.swift says what
// these mean. Values are PLAIN, levels are runs. The schema's nodes follow from the paths of the columns.

/// A file of Parquet with columns of any depth, built without the code that reads it.
public struct NestedFile: Sendable {
  /// A node on the path to a column.
  public struct Node: Equatable, Sendable {
    /// The number of the enum `FieldRepetitionType`.
    public enum Repetition: Int32, Sendable { case required, optional, repeated }

    /// Its name.
    public let name: String
    /// How often it occurs in its parent.
    public let repetition: Repetition

    /// A node that is optional unless something else is said.
    public init(_ name: String, _ repetition: Repetition = .optional) {
      self.name = name
      self.repetition = repetition
    }
  }

  /// What stands in a column for a row, or for an element of a list.
  public struct Entry: Sendable {
    /// The repetition level.
    public let repetition: UInt8
    let definition: UInt8
    /// The value as PLAIN, a flag as a byte; empty where it is absent.
    let value: [UInt8]

    /// An entry of the levels; a value stands at the greatest definition level alone.
    public init(_ repetition: Int, _ definition: Int, _ value: [UInt8] = []) {
      self.repetition = UInt8(repetition)
      self.definition = UInt8(definition)
      self.value = value
    }
  }

  /// A column.
  public struct Leaf: Sendable {
    /// The nodes from below the root down to the column.
    public let path: [Node]
    /// The physical type.
    let type: Int32
    /// What stands in it.
    public var entries: [Entry]

    /// A column at the end of the path.
    public init(_ path: [Node], type: Int32, _ entries: [Entry]) {
      self.path = path
      self.type = type
      self.entries = entries
    }

    fileprivate var definitionLevel: Int { path.count { $0.repetition != .required } }
    fileprivate var isRepeated: Bool { path.contains { $0.repetition == .repeated } }
  }

  /// The columns, those of one structure next to each other.
  public var leaves: [Leaf]
  /// The number of rows.
  public let rows: Int
  /// Entries of a page.
  public var pageSize = Int.max
  /// Whether pages are of version 2; they must begin with a row.
  public var isVersion2 = false

  /// A file of one row group.
  public init(_ leaves: [Leaf], rows: Int) {
    self.leaves = leaves
    self.rows = rows
  }

  /// The file in parts.
  public var parts: FileParts {
    var parts = FileParts(FileParts.Column(type: 1), rows: Int64(rows), pages: [])
    let chunk = parts.footer[[4, 0, 1, 0]] ?? .structure([:])
    parts.footer[2] = .list(schema)
    parts.footer[[4, 0, 1]] = .list(
      leaves.map { leaf in
        var chunk = chunk
        chunk[[3, 1]] = .int32(leaf.type)
        chunk[[3, 3]] = .list(leaf.path.map { .text($0.name) })
        chunk[[3, 5]] = .int64(Int64(leaf.entries.count))
        return chunk
      })
    parts.rowGroups = [leaves.map(pages)]
    return parts
  }

  /// The schema's nodes, each before its children.
  private var schema: [Thrift] {
    func nodes(_ leaves: ArraySlice<Leaf>, depth: Int) -> (count: Int, [Thrift]) {
      var rest = leaves
      var count = 0
      var all: [Thrift] = []
      while let first = rest.first {
        let node = first.path[depth]
        let group = rest.prefix { $0.path.count > depth && $0.path[depth] == node }
        rest = rest.dropFirst(group.count)
        count += 1
        var element = Thrift.structure([3: .int32(node.repetition.rawValue), 4: .text(node.name)])
        if first.path.count == depth + 1 {
          element[1] = .int32(first.type)
          all.append(element)
        } else {
          let (count, below) = nodes(group, depth: depth + 1)
          element[5] = .int32(Int32(count))
          all += [element] + below
        }
      }
      return (count, all)
    }
    let (count, all) = nodes(leaves[...], depth: 0)
    return [.structure([4: .text("root"), 5: .int32(Int32(count))])] + all
  }

  private func pages(of leaf: Leaf) -> [FileParts.Page] {
    let starts = stride(from: 0, to: leaf.entries.count, by: min(pageSize, leaf.entries.count + 1))
    return starts.map { start in
      let entries = leaf.entries[start...].prefix(pageSize)
      let repetition = leaf.isRepeated ? Self.runs(entries.map(\.repetition)) : []
      let definition = leaf.definitionLevel > 0 ? Self.runs(entries.map(\.definition)) : []
      let all = entries.flatMap(\.value)
      let values = leaf.type == 0 ? Self.bits(all) : all
      if !isVersion2 {
        let levels = [repetition, definition].filter { !$0.isEmpty }.flatMap {
          (0..<4).map { [count = $0.count] in UInt8(truncatingIfNeeded: count >> (8 * $0)) } + $0
        }
        return .data(levels + values, count: Int32(entries.count))
      }
      let absent = entries.count { $0.definition < leaf.definitionLevel }
      var page = FileParts.Page.version2(
        levels: repetition + definition, values, count: Int32(entries.count), nulls: Int32(absent))
      page.header[[8, 3]] = .int32(Int32(entries.count { $0.repetition == 0 }))
      page.header[[8, 5]] = .int32(Int32(definition.count))
      page.header[[8, 6]] = .int32(Int32(repetition.count))
      return page
    }
  }

  /// Flags as PLAIN: eight in a byte, the first in its lowest bit.
  private static func bits(_ flags: [UInt8]) -> [UInt8] {
    stride(from: 0, to: flags.count, by: 8).map { start in
      flags[start...].prefix(8).reversed().reduce(0) { $0 << 1 | $1 }
    }
  }

  /// Levels as runs of one byte.
  private static func runs(_ levels: [UInt8]) -> [UInt8] {
    var bytes: [UInt8] = []
    var rest = levels[...]
    while let level = rest.first {
      let run = rest.prefix { $0 == level }
      rest = rest.dropFirst(run.count)
      bytes += Thrift.varint(UInt64(run.count) << 1) + [level]
    }
    return bytes
  }
}
