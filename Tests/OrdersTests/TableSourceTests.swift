import Columns
import Delta
import Foundation
import Parquet
import TestSupport
import Testing

@testable import Orders

/// Delta tables of other programs as sources.
@Suite struct TableSourceTests {
  private let store: TestStore
  private let path: String

  /// A table with the files of a store's orders, without the marks of one.
  init() throws {
    store = try TestStore()
    try store.add("customer_id,order_date,amount\na,2024-01-01,1.00\nb,2024-01-02,2.00\n")
    try store.add("customer_id,order_date,amount\na,2024-03-01,4.00\n")
    path = "\(store.folder.path)/table"
  }

  /// Commits the store's data files to a table of their own, whose partition column is called `column`.
  private func table(partitionedBy column: String, value: String?) throws -> DeltaTable {
    let own = try store.open()
    try FileManager.default.copyItem(atPath: own.table.path, toPath: path)
    try FileManager.default.removeItem(atPath: "\(path)/_delta_log")
    let table = try DeltaTable.create(path)
    var fields = own.snapshot.schema.fields.filter { $0.name != RunFormat.bucketColumn }
    fields.append(SchemaField(column, .string, isNullable: true))
    var transaction = Transaction(
      on: nil, info: CommitInfo(operation: "WRITE", timestamp: TestStore.now, parameters: [:]))
    transaction.actions = [
      .protocol(.own),
      .metadata(
        Metadata(
          id: DataFile.uniqueID(), schema: Schema(fields), partitionColumns: [column],
          createdTime: TestStore.now, configuration: [:])),
    ]
    for add in own.snapshot.files {
      transaction.actions.append(
        .add(
          Add(
            path: add.path, partitionValues: [column: value], size: add.size,
            modificationTime: add.modificationTime)))
    }
    _ = try transaction.commit(to: table)
    return table
  }

  @Test func `the files of the newest version are read`() throws {
    let table = try table(partitionedBy: "region", value: "north")
    let reading = try Reading([path])
    #expect(reading.log.account.used.rows == 3 && reading.log.account.used.revenue == 700)
    #expect(reading.orders("a") == ["2024-01-01 100", "2024-03-01 400"])
    #expect(reading.log.inputs.count == 2)

    let first = try table.snapshot().files[0]
    var removal = Transaction(
      on: try table.snapshot(),
      info: CommitInfo(operation: "DELETE", timestamp: TestStore.now, parameters: [:]))
    removal.actions = [.remove(first.removed(at: TestStore.now, dataChange: true))]
    _ = try removal.commit(to: table)
    #expect(try Reading([path]).log.inputs.count == 1)
  }

  @Test func `partition values are columns of every file`() throws {
    _ = try table(partitionedBy: "Country", value: "NO")
    let sources = try SourcePaths.sources([path])
    let spool = Spool(folder: store.folder.path)
    for source in sources {
      let layout = try source.open(try source.given(spool), OrderOptions(), spool).layout(
        OrderOptions())
      let country = try #require(layout.columns.first { $0.role == .country })
      #expect(country.index == 3 && country.constant?.value == "NO")
    }
  }

  @Test func `a table can be imported, and its files are known when it grows`() throws {
    _ = try table(partitionedBy: "region", value: nil)
    let other = try TestStore()
    #expect(try other.add(files: [path]).account.used.rows == 3)
    let again = try other.add(files: [path])
    #expect(again.alreadyImported.count == 2 && again.inputs.isEmpty)
  }
}
