/// What a table is: its columns, how it is partitioned, and its settings.
public struct Metadata: Sendable, Equatable, Codable {
  /// How the data files are encoded.
  public struct Format: Sendable, Equatable, Codable {
    /// The format's name; `parquet` in every table of today.
    public var provider: String
    /// Settings of the format.
    public var options: [String: String]?

    /// Parquet.
    public static let parquet = Format(provider: "parquet", options: [:])
  }

  /// Settings that keep other writers from cutting the log that the table's history stands in.
  ///
  /// Without them, delta-rs makes a checkpoint every 100 commits and Spark every 10, and both remove the
  /// commits before it after 30 days.
  public static let defaultConfiguration: [String: String?] = [
    "delta.checkpointInterval": "1000000",
    "delta.enableExpiredLogCleanup": "false",
    "delta.logRetentionDuration": "interval 3650 days",
  ]

  /// The table's unique name, a UUID.
  public var id: String
  /// A name for people.
  public var name: String?
  /// What the table holds, for people.
  public var description: String?
  /// How the data files are encoded.
  public var format: Format
  /// The columns, as JSON; see `Schema`.
  public var schemaString: String
  /// The columns that stand in the log and not in the files.
  public var partitionColumns: [String]
  /// When the table was made, in milliseconds since 1970-01-01 UTC.
  public var createdTime: Int?
  /// Settings by name.
  public var configuration: [String: String?]

  /// A table of Parquet files with the given columns.
  ///
  /// `configuration` holds settings beside or in place of the default ones.
  public init(
    id: String, schema: Schema, partitionColumns: [String] = [], createdTime: Int? = nil,
    configuration: [String: String?] = [:]
  ) {
    self.id = id
    format = .parquet
    schemaString = schema.json
    self.partitionColumns = partitionColumns
    self.createdTime = createdTime
    self.configuration = Self.defaultConfiguration.merging(configuration) { $1 }
  }

  /// A table as a checkpoint says.
  init(
    id: String, name: String?, description: String?, format: Format, schemaString: String,
    partitionColumns: [String], createdTime: Int?, configuration: [String: String?]
  ) {
    self.id = id
    self.name = name
    self.description = description
    self.format = format
    self.schemaString = schemaString
    self.partitionColumns = partitionColumns
    self.createdTime = createdTime
    self.configuration = configuration
  }

  /// The same table with other columns.
  public func with(_ schema: Schema) -> Metadata {
    var metadata = self
    metadata.schemaString = schema.json
    return metadata
  }

  /// A setting, nil if it is not there.
  public func setting(_ name: String) -> String? { configuration[name] ?? nil }

  /// The columns, after all checks that reading the table relies on.
  ///
  /// - Throws: `DeltaError` if the table is not of Parquet files, or its columns contradict each other.
  func checkedSchema() throws(DeltaError) -> Schema {
    if format.provider != "parquet" {
      throw .unsupported("the table's files are \(format.provider), not parquet")
    }
    let schema = try Schema(json: schemaString)
    // Other engines take names that differ in case alone for one column.
    var names: Set<String> = []
    for field in schema.fields where !names.insert(field.name.lowercased()).inserted {
      throw .corrupt("two columns have the name '\(field.name)', upper and lower case taken as one")
    }
    let known = Set(schema.fields.map(\.name))
    for column in partitionColumns where !known.contains(column) {
      throw .corrupt("the partition column '\(column)' is not in the schema")
    }
    if Set(partitionColumns).count != partitionColumns.count {
      throw .corrupt("a partition column is named twice")
    }
    return schema
  }
}
