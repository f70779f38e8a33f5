import Columns
import Delta
import Testing

@Suite struct SchemaTests {
  @Test func `our columns have these types`() {
    let fields: [(Field, SchemaType)] = [
      (Field("a", .text), .string), (Field("b", .integer), .integer), (Field("c", .date), .date),
      (Field("d", .money(scale: 3)), .decimal(precision: 18, scale: 3)),
      (Field("e", .real), .float),
      (Field("f", .boolean), .boolean), (Field("g", .timestamp), .timestamp),
    ]
    for (field, type) in fields { #expect(SchemaField(field).type == type) }
    #expect(SchemaField(Field("a", .text, isNullable: true)).isNullable)
  }

  @Test func `the schema of a table has this text`() {
    let schema = Schema([
      SchemaField(Field("id", .text)), SchemaField(Field("amount", .money(scale: 2))),
      SchemaField("rows", .long, isNullable: true),
    ])
    #expect(
      Metadata(id: "", schema: schema).schemaString
        == #"{"fields":[{"metadata":{},"name":"id","nullable":false,"type":"string"},"#
        + #"{"metadata":{},"name":"amount","nullable":false,"type":"decimal(18,2)"},"#
        + #"{"metadata":{},"name":"rows","nullable":true,"type":"long"}],"type":"struct"}"#)
  }

  private func snapshot(
    _ schema: String, partition: String = "", provider: String = "parquet"
  ) throws -> Snapshot {
    let table = try TestTable()
    let quoted = schema.replacing(#"""#, with: #"\""#)
    let metadata =
      #"{"metaData":{"id":"a","format":{"provider":"\#(provider)"},"schemaString":"\#(quoted)","#
      + #""partitionColumns":[\#(partition)],"configuration":{"a":null}}}"#
    try table.write(version: 0, TestTable.protocolLine, metadata)
    return try table.table.snapshot()
  }

  private func fields(_ fields: String) -> String { #"{"type":"struct","fields":[\#(fields)]}"# }

  private func field(_ name: String, _ type: String, metadata: String = "{}") -> String {
    #"{"name":"\#(name)","type":\#(type),"nullable":true,"metadata":\#(metadata)}"#
  }

  @Test(arguments: [
    ("\"string\"", SchemaType.string), ("\"decimal(10,2)\"", .decimal(precision: 10, scale: 2)),
    ("\"decimal(38, 38)\"", .other("decimal(38, 38)")),
    ("\"decimal(39,0)\"", .other("decimal(39,0)")),
    ("\"decimal(2,3)\"", .other("decimal(2,3)")), ("\"decimal(-1,0)\"", .other("decimal(-1,0)")),
    ("\"decimal(99999999999999999999,0)\"", .other("decimal(99999999999999999999,0)")),
    ("\"decimal()\"", .other("decimal()")), ("\"variant\"", .other("variant")),
    ("\"timestamp\"", .timestamp), ("\"double\"", .double),
    (#"{"type":"array","elementType":"long","containsNull":true}"#, .other("nested")),
  ])
  func `types of other writers are read`(json: String, type: SchemaType) throws {
    let schema = try snapshot(fields(field("a", json, metadata: #"{"b":{"c":[1]},"a":1}"#))).schema
    #expect(schema.fields.map(\.type) == [type])
    #expect(schema.fields[0].metadata == ["a", "b"])
  }

  @Test func `names that differ in case alone are one too many`() throws {
    let text = fields(field("Ämount", "\"long\"") + "," + field("ämount", "\"long\""))
    let error = deltaError { _ = try snapshot(text) }
    #expect(error?.kind == .corrupt)
    #expect(error?.finding.contains("two columns have the name 'ämount'") == true)
  }

  @Test func `partition columns stand in the schema, once`() throws {
    let text = fields(field("a", "\"long\""))
    #expect(try snapshot(text, partition: #""a""#).metadata.partitionColumns == ["a"])
    #expect(deltaError { _ = try snapshot(text, partition: #""b""#) }?.kind == .corrupt)
    #expect(deltaError { _ = try snapshot(text, partition: #""a","a""#) }?.kind == .corrupt)
  }

  @Test(arguments: [
    "", "[]", "{}", #"{"fields":[1]}"#, #"{"type":"struct","fields":[{"name":"a"}]}"#,
  ])
  func `a text that is no schema is an error`(text: String) throws {
    let error = deltaError { _ = try snapshot(text) }
    #expect(error?.kind == .corrupt)
    #expect(error?.finding.hasPrefix("schemaString: ") == true)
  }

  @Test func `tables of other files are not read`() throws {
    let error = deltaError { _ = try snapshot(fields(""), provider: "csv") }
    #expect(error?.kind == .unsupported)
  }

  @Test func `the log is kept from being cut, unless it is asked for otherwise`() {
    let usual = Metadata(id: "", schema: Schema([]))
    #expect(usual.setting("delta.enableExpiredLogCleanup") == "false")
    #expect(usual.setting("delta.checkpointInterval") == "1000000")
    #expect(usual.setting("delta.logRetentionDuration") == "interval 3650 days")
    let other = Metadata(
      id: "", schema: Schema([]), configuration: ["delta.checkpointInterval": "10", "x": "y"])
    #expect(other.setting("delta.checkpointInterval") == "10")
    #expect(other.setting("x") == "y")
    #expect(other.setting("z") == nil)
  }
}
