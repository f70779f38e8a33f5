import Columns
import TestSupport
import Testing

@testable import Orders

@Suite struct CodedTextsTests {
  @Test(arguments: [1, 20, 5000])
  func `each row has its text, and each text one place`(different: Int) {
    var generator = Generator.seeded()
    let rows = (0..<4000).map { _ -> String? in
      Int.random(in: 0..<9, using: &generator) == 0
        ? nil
        : String(repeating: "ab", count: Int.random(in: 0..<different, using: &generator) % 40)
          + "\(Int.random(in: 0..<different, using: &generator))"
    }
    let column = Column(
      Field("t", .text, isNullable: true), optional: rows.map { $0.map { Array($0.utf8) } })
    let wanted = (0..<rows.count).shuffled(using: &generator)
    let coded = CodedTexts(column, rows: wanted)
    let names = (0..<coded.names.count).map { String(decoding: coded.names[$0], as: UTF8.self) }
    #expect(Set(names).count == names.count)
    #expect(coded.codes.map { $0 < 0 ? nil : names[Int($0)] } == wanted.map { rows[$0] })
  }

  @Test func `without a column no row has a text, and an empty text is one`() {
    #expect(CodedTexts(nil, rows: [0, 1]).codes == [-1, -1])
    let empty = Column(Field("t", .text), .text(TextColumn(["", "", "a"])))
    #expect(CodedTexts(empty, rows: [0, 1, 2]).codes == [0, 0, 1])
  }
}
