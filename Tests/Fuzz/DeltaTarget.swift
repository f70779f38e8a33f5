import Parquet

extension Target {
  /// Packed differences: two bytes with the number of values, the rest.
  static let deltas = Target(
    name: "deltas",
    seeds: {
      let values: [Int64] = (0..<300).map { $0 * $0 * $0 }
      var long: [UInt8] = [44, 1]
      DeltaBinaryPacked.encode(values.span, to: &long)
      var short: [UInt8] = [3, 0]
      DeltaBinaryPacked.encode(([5, -5, 7] as [Int32]).span, to: &short)
      return [long, short, [0, 0], [1, 0, 0x80, 1, 4, 1, 10]]
    },
    run: { bytes in
      var draw = Draw(bytes)
      let count = draw.pair()
      let body = draw.all()
      var narrow: [Int32] = []
      let readNarrow = attempt { () throws(ParquetError) in
        try DeltaBinaryPacked.decode(body.span, count: count, into: &narrow)
      }
      var wide: [Int64] = []
      let readWide = attempt { () throws(ParquetError) in
        try DeltaBinaryPacked.decode(body.span, count: count, into: &wide)
      }
      if readNarrow != nil {
        // Sums of the low halves are the low halves of sums.
        promise(readWide == readNarrow, "what 32 bits hold, 64 do")
        promise(narrow == wide.map { Int32(truncatingIfNeeded: $0) }, "32 and 64 bits agree")
      }
      guard let readWide else { return }
      promise(wide.count == count && readWide <= body.count, "as many values as asked for")
      var again: [Int64] = []
      let exact = Array(body[..<readWide])
      let readAgain = attempt { () throws(ParquetError) in
        try DeltaBinaryPacked.decode(exact.span, count: count, into: &again)
      }
      promise(readAgain == readWide && again == wide, "bytes that follow do not matter")
      var encoded: [UInt8] = []
      DeltaBinaryPacked.encode(wide.span, to: &encoded)
      var decoded: [Int64] = []
      _ = attempt { () throws(ParquetError) in
        try DeltaBinaryPacked.decode(encoded.span, count: count, into: &decoded)
      }
      promise(decoded == wide, "what is encoded is decoded")
    })
}
