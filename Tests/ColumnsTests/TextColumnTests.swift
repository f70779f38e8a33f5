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

  @Test func `takes bytes that are not UTF-8 as they are`() {
    var column = TextColumn()
    column.append([0xFF, 0, 0xC3])
    #expect(Array(column[0]) == [0xFF, 0, 0xC3])
  }
}
