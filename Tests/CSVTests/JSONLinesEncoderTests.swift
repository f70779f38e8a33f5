import CSV
import Columns
import Foundation
import TestSupport
import Testing

@Suite struct JSONLinesEncoderTests {
  private func encode(_ columns: [Column]) -> String {
    var encoder = JSONLinesEncoder(fields: columns.map(\.field))
    var bytes = encoder.begin()
    bytes += encoder.place(encoder.encode(columns))
    bytes += encoder.finish()
    return String(decoding: bytes, as: UTF8.self)
  }

  private func objects(_ text: String) throws -> [[String: Any]] {
    try text.split(separator: "\n").map {
      try #require(try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any])
    }
  }

  @Test func `writes every type of column`() {
    let columns = [
      Column(Field("customer_id", .text), .text(TextColumn(["00123"]))),
      Column(Field("stage", .text), .labels(codes: [1], names: ["new", "at \"risk\""])),
      Column(Field("orders", .integer), .int32([-4])),
      Column(Field("last", .date), .int32([19_782])),
      Column(Field("at", .timestamp), .int64([1_709_164_800_000_000])),
      Column(Field("revenue", .money(scale: 2)), .int64([-5])),
      Column(Field("alive", .real), .real([0.25])),
      Column(Field("hero", .boolean), .boolean([true])),
    ]
    #expect(
      encode(columns)
        == #"{"customer_id":"00123","stage":"at \"risk\"","orders":-4,"last":"2024-02-29","#
        + #""at":"2024-02-29T00:00:00Z","revenue":-0.05,"alive":0.250000,"hero":true}"# + "\n")
  }

  @Test func `an absent value is null`() throws {
    let columns = [
      Column(Field("a", .date, isNullable: true), .int32([0, 1]), validity: [false, true]),
      Column(Field("b", .real, isNullable: true), .real([.nan, 1]), validity: [false, true]),
    ]
    #expect(encode(columns) == "{\"a\":null,\"b\":null}\n{\"a\":\"1970-01-02\",\"b\":1.000000}\n")
  }

  @Test func `escapes every control character`() throws {
    let all = String(String.UnicodeScalarView((0...0x7F).compactMap { Unicode.Scalar(UInt32($0)) }))
    let text = encode([Column(Field("a", .text), .text(TextColumn([all])))])
    #expect(text.utf8.dropLast().allSatisfy { $0 >= 0x20 })
    #expect(try objects(text).first?["a"] as? String == all)
  }

  @Test func `escapes column names too`() throws {
    let text = encode([Column(Field("a\"\\\n", .integer), .int32([7]))])
    #expect(try objects(text).first?["a\"\\\n"] as? Int == 7)
  }

  @Test func `another reader gets the same texts`() throws {
    var generator = Generator.seeded()
    let texts = (0..<300).map { _ in
      String(
        String.UnicodeScalarView(
          (0..<Int.random(in: 0...12, using: &generator)).compactMap { _ in
            let isSmall = Bool.random(using: &generator)
            return Unicode.Scalar(
              UInt32.random(in: 1...(isSmall ? 0x7F : 0x2FFFF), using: &generator))
          }))
    }
    let read = try objects(encode([Column(Field("a", .text), .text(TextColumn(texts)))]))
    #expect(read.count == texts.count)
    for (object, text) in zip(read, texts) {
      let same = (object["a"] as? String).map { Array($0.utf8) } == Array(text.utf8)
      try #require(same, "\(text.debugDescription)")
    }
  }
}
