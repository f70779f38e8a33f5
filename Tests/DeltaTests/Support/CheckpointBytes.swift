import Delta
import ParquetFiles

// The schema is the one that delta-rs writes, as far as its columns mean anything here, with the same nodes
// required and optional.

/// Checkpoints in Parquet's bytes, from actions and without the code that reads them.
struct CheckpointBytes {
  typealias Leaf = NestedFile.Leaf
  typealias Node = NestedFile.Node
  typealias Entry = NestedFile.Entry

  private static let (flag, int32, int64, text): (Int32, Int32, Int32, Int32) = (0, 1, 2, 6)

  /// The actions, one in a row.
  let actions: [Action]

  /// The bytes of the file; `edit` may change its columns before.
  static func bytes(
    of actions: [Action], _ edit: (inout [Leaf]) -> Void = { _ in }
  ) -> [UInt8] {
    var leaves = CheckpointBytes(actions: actions).leaves
    edit(&leaves)
    return NestedFile(leaves, rows: actions.count).parts.bytes()
  }

  /// A column that is present in no row.
  static func absent(_ path: [Node], type: Int32 = text, rows: Int) -> Leaf {
    Leaf(path, type: type, Array(repeating: Entry(0, 0), count: rows))
  }

  /// A text as PLAIN.
  static func plain(_ text: String) -> [UInt8] { plain(text.utf8.count, 4) + Array(text.utf8) }

