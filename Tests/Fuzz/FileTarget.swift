import Parquet
import ParquetFiles

extension Target {
  /// Whole files, as they are and, where they can be taken apart, put together again: then checksums, sizes
  /// and places are right, and what is wrong lies deeper.
  static let file = Target(
    name: "file",
    seeds: { SampleFiles.all },
    run: { bytes in
      Reading.read(bytes)
      if let parts = try? FileParts(bytes) { Reading.read(parts.bytes()) }
    },
    mutate: { bytes, generator in
      guard generator.next(below: 4) > 0, var parts = try? FileParts(bytes),
        let group = parts.rowGroups.indices.randomElement(&generator),
        let column = parts.rowGroups[group].indices.randomElement(&generator),
        let number = parts.rowGroups[group][column].indices.randomElement(&generator)
      else { return nil }
      var page = parts.rowGroups[group][column][number]
      page.body = mutated(page.body)
      // Sizes that agree, unless the page is compressed, when either may be what is wrong.
      let size = Thrift.int32(Int32(page.body.count))
      if page.header[2] == page.header[3] { page.header[2] = size }
      page.header[3] = size
      parts.rowGroups[group][column][number] = page
      return parts.bytes()
    })
}

extension Range<Int> {
  fileprivate func randomElement(_ generator: inout Generator) -> Int? {
    isEmpty ? nil : lowerBound + generator.next(below: count)
  }
}
