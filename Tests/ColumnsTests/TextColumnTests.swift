import Columns
import Testing

@Suite struct TextColumnTests {
  private let texts = ["xy", "", "a", "büro@example.com", "", "00123", "🦊\n\"", ""]

  @Test func `gives every text back`() {
    let column = TextColumn(texts)
    #expect(column.count == texts.count)
    #expect((0..<column.count).map { String(decoding: column[$0], as: UTF8.self) } == texts)
  }

  @Test func `stands for its texts end to end`() {
    let column = TextColumn(texts)
    #expect(column.bytes == Array(texts.joined().utf8))
    #expect(column.range(0) == 0..<2)
    #expect(column.range(1) == 2..<2)
    #expect(column.range(2) == 2..<3)
    #expect(column.ends.last == column.bytes.count)
  }

  @Test func `is the same however it was filled`() {
    var column = TextColumn()
    column.reserve(rows: 100, bytes: 1000)
    for text in texts { column.append(Array(text.utf8)) }
    #expect(column == TextColumn(texts))
    #expect(TextColumn(["ab", "c"]) != TextColumn(["a", "bc"]))
    #expect(TextColumn().count == 0)
  }

  @Test func `any rows of it are a column of their texts`() {
    let column = TextColumn(texts)
    for start in 0...texts.count {
      for end in start...texts.count {
        #expect(column[start..<end] == TextColumn(texts[start..<end]))
      }
    }
  }

  @Test func `takes bytes that are not UTF-8 as they are`() {
    var column = TextColumn()
    column.append([0xFF, 0, 0xC3])
    #expect(Array(column[0]) == [0xFF, 0, 0xC3])
  }

  @Test func `takes neighbouring texts of another column`() {
    for first in 0...texts.count {
      for end in first...texts.count {
        var column = TextColumn(["before"])
        column.append(TextColumn(texts), first..<end)
        #expect(column == TextColumn(["before"] + texts[first..<end]))
      }
    }
  }

  @Test func `is made of bytes and where the texts in them end`() async {
    let column = TextColumn(texts)
    #expect(TextColumn(bytes: column.bytes, ends: column.ends) == column)
    await #expect(processExitsWith: .failure) { _ = TextColumn(bytes: [1, 2, 3], ends: [1, 2]) }
    await #expect(processExitsWith: .failure) {
      _ = TextColumn(bytes: [1, 2, 3], ends: [2, 1, 3])
    }
    await #expect(processExitsWith: .failure) { _ = TextColumn(bytes: [1], ends: []) }
  }

  @Test func `takes whole blocks of texts`() {
    var column = TextColumn(["ab"])
    column.append { bytes, ends in
      bytes += [1, 2, 3]
      ends += [2, 4, 5]
    }
    column.append { _, _ in }
    #expect(column.ends == [2, 2, 4, 5])
    #expect((0..<4).map { Array(column[$0]) } == [[0x61, 0x62], [], [1, 2], [3]])
    column.removeAll()
    #expect(column == TextColumn())
  }

  @Test(arguments: [
    [], [""], ["", "", "a", "a", "b"], ["a", "", "a"], ["ab", "abc", "abd", "ab", "ab"],
    ["\u{1F600}", "\u{1F601}", "\u{1F601}"],
  ])
  func `finds where texts begin that differ from the one before`(texts: [String]) {
    let (found, starts) = TextColumn(texts).runs()
    let rows = texts.indices.filter { $0 == 0 || texts[$0] != texts[$0 - 1] }
    #expect(starts == rows)
    #expect(found == TextColumn(rows.map { texts[$0] }))
  }

  @Test func `is as before when a block fails`() {
    struct Failure: Error {}
    var column = TextColumn(["ab"])
    #expect(throws: Failure.self) {
      try column.append { bytes, ends in
        bytes += [1, 2, 3]
        ends += [5, 1]
        throw Failure()
      }
    }
    #expect(column == TextColumn(["ab"]))
  }

  @Test(arguments: [[1, 4], [4, 3, 5], [3, 6], [3, 4], []])
  func `refuses ends that are not in order or not at the last byte`(ends: [Int]) async {
    await #expect(processExitsWith: .failure) { [ends] in
      var column = TextColumn(["ab"])
      column.append { bytes, all in
        bytes += [1, 2, 3]
        all += ends
      }
    }
  }
}