  private static func plain(_ number: Int, _ count: Int) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) }
  }

  private var leaves: [Leaf] { add + remove + metadata + tableProtocol + transaction }

  // MARK: Columns

  private func fields<It>(
    _ kind: String, _ it: @escaping (Action) -> It?
  ) -> Fields<It> { Fields(kind: Node(kind), rows: actions.map(it)) }

  private var add: [Leaf] {
    let add = fields("add") { if case .add(let it) = $0 { it } else { nil } }
    return [add.field("path", Self.text, required: true) { Self.plain($0.path.uri) }]
      + add.map("partitionValues", required: true) { $0.partitionValues } + [
        add.field("size", Self.int64, required: true) { Self.plain($0.size, 8) },
        add.field("modificationTime", Self.int64, required: true) {
          Self.plain($0.modificationTime, 8)
        },
        add.field("dataChange", Self.flag, required: true) { [$0.dataChange ? 1 : 0] },
        add.field("stats", Self.text) { $0.stats.map(Self.plain) },
      ] + add.map("tags") { $0.tags } + [
        add.field(in: Node("deletionVector"), "storageType", Self.text) { _ in nil }
      ]
  }

  private var remove: [Leaf] {
    let remove = fields("remove") { if case .remove(let it) = $0 { it } else { nil } }
    return [
      remove.field("path", Self.text, required: true) { Self.plain($0.path.uri) },
      remove.field("deletionTimestamp", Self.int64) {
        $0.deletionTimestamp.map { Self.plain($0, 8) }
      },
      remove.field("dataChange", Self.flag, required: true) { [$0.dataChange ? 1 : 0] },
      remove.field("extendedFileMetadata", Self.flag) {
        $0.extendedFileMetadata.map { [$0 ? 1 : 0] }
      },
    ] + remove.map("partitionValues") { $0.partitionValues } + [
      remove.field("size", Self.int64) { $0.size.map { Self.plain($0, 8) } }
    ] + remove.map("tags") { $0.tags }
  }

  private var metadata: [Leaf] {
    let it = fields("metaData") { if case .metadata(let it) = $0 { it } else { nil } }
    let format = Node("format", .required)
    return [
      it.field("id", Self.text, required: true) { Self.plain($0.id) },
      it.field("name", Self.text) { $0.name.map(Self.plain) },
      it.field("description", Self.text) { $0.description.map(Self.plain) },
      it.field(in: format, "provider", Self.text, required: true) {
        Self.plain($0.format.provider)
      },
    ]
      + it.map(in: format, "options", required: true) {
        $0.format.options?.mapValues(Optional.some)
      } + [
        it.field("schemaString", Self.text, required: true) { Self.plain($0.schemaString) },
        it.list("partitionColumns", required: true) { $0.partitionColumns },
        it.field("createdTime", Self.int64) { $0.createdTime.map { Self.plain($0, 8) } },
      ] + it.map("configuration", required: true) { $0.configuration }
  }

  private var tableProtocol: [Leaf] {
    let it = fields("protocol") { if case .protocol(let it) = $0 { it } else { nil } }
    return [
      it.field("minReaderVersion", Self.int32, required: true) {
        Self.plain($0.minReaderVersion, 4)
      },
      it.field("minWriterVersion", Self.int32, required: true) {
        Self.plain($0.minWriterVersion, 4)
      },
      it.list("readerFeatures") { $0.readerFeatures },
      it.list("writerFeatures") { $0.writerFeatures },
    ]
  }

  private var transaction: [Leaf] {
    let it = fields("txn") { if case .transaction(let it) = $0 { it } else { nil } }
    return [
      it.field("appId", Self.text, required: true) { Self.plain($0.appId) },
      it.field("version", Self.int64, required: true) { Self.plain($0.version, 8) },
      it.field("lastUpdated", Self.int64) { $0.lastUpdated.map { Self.plain($0, 8) } },
    ]
  }

  /// The columns of one kind of action; `rows` has nil where another one is.
  private struct Fields<It> {
    let kind: Node
    let rows: [It?]

    /// A column of values.
    func field(
      in outer: Node? = nil, _ name: String, _ type: Int32, required: Bool = false,
      _ value: (It) -> [UInt8]?
    ) -> Leaf {
      let path = path(outer, name, required)
      let greatest = path.count { $0 == Node($0.name) }
      return Leaf(
        path, type: type,
        rows.map { row in
          guard let row else { return Entry(0, 0) }
          let value = value(row)
          return Entry(0, value == nil ? 1 : greatest, value ?? [])
        })
    }

    /// A list of texts.
    func list(
      _ name: String, required: Bool = false, _ elements: (It) -> [String]?
    ) -> Leaf {
      let outer = path(nil, name, required)
      return lists(outer + [Node("list", .repeated), Node("element", .required)]) {
        elements($0)?.map(Optional.some)
      }
    }

    /// The two columns of a map of texts.
    func map(
      in outer: Node? = nil, _ name: String, required: Bool = false,
      _ map: (It) -> [String: String?]?
    ) -> [Leaf] {
      let path = path(outer, name, required) + [Node("key_value", .repeated)]
      return [
        lists(path + [Node("key", .required)]) { map($0)?.keys.sorted().map(Optional.some) },
        lists(path + [Node("value")]) { map($0)?.sorted { $0.key < $1.key }.map(\.value) },
      ]
    }

    private func path(_ outer: Node?, _ name: String, _ required: Bool) -> [Node] {
      [kind, outer, Node(name, required ? .required : .optional)].compactMap(\.self)
    }

    private func lists(_ path: [Node], _ elements: (It) -> [String?]?) -> Leaf {
      let optional = path.map { $0 == Node($0.name) }
      let list = optional.dropLast(2).count { $0 }
      return Leaf(
        path, type: CheckpointBytes.text,
        rows.flatMap { row -> [Entry] in
          guard let row else { return [Entry(0, 0)] }
          guard let elements = elements(row) else { return [Entry(0, list - 1)] }
          if elements.isEmpty { return [Entry(0, list)] }
          return elements.enumerated().map { index, text in
            let level = list + 1 + (optional.last == true && text != nil ? 1 : 0)
            return Entry(index == 0 ? 0 : 1, level, text.map(CheckpointBytes.plain) ?? [])
          }
        })
    }
  }
}
