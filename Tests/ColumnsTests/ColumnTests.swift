import Columns
import Testing

@Suite struct ColumnTests {
  private static let types: [ColumnType] = [
    .text, .integer, .date, .money(scale: 2), .real, .boolean,
  ]

  @Test(arguments: types)
  func `an absent column has rows of any type and no value`(type: ColumnType) {
    let column = Column.absent(Field("a", type, isNullable: true), count: 3)
    #expect(column.count == 3)
    #expect(column.validity == [false, false, false])
    #expect((0..<3).allSatisfy { column.text(row: $0).isEmpty })
  }

  @Test func `counts its rows`() {
    #expect(ColumnValues.text(TextColumn(["a", "b"])).count == 2)
    #expect(ColumnValues.labels(codes: [0, 0, 0], names: ["a"]).count == 3)
    #expect(ColumnValues.int32([1]).count == 1)
    #expect(ColumnValues.int64([]).count == 0)
    #expect(ColumnValues.real([1, 2]).count == 2)
    #expect(ColumnValues.boolean([true]).count == 1)
  }

  @Test func `reads as text formats write it`() {
    func text(_ type: ColumnType, _ values: ColumnValues, _ row: Int = 0) -> String {
      Column(Field("a", type), values).text(row: row)
    }
    #expect(text(.text, .text(TextColumn(["x", "y"])), 1) == "y")
    #expect(text(.text, .labels(codes: [1], names: ["x", "y"])) == "y")
    #expect(text(.integer, .int32([-3])) == "-3")
    #expect(text(.date, .int32([1])) == "1970-01-02")
    #expect(text(.money(scale: 3), .int64([-5])) == "-0.005")
    #expect(text(.real, .real([0.5])) == "0.500000")
    #expect(text(.boolean, .boolean([true, false]), 1) == "false")
    let nullable = Field("a", .integer, isNullable: true)
    #expect(Column(nullable, .int32([1, 2]), validity: [false, true]).text(row: 0).isEmpty)
    #expect(Column(nullable, .int32([1, 2]), validity: [false, true]).text(row: 1) == "2")
  }

  @Test func `refuses values that do not suit the type`() async {
    await #expect(processExitsWith: .failure) { _ = Column(Field("a", .integer), .int64([1])) }
    await #expect(processExitsWith: .failure) { _ = Column(Field("a", .date), .real([1])) }
    await #expect(processExitsWith: .failure) {
      _ = Column(Field("a", .money(scale: 2)), .int32([1]))
    }
    await #expect(processExitsWith: .failure) {
      _ = Column(Field("a", .real), .text(TextColumn(["1"])))
    }
  }

  @Test func `refuses absent values in a field that has none`() async {
    await #expect(processExitsWith: .failure) {
      _ = Column(Field("a", .integer), .int32([1]), validity: [true])
    }
  }

  @Test func `refuses too few flags`() async {
    await #expect(processExitsWith: .failure) {
      _ = Column(Field("a", .integer, isNullable: true), .int32([1, 2]), validity: [true])
    }
  }
}
