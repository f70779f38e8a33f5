import Columns
import Parquet
import ParquetFiles

extension Target {
  /// The footer of a file without pages: Thrift's protocol, the schema and what must add up.
  static let footer = Target(
    name: "footer",
    seeds: {
      let parts = try SampleFiles.all.map { try FileParts($0).footer.bytes }
      let page = FileParts.Page.version2(levels: [], [], count: 1).header
      // Fields that are skipped, of every kind.
      let unknown = Thrift.structure([20: page, 21: .list([page, page]), 22: .int8(1)])
      return parts + [unknown.bytes]
    },
    run: { Reading.read(FileParts.magic + FileParts.ending($0)) })
}
