import Columns
import TestSupport
import Testing

@testable import Histories

@Suite struct CustomerIdsTests {
  @Test func `ids are those of their blocks, one by one and any rows of them`() {
    var generator = Generator.seeded()
    for blockCount in [0, 1, 2, 7, 40] {
      var all: [String] = []
      var ends: [UInt32] = []
      var ids = CustomerIds()
      let blocks = (0..<blockCount).map { _ in
        // Some blocks have no customers, some ids no bytes.
        let texts = (0..<[0, 1, 5, 30][Int.random(in: 0..<4, using: &generator)]).map { _ in
          String(repeating: "ü", count: Int.random(in: 0...9, using: &generator))
            + "\(generator.next() % 100)".prefix(Int.random(in: 0...2, using: &generator))
        }
        let column = TextColumn(texts)
        all += texts
        ends += column.ends.map { UInt32($0) }
        for text in texts { ids.append(Array(text.utf8)[...]) }
        return (count: texts.count, idBytes: column.bytes)
      }
      for ids in [CustomerIds(blocks, ends: ends), ids] {
        #expect(ids.count == all.count)
        #expect(all.indices.map { String(decoding: ids[$0], as: UTF8.self) } == all)
        for _ in 0..<50 {
          let first = Int.random(in: 0...all.count, using: &generator)
          let rows = first..<Int.random(in: first...all.count, using: &generator)
          #expect(ids[rows] == TextColumn(all[rows]))
        }
      }
    }
  }

  @Test func `refuses rows that are not there`() async {
    await #expect(processExitsWith: .failure) { _ = CustomerIds()[0] }
    await #expect(processExitsWith: .failure) {
      _ = CustomerIds([(count: 1, idBytes: [1])], ends: [1])[0..<2]
    }
    await #expect(processExitsWith: .failure) {
      _ = CustomerIds([(count: 2, idBytes: [1])], ends: [1])
    }
  }
}
