import Columns
import Parquet

extension Target {
  /// Byte arrays in the encodings by lengths and by shared beginnings, and PLAIN: a byte with the length of
  /// values of fixed length, two with the number of values, the rest.
  static let texts = Target(
    name: "texts",
    seeds: {
      let texts = TextColumn(["", "a", "ab", "abc", "abd", "b", String(repeating: "x", count: 40)])
      var lengths: [UInt8] = [3, 7, 0]
      DeltaLengthByteArray.append(texts, rows: 0..<7, present: nil, to: &lengths)
      let prefixes: [Int32] = [0, 1, 2, 3]
      let suffixes: [Int32] = [3, 2, 1, 0]
      var shared: [UInt8] = [3, 4, 0]
      DeltaBinaryPacked.encode(prefixes.span, to: &shared)
      DeltaBinaryPacked.encode(suffixes.span, to: &shared)
      return [lengths, shared + Array("abcdef".utf8), [2, 2, 0, 1, 0, 0, 0, 65, 0, 0, 0, 0]]
    },
    run: { bytes in
      var draw = Draw(bytes)
      let length = draw.byte() + 1
      let count = draw.pair()
      let body = draw.all()
      let limit = 1 << 20
      let before = TextColumn(["before"])
      for encoding in [Encoding.plain, .deltaLengthByteArray, .deltaByteArray] {
        var values = before
        let read: Void? = attempt { () throws(ParquetError) in
          try ValueDecoder.decode(
            body.span, encoding: encoding, count: count, byteLimit: limit, into: &values)
        }
        if read == nil {
          promise(values == before, "nothing is left of values that are refused")
          continue
        }
        promise(values.count == count + 1 && values[0] == before[0], "as many as asked for")
        var fixed = FixedLengthBytes(length: length)
        let readFixed: Void? = attempt { () throws(ParquetError) in
          try ValueDecoder.decode(
            body.span, encoding: encoding, count: count, byteLimit: limit, into: &fixed)
        }
        if encoding == .deltaByteArray, readFixed != nil {
          promise(fixed.bytes[...] == values.bytes.dropFirst(6), "of one length or of any")
        }
        if encoding == .deltaLengthByteArray { compare(values, count) }
      }
    })

  private static func compare(_ values: TextColumn, _ count: Int) {
    var encoded: [UInt8] = []
    DeltaLengthByteArray.append(values, rows: 0..<count + 1, present: nil, to: &encoded)
    var decoded = TextColumn()
    _ = attempt { () throws(ParquetError) in
      try DeltaLengthByteArray.decode(encoded.span, count: count + 1, into: &decoded)
    }
    promise(decoded == values, "what is encoded is decoded")
  }
}
