import Parquet

extension Target {
  /// The hybrid of runs and packed bits: a byte with the width, two with the number of values, the rest.
  static let runs = Target(
    name: "runs",
    seeds: {
      [
        [2, 8, 0, 3, 0xe4, 0xe4], [1, 20, 0, 40, 1],
        [9, 16, 0, 5] + Array(repeating: 7, count: 18),
      ]
    },
    run: { bytes in
      var draw = Draw(bytes)
      let width = draw.byte() % 34
      let count = draw.pair()
      let body = draw.all()
      var values: [UInt32] = []
      let read = attempt { () throws(ParquetError) in
        try RunLengthDecoder.decode(body.span, width: width, count: count, into: &values)
      }
      var runs: [ValueRun] = []
      let readAsRuns = attempt { () throws(ParquetError) in
        try RunLengthDecoder.decodeRuns(body.span, width: width, count: count, into: &runs)
      }
      promise(read == readAsRuns, "values and runs end at one byte")
      guard read != nil else { return }
      promise(values.count == count, "as many values as asked for")
      promise(runs.flatMap { Array(repeating: $0.value, count: $0.count) } == values, "runs")
      promise(zip(runs, runs.dropFirst()).allSatisfy { $0.value != $1.value }, "maximal runs")
      promise(values.allSatisfy { UInt64($0) >> UInt64(width) == 0 }, "values of the width")
      var starts: [Int] = []
      let readAsStarts = attempt { () throws(ParquetError) in
        try RunLengthDecoder.decodeStarts(
          body.span, width: width, count: count, at: 0, limit: count, into: &starts)
      }
      let first = values.indices.filter { $0 == 0 || values[$0] != values[$0 - 1] }
      if first.map({ Int(values[$0]) }) == Array(first.indices) {
        promise((readAsStarts ?? nil) == read && starts == first, "starts")
      } else {
        promise((readAsStarts ?? nil) == nil, "no starts without order")
      }
      guard width == 1 else { return }
      var flags: [Bool] = []
      let readAsFlags = attempt { () throws(ParquetError) in
        try RunLengthDecoder.decodeFlags(body.span, count: count, into: &flags)
      }
      promise(readAsFlags == read && flags == values.map { $0 == 1 }, "flags")
    })
}

/// What `body` returns, nil if it throws.
func attempt<Result>(_ body: () throws(ParquetError) -> Result) -> Result? {
  try? body()
}
