import Columns
import Parquet
import Testing

@Suite struct ValueDecoderTests {
  /// The error of a type whose allowed encodings are `allowed`, for every other encoding.
  private func expectOnly(
    _ allowed: [Encoding], type: String,
    _ decode: (Encoding) throws(ParquetError) -> Void
  ) {
    for number: Int32 in 0...9 {
      guard let encoding = Encoding(rawValue: number) else { continue }
      let error = PageBytes.finding { () throws(ParquetError) in try decode(encoding) }
      let refusal =
        "values of type \(type) in encoding \(encoding), which the format does not allow"
      #expect((error?.finding == refusal) == !allowed.contains(encoding), "\(encoding)")
    }
  }

  @Test func `reads each type in the encodings that the format allows, and in no other`() {
    let none: [UInt8] = []
    expectOnly([.plain, .deltaBinaryPacked, .byteStreamSplit], type: "int32") {
      encoding throws(ParquetError) in
      var values: [Int32] = []
      try ValueDecoder.decode(none.span, encoding: encoding, count: 0, into: &values)
    }
    expectOnly([.plain, .deltaBinaryPacked, .byteStreamSplit], type: "int64") {
      encoding throws(ParquetError) in
      var values: [Int64] = []
      try ValueDecoder.decode(none.span, encoding: encoding, count: 0, into: &values)
    }
    expectOnly([.plain], type: "int96") { encoding throws(ParquetError) in
      var values: [Int96] = []
      try ValueDecoder.decode(none.span, encoding: encoding, count: 0, into: &values)
    }
    expectOnly([.plain, .byteStreamSplit], type: "float") { encoding throws(ParquetError) in
      var values: [Float] = []
      try ValueDecoder.decode(none.span, encoding: encoding, count: 0, into: &values)
    }
    expectOnly([.plain, .byteStreamSplit], type: "double") { encoding throws(ParquetError) in
      var values: [Double] = []
      try ValueDecoder.decode(none.span, encoding: encoding, count: 0, into: &values)
    }
    expectOnly([.plain, .runLength], type: "boolean") { encoding throws(ParquetError) in
      var values: [Bool] = []
      try ValueDecoder.decode(none.span, encoding: encoding, count: 0, into: &values)
    }
    expectOnly([.plain, .deltaLengthByteArray, .deltaByteArray], type: "byteArray") {
      encoding throws(ParquetError) in
      var values = TextColumn()
      try ValueDecoder.decode(
        none.span, encoding: encoding, count: 0, byteLimit: 0, into: &values)
    }
    expectOnly([.plain, .deltaByteArray, .byteStreamSplit], type: "fixedLengthByteArray") {
      encoding throws(ParquetError) in
      var values = FixedLengthBytes(length: 2)
      try ValueDecoder.decode(
        none.span, encoding: encoding, count: 0, byteLimit: 0, into: &values)
    }
  }

  @Test func `passes the values on in the encoding that is named`() throws {
    var integers: [Int32] = []
    let split: [UInt8] = [1, 2, 0, 0, 0, 0, 0, 0]
    try ValueDecoder.decode(split.span, encoding: .byteStreamSplit, count: 2, into: &integers)
    #expect(integers == [1, 2])
    try ValueDecoder.decode(split.span, encoding: .plain, count: 2, into: &integers)
    #expect(integers == [1, 2, 0x0201, 0])
    var deltas: [UInt8] = []
    DeltaBinaryPacked.encode(integers.span, to: &deltas)
    try ValueDecoder.decode(deltas.span, encoding: .deltaBinaryPacked, count: 4, into: &integers)
    #expect(integers == [1, 2, 0x0201, 0, 1, 2, 0x0201, 0])

    let texts = TextColumn(["ab", "", "abc"])
    var lengths: [UInt8] = []
    DeltaLengthByteArray.append(texts, rows: 0..<3, present: nil, to: &lengths)
    var values = TextColumn()
    try ValueDecoder.decode(
      lengths.span, encoding: .deltaLengthByteArray, count: 3, byteLimit: 0, into: &values)
    #expect(values == texts)
  }

  @Test func `reads pyarrow's runs of flags`() throws {
    // As in PlainTests, with column_encoding={"v": "RLE"}.
    let page = PageBytes.hex("050000000549fa1e01")
    let flags = (0..<11).map { $0 % 3 == 0 } + Array(repeating: true, count: 20)
    var values: [Bool] = []
    try ValueDecoder.decode(page.span, encoding: .runLength, count: 31, into: &values)
    #expect(values == flags)
    PageBytes.expectNoneShorter(than: page) { bytes throws(ParquetError) in
      var values: [Bool] = []
      try ValueDecoder.decode(bytes, encoding: .runLength, count: 31, into: &values)
    }
  }
}
